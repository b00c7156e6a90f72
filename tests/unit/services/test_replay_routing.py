"""A floor that something happens to, its records, and the same again: nothing differs; what was changed is found."""

from __future__ import annotations

from dataclasses import replace
from random import Random

import pytest

from router.adapters import codec
from router.domain.bundle import Bundle
from router.domain.history import DecisionRecorded, RoutingFed
from router.domain.routing.clause import Clause
from router.domain.routing.policy import Overflow, SeatRule, Step, Target, TargetKind
from router.domain.routing.tape import EngineBegun, Fed
from router.services.replay_routing import Doubt, Replayed, doubts, replay_routing
from router.services.run_tape import CannotReplay
from tests.unit.domain.desk import Desk
from tests.unit.domain.sample import bundle

SEATS = 6


def strict(number: int = 1) -> Bundle:
    """Queues with steps, a reserve, and ways out to each other and to the fallback."""
    plain = bundle(seats=SEATS, number=number, wrap_up=0)
    legal = replace(
        plain.queues["legal"],
        skills={"legal": 4},
        steps=(Step(after=20.0, tiers=(Clause(all={"legal": 2}),)),),
        reserve=1,
        seat_rule=SeatRule.LONGEST_IDLE if number % 2 else SeatRule.BEST_LEVEL,
        overflows=(Overflow(to=Target(kind=TargetKind.QUEUE, id="general"), after=60.0),),
    )
    general = replace(plain.queues["general"], longest_seconds=200, weight_seconds=10)
    return replace(plain, queues={"general": general, "legal": legal})


BUNDLES = {number: strict(number) for number in (1, 2)}


def find(number: int) -> tuple[Bundle | None, str]:
    found = BUNDLES.get(number)
    return found, "" if found else f"bundle {number} is not there"


def a_day(seed: int, *, steps: int = 250) -> Desk:
    """What a house sees in a while: callers, agents, phones, another router, another bundle."""
    random = Random(seed)
    desk = Desk(bundle=BUNDLES[1])
    desk.bundles.update(BUNDLES)
    desk.ready(*desk.floor.seats)
    for _ in range(steps):
        citizens = list(desk.asterisk.citizens.values())
        match random.choice(
            ("call", "call", "answer", "answer", "end", "end", "leave", "phone", "time", "time", "rare")
        ):
            case "call" if len(citizens) < 25:
                desk.caller(random.choice(("general", "legal")))
            case "answer":
                for citizen in [one for one in citizens if one.state == "offer"]:
                    desk.tell(desk.asterisk.answer(citizen, desk.now))
            case "end" if talking := [one for one in citizens if one.state == "talk"]:
                desk.tell(desk.asterisk.hang_up(random.choice(talking), desk.now))
            case "leave" if holding := [one for one in citizens if one.state == "hold"]:
                desk.tell(desk.asterisk.hang_up(random.choice(holding), desk.now))
            case "phone":
                desk.tell(desk.asterisk.reach(random.choice(list(desk.floor.seats)), random.random() < 0.7, desk.now))
            case "time":
                desk.passes(random.choice((0.0, 0.5, 7.25, 30.1)))
            case "rare" if random.random() < 0.3:
                desk.restart()
                desk.tell([desk.asterisk.snapshot(desk.now)])
    return desk


def log_of(desk: Desk) -> list[RoutingFed]:
    """As the archive has it: written and read."""
    read = [codec.load_message(codec.dump_message(entry)) for entry in desk.kept(RoutingFed)]
    return sorted(read, key=lambda entry: (entry.epoch, entry.number))


def again(log: list[RoutingFed]) -> Replayed:
    found = replay_routing(log, find)
    assert found is not None
    return found


@pytest.mark.parametrize("seed", range(6))
def test_the_same_events_lead_to_the_same_decisions(seed: int) -> None:
    desk = a_day(seed)
    log = log_of(desk)
    found = again(log)
    assert found.difference is None
    assert found.differing == 0
    assert found.entries == len(log)
    assert found.decisions >= len(desk.kept(DecisionRecorded)) > 10
    assert found.engines == sum(entry.begins is not None for entry in log) > 1
    assert (found.since, found.until) == (log[0].at, log[-1].at)


