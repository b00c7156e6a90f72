from __future__ import annotations

import pytest

from ivr.welcome import Told, announcements_for, welcome
from router.domain.bundle import Announcement, Line
from tests.unit.ivr.caller import Caller

FLOOD = Announcement(id="flood", text={"zh-CN": "水", "en": "Water"}, lines=("general",))
FEAST = Announcement(id="feast", text={"zh-CN": "节"})


def line(notice: str = "recorded") -> Line:
    return Line(
        id="general",
        number="12345",
        name="x",
        queue="first",
        language="zh-CN",
        greeting="hello",
        notice=notice,
        greetings={"en": "Hello"},
    )


def test_greeting_then_announcements_then_notice() -> None:
    caller = Caller()
    assert welcome(caller, line(), "zh-CN", Told(announcements=(FLOOD, FEAST))) is None
    assert caller.heard == [
        "line_general_greeting",
        "announcement_flood",
        "announcement_feast",
        "line_general_notice",
    ]
    assert caller.told == 2


def test_a_line_without_a_notice_has_none() -> None:
    caller = Caller()
    welcome(caller, line(notice=""), "zh-CN", Told())
    assert caller.heard == ["line_general_greeting"]


@pytest.mark.parametrize("where", ["line_general_greeting", "announcement_flood", "line_general_notice"])
def test_a_key_ends_all_of_it_and_is_not_lost(where: str) -> None:
    caller = Caller({where: "7"})
    assert welcome(caller, line(), "zh-CN", Told(announcements=(FLOOD,))) == "7"
    assert caller.heard[-1] == where
    assert caller.told == (where == "line_general_notice")


def test_in_another_language_there_is_what_has_words_in_it() -> None:
    caller = Caller()
    welcome(caller, line(), "en", Told(announcements=(FLOOD, FEAST)))
    assert caller.heard == ["line_general_greeting", "announcement_flood"]
    nobody = Caller()
    welcome(nobody, line(), "fr", Told(announcements=(FLOOD, FEAST)))
    assert nobody.heard == []


def test_an_announcement_is_for_its_lines_or_for_all() -> None:
    other = Line(id="other", number="1", name="x", queue="q", language="zh-CN", greeting="x")
    assert announcements_for(line(), (FLOOD, FEAST)) == (FLOOD, FEAST)
    assert announcements_for(other, (FLOOD, FEAST)) == (FEAST,)
