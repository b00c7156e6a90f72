"""What is past its time, by whose rule, and what is never deleted."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

import pytest

from router.domain.bundle import Line
from router.domain.call import Outcome
from router.services import delete_recordings as service
from router.services.delete_recordings import Keeper, Kept, Rule, StillThere, delete_recordings, keep_days, rules_of
from tests.unit.domain.sample import bundle

DAY = 86_400.0
NOW = 1000 * DAY


def a_line(name: str, **keep: int) -> Line:
    return Line(id=name, number="1", name=name, queue="q", language="en", greeting="g", keep_days=keep)


def house(site: dict[str, int], **lines: dict[str, int]):  # type: ignore[no-untyped-def]
    made = bundle()
    return replace(
        made,
        site=replace(made.site, keep_days=site),
        lines={name: a_line(name, **keep) for name, keep in lines.items()},
    )


@pytest.mark.parametrize(
    ("site", "own", "outcome", "days"),
    [
        ({}, {}, "answered", 0),
        ({"default": 90}, {}, "answered", 90),
        ({"default": 90, "answered": 180}, {}, "answered", 180),
        ({"default": 90, "answered": 180}, {"default": 7}, "answered", 7),
        ({"default": 90}, {"default": 7, "answered": 0}, "answered", 0),
        ({"answered": 180}, {"abandoned": 7}, "answered", 180),
        ({"answered": 180}, {"abandoned": 7}, "", 0),
    ],
)
def test_whose_rule_counts(site: dict[str, int], own: dict[str, int], outcome: str, days: int) -> None:
    assert keep_days(house(site, general=own), "general", outcome) == days


def test_a_line_that_is_gone_keeps_to_the_site() -> None:
    assert keep_days(house({"default": 30}, general={"default": 1}), "former", "answered") == 30


def test_rules_leave_out_what_is_kept_for_ever() -> None:
    short, long = rules_of(house({"default": 90, "answered": 0}, general={"message_left": 5}))
    assert (short.days, set(short.pairs)) == (5, {("general", "message_left")})
    assert long.days == 90
    assert ("", "") in long.pairs
    assert ("general", "abandoned") in long.pairs
    assert not any(outcome == Outcome.ANSWERED for _, outcome in long.pairs)
    assert rules_of(house({}, general={})) == []


class World:
    """Folder and archive in memory: (recording, when its call ended)."""

    def __init__(self, *ended: tuple[Kept, float]) -> None:
        self.ended = dict(ended)
        self.files = {kept.id for kept in self.ended}
        self.stuck: set[str] = set()
        self.record: list[tuple[str, int]] = []
        self.alarms: list[str] = []

    def delete(self, kept: Kept) -> None:
        if kept.id in self.stuck:
            raise StillThere(kept.id)
        self.files.discard(kept.id)

    def overdue(self, rule: Rule, lines: Collection[str], before: float, *, limit: int, after: str) -> list[Kept]:
        gone = {name for name, _ in self.record}
        found = [
            kept
            for kept, at in self.ended.items()
            if at <= before
            and kept.id > after
            and kept.id not in gone
            and (kept.line if kept.line in lines else "", kept.outcome) in rule.pairs
        ]
        return sorted(found, key=lambda kept: kept.id)[:limit]

    def deleted(self, kept: Kept, days: int, *, at: float) -> None:
        assert kept.id not in self.files, "on record before it is gone"
        assert at == NOW
        self.record.append((kept.id, days))

    def alarm(self, subject: str, text: str, *, at: float) -> None:
        self.alarms.append(text)


def kept(number: int, outcome: str = "answered", line: str = "general") -> Kept:
    return Kept(id=f"r{number:03}", call=f"c{number}", line=line, outcome=outcome, path="p", sha256="s", size=1)


def test_the_day_it_is_due_and_not_a_second_before() -> None:
    world = World((kept(1), NOW - 30 * DAY), (kept(2), NOW - 30 * DAY + 1))
    sites = house({"default": 30}, general={})
    assert delete_recordings(Keeper(files=world, archive=world), sites, now=NOW) == 1
    assert (world.record, world.files, world.alarms) == ([("r001", 30)], {"r002"}, [])


def test_all_pages_are_read_and_what_is_stuck_does_not_stop_the_rest(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(service, "AT_ONCE", 3)
    world = World(*((kept(number), 0.0) for number in range(10)))
    world.stuck = {"r001", "r005"}
    keeper = Keeper(files=world, archive=world)
    assert delete_recordings(keeper, house({"default": 1}, general={}), now=NOW) == 8
    assert world.files == world.stuck
    assert [alarm.split()[0] for alarm in world.alarms] == ["2"]
    world.stuck = set()
    assert delete_recordings(keeper, house({"default": 1}, general={}), now=NOW) == 2


def test_each_by_its_own_rule() -> None:
    world = World(
        (kept(1, "message_left"), NOW - 10 * DAY),
        (kept(2, "answered"), NOW - 10 * DAY),
        (kept(3, "answered", "former"), NOW - 10 * DAY),
        (kept(4, "abandoned"), 0.0),
    )
    sites = house({"answered": 7}, general={"answered": 20, "message_left": 2})
    delete_recordings(Keeper(files=world, archive=world), sites, now=NOW)
    assert sorted(world.record) == [("r001", 2), ("r003", 7)]
