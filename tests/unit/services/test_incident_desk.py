"""Feed in, findings out: each incident once, once more when it doubles, and its end."""

from __future__ import annotations

from datetime import datetime
from itertools import pairwise

import pytest

from router.domain.history import CallRecorded, FollowerAdded, IncidentRecorded
from router.domain.incidents.cell import Dimension
from router.domain.incidents.settings import IncidentSettings
from tests.unit.services.incident_evening import (
    CRACKS,
    EVENING,
    LAKESIDE,
    OTHER,
    ZONE,
    alarms,
    call_records,
    callers,
    counted_silently,
    desk,
    events,
    feed,
)

HOUR = 3600.0


def follower(call: str, at: float, incident: str, number: str = "139") -> FollowerAdded:
    return FollowerAdded(at=at, epoch=1, incident=incident, call=call, line="city", language="en", number=number)


def test_the_fifth_of_five_callers_is_told_in_a_sentence() -> None:
    watching = desk()
    found = feed(watching, callers(5))
    assert events(found) == ["seen"]
    (told,) = [record.incident for record in found if isinstance(record, IncidentRecorded)]
    assert (told.dimension, told.value, told.place) == (Dimension.TOPIC_PLACE, CRACKS, LAKESIDE)
    assert told.calls == tuple(f"n-{number}" for number in range(1, 6))
    assert told.callers == 5
    (alarm,) = alarms(found)
    assert (alarm.code, alarm.subject) == ("incident", told.id)
    assert alarm.text == (
        "19:32 to 20:02: 5 calls about 'cracked building' in 'Lakeside', usually fewer than 0.1; "
        "callers are different people; first call 19:42"
    )
    assert "139" not in alarm.text


def test_four_callers_are_none_and_neither_is_one_number_again_and_again() -> None:
    assert feed(desk(), callers(4)) == []
    same = [record for n in range(30) for record in call_records(n, EVENING + n * 70, caller="13900000000")]
    assert feed(desk(), same) == []


def test_withheld_numbers_are_callers_of_their_own() -> None:
    withheld = [record for number in range(5) for record in call_records(number, EVENING + number * 120, caller="")]
    assert events(feed(desk(), withheld)) == ["seen"]


def test_it_is_told_again_when_the_callers_have_doubled_and_when_it_is_over() -> None:
    watching = desk()
    found = feed(watching, callers(19, apart=600))
    assert events(found)[:2] == ["seen", "grew"]
    counts = [
        len(record.incident.calls)
        for record in found
        if isinstance(record, IncidentRecorded) and record.event in {"seen", "grew"}
    ]
    assert all(later >= 2 * former for former, later in pairwise(counts))
    newest = max(record.at for record in found)
    over = [record for minute in range(0, 12 * 60, 5) for record in watching.tick(newest + minute * 60)]
    assert events(over) == ["over"]
    (end,) = alarms(over)
    assert end.code == "incident_over"
    assert end.subject == alarms(found)[0].subject
    assert "; over at " in end.text
    (told,) = [record.incident for record in over if isinstance(record, IncidentRecorded)]
    assert len(told.calls) == 19
    assert told.over_at is not None
    assert told.over_at >= max(told.seen_at + 2 * HOUR, newest)


def test_a_night_across_midnight_is_one_incident() -> None:
    watching = desk()
    late = EVENING + 4 * HOUR
    found = feed(watching, callers(8, at=late, apart=400))
    assert events(found) == ["seen"]
    assert alarms(found)[0].text.startswith("23:38 to 00:08: 5 calls")
    assert datetime.fromtimestamp(found[-1].at, ZONE).hour == 0


def test_tags_alone_count_and_those_of_an_unknown_call_do_not() -> None:
    watching = desk()
    records = callers(5)
    assert events(feed(watching, [record for record in records if not hasattr(record, "event")])) == []
    assert events(feed(watching, [record for record in records if hasattr(record, "event")])) == []
    assert events(feed(watching, [record for record in records if not hasattr(record, "event")])) == ["seen"]


