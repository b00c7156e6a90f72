"""When too few people are there."""

from __future__ import annotations

from itertools import pairwise

from router.domain.shifts.calendar import Calendar
from router.domain.shifts.days import DayKind
from router.domain.shifts.gaps import Gap, find_gaps
from router.domain.shifts.levels import levels
from router.domain.shifts.plan import Cover, Need, SkillNeed
from router.domain.shifts.role import Role
from router.domain.shifts.roster import Roster
from router.domain.shifts.wall import Period
from tests.unit.domain.shifts.house import NEW_YORK, SHANGHAI, calendar, local, on, roster, shift, span, work

PEOPLE = {"8001": {"legal": 3}, "8002": {"legal": 1}, "8003": {}}
LEGAL = Need(skills={"legal": SkillNeed(heads=2)})
MONDAY = Period(start=local("2026-10-12 00:00"), end=local("2026-10-13 00:00"))


def found(house: Calendar, planned: Roster, window: Period = MONDAY) -> list[str]:
    first = window.start.astimezone(house.zone).date()
    gaps = find_gaps(levels(house, planned, PEOPLE, window))
    return [gap.sentence(house.zone, first) for gap in gaps]


def test_a_gap_between_two_shifts() -> None:
    house = calendar(
        shift("a", "20:00-02:00"),
        shift("b", "04:00-12:00"),
        shift("all", "22:00-12:00"),
        cover=(Cover(id="night", span=span("00:00-06:00"), need=LEGAL),),
    )
    planned = roster(work("8001", "11", "all"), work("8002", "11", "a"), work("8002", "12", "b"))
    assert found(house, planned) == ["legal: gap 02:00 to 04:00 (1 of 2)"]


def test_no_gap_when_all_are_there() -> None:
    house = calendar(shift("a", "08:00-16:00", need=LEGAL))
    assert found(house, roster(work("8001", "12", "a"), work("8002", "12", "a"))) == []


def test_people_of_another_shift_count() -> None:
    house = calendar(shift("a", "08:00-16:00", need=LEGAL), shift("b", "08:00-12:00"))
    planned = roster(work("8001", "12", "a"), work("8002", "12", "b"))
    assert found(house, planned) == ["legal: gap 12:00 to 16:00 (1 of 2)"]


def test_the_most_that_is_needed_counts_and_not_the_sum() -> None:
    two = Need(roles={Role.AGENT: 2})
    house = calendar(shift("a", "08:00-16:00", need=two), shift("b", "10:00-12:00", need=Need(roles={Role.AGENT: 1})))
    planned = roster(work("8001", "12", "a"), work("8002", "12", "b"))
    assert found(house, planned) == ["agent: gap 08:00 to 10:00 (1 of 2)", "agent: gap 12:00 to 16:00 (1 of 2)"]


def test_a_gap_ends_where_its_number_changes() -> None:
    house = calendar(shift("a", "08:00-16:00", need=LEGAL), shift("b", "08:00-12:00"))
    assert found(house, roster(work("8001", "12", "b"))) == [
        "legal: gap 08:00 to 12:00 (1 of 2)",
        "legal: gap 12:00 to 16:00 (0 of 2)",
    ]


def test_in_a_break_nobody_is_counted_but_the_lead() -> None:
    need = Need(roles={Role.AGENT: 1, Role.LEAD: 1})
    house = calendar(shift("a", "08:00-16:00", need=need, breaks=(span("12:00-12:30"),)))
    planned = roster(work("8001", "12", "a"), work("8002", "12", "a", Role.LEAD))
    assert found(house, planned) == ["agent: gap 12:00 to 12:30 (0 of 1)"]


def test_who_is_on_leave_or_gone_is_not_counted() -> None:
    house = calendar(shift("a", "08:00-16:00", need=Need(roles={Role.AGENT: 2})))
    planned = roster(work("8001", "12", "a"), work("9999", "12", "a"), away=(("8001", "2026-10-12"),))
    assert found(house, planned) == ["agent: gap 08:00 to 16:00 (0 of 2)"]


def test_on_call_at_home_has_no_skill_to_give() -> None:
    house = calendar(shift("a", "08:00-16:00", need=Need(skills={"legal": SkillNeed(heads=1)})))
    assert found(house, roster(work("8001", "12", "a", Role.ON_CALL))) == ["legal: gap 08:00 to 16:00 (0 of 1)"]


def test_of_two_levels_the_larger_lack_is_told() -> None:
    many = Need(skills={"legal": SkillNeed(heads=3)})
    high = Need(skills={"legal": SkillNeed(heads=2, level=4)})
    planned = roster(work("8001", "12", "a"), work("8002", "12", "a"))
    for first, second in ((many, high), (high, many)):
        house = calendar(shift("a", "08:00-16:00", need=first), shift("b", "08:00-16:00", need=second))
        assert found(house, planned) == ["legal: gap 08:00 to 16:00 (0 of 2)"]


def test_a_gap_to_midnight_and_one_of_tomorrow() -> None:
    house = calendar(shift("a", "21:00-08:00", need=Need(roles={Role.AGENT: 1})))
    assert found(house, roster(work("8001", "11", "a"))) == ["agent: gap 21:00 to 24:00 (0 of 1)"]
    ahead = Period(start=local("2026-10-12 12:00"), end=local("2026-10-13 12:00"))
    assert found(house, roster(), ahead) == ["agent: gap 21:00 to 2026-10-13 08:00 (0 of 1)"]


def test_cover_asks_on_its_kinds_of_day_alone() -> None:
    need = Need(roles={Role.AGENT: 1})
    cover = Cover(id="office", span=span("09:00-10:00"), need=need, days=frozenset({DayKind.WEEKEND}))
    assert found(calendar(cover=(cover,)), roster()) == []
    saturday = Period(start=local("2026-10-17 00:00"), end=local("2026-10-18 00:00"))
    assert found(calendar(cover=(cover,)), roster(), saturday) == ["agent: gap 09:00 to 10:00 (0 of 1)"]


def test_a_gap_has_its_real_length_when_the_clock_is_changed() -> None:
    house = calendar(shift("a", "00:00-06:00", need=Need(roles={Role.AGENT: 1})), zone=NEW_YORK)
    window = Period(start=local("2026-11-01 00:00", NEW_YORK), end=local("2026-11-02 00:00", NEW_YORK))
    (gap,) = find_gaps(levels(house, roster(), PEOPLE, window))
    assert gap.period.length.total_seconds() == 7 * 3600
    assert gap.sentence(NEW_YORK, on("2026-11-01")) == "agent: gap 00:00 to 06:00 (0 of 1)"


def test_pieces_fill_the_window_without_a_hole() -> None:
    house = calendar(shift("a", "08:00-16:00", breaks=(span("12:00-12:30"),)), shift("b", "21:00-08:00"))
    pieces = [piece for piece, _ in levels(house, roster(), PEOPLE, MONDAY)]
    assert (pieces[0].start, pieces[-1].end) == (MONDAY.start, MONDAY.end)
    assert all(one.end == next_one.start for one, next_one in pairwise(pieces))
    assert len(pieces) == 6


def test_a_sentence() -> None:
    gap = Gap(of="legal", have=1, need=2, period=Period(start=local("2026-10-12 02:00"), end=local("2026-10-12 04:00")))
    assert gap.sentence(SHANGHAI, on("2026-10-12")) == "legal: gap 02:00 to 04:00 (1 of 2)"
