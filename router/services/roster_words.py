"""Words that rosters are written in, English and Chinese."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from datetime import date
from typing import Final

from router.domain.shifts.role import Role

HEADINGS: Final[Mapping[str, str]] = {
    "date": "date",
    "day": "date",
    "日期": "date",
    "值班日期": "date",
    "shift": "shift",
    "班次": "shift",
    "班": "shift",
    "agent": "person",
    "agentnumber": "person",
    "number": "person",
    "person": "person",
    "工号": "person",
    "话务员工号": "person",
    "坐席工号": "person",
    "name": "name",
    "姓名": "name",
    "话务员": "name",
    "role": "role",
    "角色": "role",
    "岗位": "role",
    "职责": "role",
}
"""What a column is called, to the field that it fills."""

ROLES: Final[Mapping[str, Role]] = {
    **{role.value.replace("_", ""): role for role in Role},
    "坐席": Role.AGENT,
    "话务员": Role.AGENT,
    "接线员": Role.AGENT,
    "组长": Role.LEAD,
    "班长": Role.LEAD,
    "值班组长": Role.LEAD,
    "专家": Role.EXPERT,
    "专家座席": Role.EXPERT,
    "专家坐席": Role.EXPERT,
    "听班": Role.ON_CALL,
    "备班": Role.ON_CALL,
    "待命": Role.ON_CALL,
}

OFF: Final = frozenset({"", "-", "—", "/", "off", "leave", "rest", "休", "休息", "轮休", "假", "请假", "年假"})
"""What stands in a cell of somebody who does not work that day."""

# Of the years that a roster may be of: others are slips of the hand, and days around them may not exist.
_DATE: Final = re.compile(r"(2[01]\d{2})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?", re.ASCII)


def plain(text: str) -> str:
    """A word to be compared: full-width signs made plain, no spaces, hyphens or underscores, small letters."""
    return re.sub(r"[\s_\-]+", "", unicodedata.normalize("NFKC", text)).lower()


def heading(text: str) -> str | None:
    """The field that a column fills; None when the word is not known."""
    return HEADINGS.get(plain(text))


def role(text: str) -> Role | None:
    """The role meant; None when the word is not known."""
    return ROLES.get(plain(text))


def is_off(text: str) -> bool:
    """Whether a cell says that nobody works."""
    return text.strip().lower() in OFF


def to_date(text: str) -> date | None:
    """`2026-10-01`, `2026/10/1`, `2026.10.1` or `2026年10月1日`; None for anything else, and for years before
    2000 or after 2199."""
    found = _DATE.fullmatch(unicodedata.normalize("NFKC", text).strip())
    if found is None:
        return None
    try:
        return date(*(int(part) for part in found.groups()))
    except ValueError:
        return None
