"""What watching finds, and what it keeps to itself."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import UTC, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from router.adapters import codec
from router.domain.incidents.cell import Cell, Dimension, Fact
from router.domain.incidents.finding import IncidentOver, IncidentSeen
from router.domain.incidents.history import History
from router.domain.incidents.rules import BadIncidentRules, Rules
from router.domain.incidents.state import WatchState
from router.domain.incidents.watch import Watch
from router.domain.shifts.days import Week
from tests.unit.domain.incidents.town import PLACES, START, TOPICS, fact, note, over, past, seen, watch

HOUSING_ON_THE_HILL = Cell(Dimension.TOPIC_PLACE, "housing", "hill")


def callers(count: int, *, first: float = 0, apart: float = 15) -> list[Fact]:
    return [fact(first + number * apart, f"c{number}") for number in range(count)]


def usual_calls(hours: int, seed: int = 1) -> list[Fact]:
    """As many calls as usual, of people who call once."""
    dice = random.Random(seed)
    facts = []
    for number in range(13 * hours):
        topic = dice.choices(list(TOPICS), weights=list(TOPICS.values()))[0]
        place = dice.choices(list(PLACES), weights=list(PLACES.values()))[0]
        facts.append(fact(60 * number / 13, f"u{seed}-{number}", topic, place))
    return facts


def test_nineteen_callers_of_one_evening_are_seen_by_the_sixth() -> None:
    struck = callers(19, apart=300 / 19)
    facts = sorted([*usual_calls(5), *struck], key=lambda each: each.at)
    found = seen(note(watch(), facts))
    assert [each.cell for each in found] == [HOUSING_ON_THE_HILL]
    assert sum(each.at <= found[0].at for each in struck) <= 6


def test_what_was_found_is_told_in_figures() -> None:
    (found,) = seen(note(watch(), callers(5)))
    assert found == IncidentSeen(
        cell=HOUSING_ON_THE_HILL,
        at=START + timedelta(minutes=60),
        first_at=START,
        minutes=found.minutes,
        calls=5,
        callers=5,
        heads=5.0,
        usual=found.usual,
        chance=found.chance,
        asked=found.asked,
    )
    assert found.chance <= found.asked
    assert 0 < found.usual < 0.2


@pytest.mark.parametrize("weeks", [1.0, 3.9, 8.0])
def test_the_floor_less_one_is_never_an_incident(weeks: float) -> None:
    assert seen(note(watch(weeks), callers(4, apart=0.1))) == []


def test_a_low_floor_holds_only_where_history_is_thick() -> None:
    low = Rules(floor=3)
    assert seen(note(watch(8, low), callers(4, apart=0.1)))
    assert seen(note(watch(3.9, low), callers(4, apart=0.1))) == []


def test_nothing_is_found_before_a_day_has_passed() -> None:
    new = Watch(Rules(), UTC, Week(), at=START)
    assert seen(note(new, callers(30, apart=1))) == []


def test_one_number_alone_is_never_an_incident() -> None:
    assert seen(note(watch(), [fact(minute, "office") for minute in range(300)])) == []


def test_repeats_of_one_number_are_discounted_but_count() -> None:
    def chance(extra: list[str]) -> float:
        names = [f"c{number}" for number in range(4)] + extra + ["last"]
        found = seen(note(watch(), [fact(number, name) for number, name in enumerate(names)]))
        return found[0].chance

    once = chance([])
    same_again = chance(["c0"] * 3)
    others = chance(["d0", "d1", "d2"])
    assert same_again < once
    # With other numbers the fifth of them is found at once, with more of a surprise left to come.
    assert others == pytest.approx(once, rel=0.2)


def test_many_calls_of_a_big_topic_are_its_usual_ones() -> None:
    assert seen(note(watch(), usual_calls(24))) == []


def test_a_topic_everywhere_is_told_as_the_topic_once() -> None:
    places = random.Random(1).choices(list(PLACES), weights=list(PLACES.values()), k=60)
    facts = [fact(number, f"c{number}", "housing", place) for number, place in enumerate(places)]
    found = seen(note(watch(), facts))
    assert [each.cell for each in found] == [Cell(Dimension.TOPIC, "housing")]


def test_an_incident_is_told_once_and_not_by_broader_names() -> None:
    found = seen(note(watch(), sorted([*usual_calls(5), *callers(120, apart=2)], key=lambda each: each.at)))
    assert [each.cell for each in found] == [HOUSING_ON_THE_HILL]


def test_it_is_over_when_it_has_gone_quiet_and_can_come_again() -> None:
    watching = watch()
    first = note(watching, callers(8))
    assert len(seen(first)) == 1
    assert over(first) == []
    ended = watching.tick(START + timedelta(hours=6))
    assert ended == (IncidentOver(cell=HOUSING_ON_THE_HILL, at=START + timedelta(hours=6)),)
    again = note(watching, callers(8, first=600))
    assert [each.cell for each in seen(again)] == [HOUSING_ON_THE_HILL]


def test_a_broad_incident_does_not_hide_or_raise_others() -> None:
    # Six times the usual calls, in three hours.
    flood = [replace(each, at=START + (each.at - START) / 6) for each in usual_calls(18, seed=2)]
    assert [each.cell for each in seen(note(watch(), flood))] == [Cell(Dimension.LINE, "12345")]
    inside = sorted([*flood, *callers(19, first=30, apart=5)], key=lambda each: each.at)
    assert HOUSING_ON_THE_HILL in {each.cell for each in seen(note(watch(), inside))}


def test_an_incident_is_not_learned_as_usual() -> None:
    quiet, struck = watch(), watch()
    note(struck, callers(100, apart=2))
    for each in (quiet, struck):
        each.tick(START + timedelta(days=2))
    grown = struck.history.pairs[HOUSING_ON_THE_HILL] - quiet.history.pairs[HOUSING_ON_THE_HILL]
    assert 0 < grown < 10


def test_what_becomes_known_later_is_counted_once() -> None:
    watching = watch()
    findings = []
    for number in range(5):
        told = fact(10 * number + 5, f"c{number}")
        findings += watching.note(replace(told, at=START + timedelta(minutes=10 * number), topic="", place=""))
        findings += watching.note(told)
        findings += watching.note(told)
    assert [each.cell for each in seen(findings)] == [HOUSING_ON_THE_HILL]
    lines = next(each for each in watching.state().recent if each.cell and each.cell.dimension is Dimension.LINE)
    house = next(each for each in watching.state().recent if each.cell is None)
    # The incident's calls left the line, and none came in a second time.
    assert (len(lines.calls), len(house.calls)) == (0, 5)


def test_time_never_goes_back() -> None:
    watching = watch()
    note(watching, [fact(60, "a"), fact(0, "b")])
    assert watching.state().at == (START + timedelta(minutes=60)).timestamp()


@pytest.mark.parametrize("cut", [0, 3, 4, 5, 12])
def test_a_state_written_down_and_read_back_goes_on_as_if_nothing_had_been(cut: int) -> None:
    facts = sorted([*usual_calls(5), *callers(19)], key=lambda each: each.at)
    at = next(i for i, each in enumerate(facts) if each.caller == f"c{cut}")
    straight, first = watch(), watch()
    expected = note(straight, facts)
    found = note(first, facts[:at])
    text = codec.dump(first.state())
    now = facts[at - 1].at if at else START
    second = Watch.restore(codec.load(WatchState, text), Rules(), UTC, Week(), at=now)
    found += note(second, facts[at:])
    assert [(type(each), each.cell, each.at) for each in found] == [
        (type(each), each.cell, each.at) for each in expected
    ]
    assert codec.load(WatchState, codec.dump(second.state())) == second.state()


@settings(max_examples=30, deadline=None)
@given(
    st.lists(
        st.tuples(st.floats(0, 400), st.integers(0, 3), st.sampled_from(list(TOPICS)), st.sampled_from(list(PLACES))),
        max_size=60,
    )
)
def test_fewer_callers_than_the_floor_are_never_found(calls: list[tuple[float, int, str, str]]) -> None:
    facts = [fact(minute, f"c{who}", topic, place) for minute, who, topic, place in sorted(calls)]
    assert seen(note(watch(), facts)) == []


@settings(max_examples=30, deadline=None)
@given(st.lists(st.floats(0, 300), min_size=5, max_size=20), st.lists(st.floats(0, 300), max_size=5))
def test_more_callers_are_never_found_later(minutes: list[float], more: list[float]) -> None:
    def first(times: list[float]) -> float:
        facts = [fact(minute, f"c{number}") for number, minute in enumerate(sorted(times))]
        found = seen(note(watch(), facts))
        return found[0].at.timestamp() if found else float("inf")

    assert first([*minutes, *more]) <= first(minutes)


def test_months_without_calls_pass() -> None:
    watching = watch()
    assert watching.tick(START + timedelta(days=70)) == ()
    assert note(watching, callers(3)) == []


def test_a_history_that_is_all_zero_finds_nothing_by_accident() -> None:
    watching = Watch(Rules(), UTC, Week(), at=START, history=History(hours=[8.0] * 168, age=8 * 168))
    assert seen(note(watching, callers(4))) == []


@pytest.mark.parametrize(
    "wrong",
    [
        {"windows": ()},
        {"windows": (60, 30, 120)},
        {"windows": (0, 120)},
        {"quiet": 45},
        {"floor": 1},
        {"budget": 0.0},
        {"half_life_weeks": 0.0},
        {"shares": {Dimension.LINE: 1.5}},
        {"shares": {Dimension.LINE: 0.0}},
    ],
)
def test_rules_that_do_not_fit_are_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(BadIncidentRules):
        Rules(**wrong)  # type: ignore[arg-type]


def test_history_is_taken_over_and_grows() -> None:
    history = past()
    before = history.age
    watching = Watch(Rules(), UTC, Week(), at=START, history=history)
    watching.tick(START + timedelta(hours=5))
    assert history.age == pytest.approx(before + 5)
