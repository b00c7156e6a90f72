"""Which ladder is climbed: the first rule that is about this now."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from router.domain.alarms.channel import Quiet
from router.domain.bundle import Hours, Span
from router.domain.ladder.choose import Chosen, choose
from router.domain.ladder.settings import Ladder, Rule, Trigger

NIGHT = Hours(id="night", spans=(Span(days=tuple(range(7)), start=21 * 60, until=8 * 60),))
EARLY = Ladder(id="early", people=("lead",), rules=(Rule(trigger=Trigger.WAITING, seconds=5, hours="night"),))
ALWAYS = Ladder(id="always", people=("8001",), rules=(Rule(trigger=Trigger.WAITING, seconds=60, queues=("a",)),))


def at(hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 10, 1, hour, minute, tzinfo=ZoneInfo("Asia/Shanghai"))


def chosen(when: datetime, queue: str = "a", trigger: Trigger = Trigger.WAITING) -> str:
    found = choose([EARLY, ALWAYS], trigger, at=when, hours={"night": NIGHT}, line="l", queue=queue)
    return found.ladder.id if found else ""


def test_the_first_rule_whose_hours_are_open_is_chosen() -> None:
    assert chosen(at(21)) == "early"
    assert chosen(at(20, 59)) == "always"
    assert chosen(at(7, 59)) == "early"
    assert chosen(at(8)) == "always"


def test_no_rule_no_ladder() -> None:
    assert chosen(at(12), queue="b") == ""
    assert chosen(at(12), trigger=Trigger.HELP) == ""


def test_only_what_can_wait_is_kept_in_quiet_hours() -> None:
    ladder = replace(EARLY, quiet=Quiet(start=22 * 60, until=7 * 60))
    rule = replace(EARLY.rules[0], can_wait=True)
    assert Chosen(ladder=ladder, rule=rule).kept(at(23))
    assert not Chosen(ladder=ladder, rule=rule).kept(at(7))
    assert not Chosen(ladder=ladder, rule=EARLY.rules[0]).kept(at(23))
    assert not Chosen(ladder=EARLY, rule=rule).kept(at(23))