def test_such_days_see_calls_passed_on() -> None:
    assert sum(again(log_of(a_day(seed))).passed_on for seed in range(6)) > 0


def lawyers() -> tuple[Desk, list[RoutingFed]]:
    """The best of two lawyers gets the first call, a caller comes and goes, the other one gets the second."""
    desk = Desk(bundle=BUNDLES[2])
    desk.ready("1005", "1006")
    desk.caller("legal")
    desk.tell(desk.asterisk.hang_up(desk.caller("legal"), desk.now + 1.0))
    desk.caller("legal")
    return desk, log_of(desk)


def with_skills(log: list[RoutingFed], seat: str, skills: dict[str, int]) -> list[RoutingFed]:
    def other(fed: Fed) -> Fed:
        return replace(fed, free=replace(fed.free, skills=skills)) if fed.free and fed.free.seat == seat else fed

    return [replace(entry, fed=tuple(other(fed) for fed in entry.fed)) for entry in log]


def test_a_seat_whose_level_was_changed_is_found_and_named() -> None:
    desk, log = lawyers()
    assert again(log).difference is None
    found = again(with_skills(log, "1006", {"legal": 1}))
    assert (found.differing, found.engines) == (1, sum(entry.begins is not None for entry in log))
    difference = found.difference
    assert difference is not None
    call = difference.entry.matched[0][0]
    assert (difference.recorded, difference.again) == ((call, "1006"), (call, "1005"))
    assert difference.decision is not None
    assert difference.decision.seat.seat == "1005"
    on_record = next(record.decision for record in desk.kept(DecisionRecorded) if record.call == call)
    assert on_record is not None
    assert doubts(on_record, difference.told) == [
        Doubt(seat="1006", agent="8006", decided={"legal": 5}, told={"legal": 1})
    ]


def test_a_pass_that_is_not_on_record_is_found() -> None:
    log = next(log for log in (log_of(a_day(seed)) for seed in range(6)) if any(entry.passed_on for entry in log))
    place = next(n for n, entry in enumerate(log) if entry.passed_on)
    log[place] = replace(log[place], passed_on=())
    difference = again(log).difference
    assert difference is not None
    assert (difference.entry, difference.passed_on, difference.recorded) == (log[place], True, None)
    assert difference.again is not None
    assert difference.decision is None


def test_after_a_difference_the_next_engine_is_compared_again() -> None:
    log = log_of(a_day(2))
    begins = [n for n, entry in enumerate(log) if entry.begins is not None]
    assert len(begins) > 2
    with_matches = [n for n, entry in enumerate(log) if entry.matched]
    log[with_matches[0]] = replace(log[with_matches[0]], matched=())
    log[with_matches[-1]] = replace(log[with_matches[-1]], matched=())
    assert max(n for n in begins if n <= with_matches[-1]) > with_matches[0]
    assert again(log).differing == 2


def test_what_is_missing_is_told_with_the_times_that_do_without_it() -> None:
    log = log_of(a_day(3))
    with pytest.raises(CannotReplay, match=r"entries 1\.3 to 1\.3 are missing; end before that with --to 1970-") as gap:
        again([*log[:2], *log[3:]])
    assert "begin after it with --from 1970-" in str(gap.value)
    with pytest.raises(CannotReplay, match="bundle 9 is not there, and an engine went by its rules: put it back"):
        again([replace(log[0], begins=EngineBegun(bundle=9)), *log[1:]])
    middle = next(n for n, entry in enumerate(log) if entry.begins is None)
    with pytest.raises(CannotReplay, match=rf"no engine begins at entry 1\.{middle + 1}; begin after it with --from"):
        again(log[middle:])


def test_nothing_on_record_is_nothing() -> None:
    assert replay_routing([], find) is None