def test_the_same_records_again_change_nothing() -> None:
    watching = desk()
    feed(watching, callers(6))
    assert feed(watching, callers(6)) == []


def test_another_topic_at_another_place_is_not_counted_in() -> None:
    watching = desk()
    feed(watching, callers(5))
    other = [record for n in range(50, 54) for record in call_records(n, EVENING + 1800 + n, topic=OTHER, place="")]
    assert feed(watching, other) == []


def test_a_house_may_ask_for_more_callers() -> None:
    assert events(feed(desk(settings=IncidentSettings(floor=8)), callers(7))) == []
    assert events(feed(desk(settings=IncidentSettings(floor=8)), callers(8))) == ["seen"]


@pytest.mark.parametrize("before", [0, 3, 5, 7])
def test_a_restart_in_the_middle_tells_nothing_twice_and_misses_nothing(before: int) -> None:
    records = callers(12)
    cut = sorted(record.at for record in records)[before * 3] - 0.5
    early = [record for record in records if record.at < cut]
    first = desk()
    told = feed(first, early)
    # The second one is rebuilt from the calls: what it finds on the way has been told, or nobody told it.
    second, silent = counted_silently(early)
    again = second.go_on(first.told.values(), silent)
    rest = feed(second, [record for record in records if record.at >= cut])
    straight = feed(desk(), records)
    assert events(told) + events(again) + events(rest) == events(straight)
    assert {one.subject for one in alarms(told + again + rest)} == {one.subject for one in alarms(straight)}
    (now,) = second.told.values()
    assert len(now.calls) == 12
    assert now.callers == 12


def test_what_nobody_told_is_told_at_the_start() -> None:
    second, silent = counted_silently(callers(6))
    again = second.go_on([], silent)
    assert events(again) == ["seen"]
    assert len(next(iter(second.told.values())).calls) == 6


def test_what_was_over_stays_over_after_a_restart() -> None:
    first = desk()
    records = callers(6)
    feed(first, records)
    (ended,) = [record for record in first.end_all(EVENING + HOUR) if isinstance(record, IncidentRecorded)]
    second, silent = counted_silently(records)
    assert second.go_on([ended.incident], silent) == []
    more = feed(second, callers(4, first=60, at=EVENING + 1.1 * HOUR))
    assert events(more) == []


@pytest.mark.parametrize("known", [True, False])
def test_who_asks_to_be_told_is_a_caller_once(known: bool) -> None:
    watching = desk()
    feed(watching, callers(5))
    (one,) = watching.told.values()
    at = one.last_at + 60
    if known:
        arrived = call_records(6, at)[0]
        assert isinstance(arrived, CallRecorded)
        watching.take(arrived)
    (counted,) = watching.take(follower("n-6", at + 30, one.id))
    assert isinstance(counted, IncidentRecorded)
    assert (counted.event, counted.incident.calls[-1], counted.incident.callers) == ("counted", "n-6", 6)
    assert watching.take(follower("n-6", at + 30, one.id)) == []


def test_twice_the_callers_are_told_again_also_if_no_agent_tagged_them() -> None:
    watching = desk()
    feed(watching, callers(5))
    (one,) = watching.told.values()
    found = [
        record
        for number in range(5)
        for record in watching.take(follower(f"f-{number}", one.last_at + number, one.id, number=f"138{number}"))
    ]
    assert events(found) == ["grew"]


def test_nobody_joins_an_incident_that_is_over_or_unknown() -> None:
    watching = desk()
    feed(watching, callers(5))
    (one,) = watching.told.values()
    assert watching.take(follower("f-1", one.last_at, "1-gone")) == []
    watching.end_all(one.last_at + 1)
    assert watching.take(follower("f-1", one.last_at + 2, one.id)) == []


def test_who_asks_to_be_told_keeps_an_incident_going() -> None:
    watching = desk()
    feed(watching, callers(5))
    (one,) = watching.told.values()
    for number in range(40):
        watching.take(follower(f"f-{number}", one.last_at + number * 300, one.id, number=f"138{number}"))
    assert events(watching.tick(one.last_at + 3 * HOUR)) == []
    assert watching.told[one.id].over_at is None
