"""A house with menus, as callers of a test walk through it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from ivr.admit import House
from router.domain.bundle import Bundle, Choice, Go, Hours, Line, Menu, Queue, Span
from tests.unit.ivr.test_prompts import bundle

LINE = Line(
    id="general",
    number="12345",
    name="x",
    queue="general",
    language="zh-CN",
    greeting="您好",
    greetings={"en": "Hello"},
    menu="main",
)
MAIN = Menu(
    id="main",
    prompt={"zh-CN": "主菜单", "en": "Main menu"},
    choices={
        "1": Choice(go=Go.QUEUE, target="legal", skills={"legal": 2}),
        "2": Choice(go=Go.MENU, target="services"),
        "3": Choice(go=Go.SAY, target="opening"),
        "4": Choice(go=Go.MESSAGE, target="legal"),
        "9": Choice(go=Go.LANGUAGE, target="en"),
    },
)
SERVICES = Menu(
    id="services",
    prompt={"zh-CN": "服务", "en": "Services"},
    choices={"1": Choice(go=Go.QUEUE, target="mutual_aid"), "2": Choice(go=Go.SAY, target="opening")},
    person="mutual_aid",
    seconds=3,
)
OFFICE = Hours(id="office", spans=(Span(days=(0, 1, 2, 3, 4), start=9 * 60, until=17 * 60),))
MONDAY_NOON = datetime(2026, 3, 2, 12, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
SUNDAY_NIGHT = datetime(2026, 3, 1, 23, 0, tzinfo=ZoneInfo("Asia/Shanghai"))


class Counted:
    """So many callers in each group; 0 where nothing is said."""

    def __init__(self, **groups: int) -> None:
        self._groups = groups

    def calls(self, line: str) -> int:
        return self._groups.get(f"calls_{line}", 1)

    def waiting(self, queue: str) -> int:
        return self._groups.get(f"waiting_{queue}", 0)

    def waiting_line(self, line: str) -> int:
        return self._groups.get(f"line_{line}", 0)


def city(line: Line = LINE, queues: Mapping[str, Queue] | None = None) -> Bundle:
    known = {name: Queue(id=name, name=name) for name in ("general", "legal", "mutual_aid", "expert")}
    return replace(
        bundle(line, texts={"zh-CN": {"opening": "九点开门"}, "en": {"opening": "We open at nine"}}),
        queues={**known, **(queues or {})},
        menus={"main": MAIN, "services": SERVICES},
        hours={"office": OFFICE},
    )


def house(some: Bundle | None = None, *, now: datetime = MONDAY_NOON, **groups: int) -> House:
    of = some or city()
    return House(bundle=of, line=of.lines["general"], crowd=Counted(**groups), now=now)
