"""Climbs of ladders and their rings, in a real database."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import Engine

from router.adapters.sql.engine import migrate, open_engine
from router.adapters.sql.ladders import find_climbs
from router.adapters.sql.records import SqlRecords
from router.domain.history import ClimbRecorded, LadderRung
from router.domain.ladder.climb import Climb, ClimbEnd, ClimbState, Escalation, LadderRing, over
from router.domain.ladder.settings import Trigger

T0 = 1_763_776_800.125
CLIMB = Climb(id="climb-1.1", ladder="night", trigger=Trigger.WAITING, subject="legal", node="", began_at=T0,
              calls=("n1-1.1", "n1-1.4"), text="a caller waits", rings=1, version=3)  # fmt: skip
RING = LadderRing(id="climb-1.1-1", climb="climb-1.1", round=1, step=1, person="8002", seat="1002", number="", at=T0)


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    engine = open_engine(f"sqlite:///{tmp_path / 'a.sqlite3'}", write=True)
    migrate(engine)
    yield engine
    engine.dispose()


def store(engine: Engine, *parts: Climb | LadderRing) -> None:
    records = [
        ClimbRecorded(at=T0, epoch=1, event="ringing", climb=part)
        if isinstance(part, Climb)
        else LadderRung(at=T0, epoch=1, ring=part)
        for part in parts
    ]
    SqlRecords(engine).store(records, [], "1-1")


def test_the_newest_of_a_climb_and_all_that_is_known_of_a_ring(engine: Engine) -> None:
    answered = replace(RING, answered_at=T0 + 4)
    done = replace(answered, key="2", keyed_at=T0 + 9, ended_at=T0 + 9, end="passed_on")
    ended = over(CLIMB, ClimbEnd.CAUSE_OVER, T0 + 60)
    store(engine, CLIMB, RING, answered, done, ended, CLIMB, RING)
    (found,) = find_climbs(engine)
    assert found == Escalation(climb=replace(ended, rung=(), next_at=0.0), rings=(done,))


def test_those_that_go_on_and_page_by_page(engine: Engine) -> None:
    for number in (1, 2, 3):
        one = replace(CLIMB, id=f"climb-1.{number}", began_at=T0 + number)
        store(engine, over(one, ClimbEnd.ACKNOWLEDGED, T0 + 60) if number == 2 else one)
    assert [one.climb.id for one in find_climbs(engine, open_only=True)] == ["climb-1.3", "climb-1.1"]
    assert [one.climb.id for one in find_climbs(engine, limit=2)] == ["climb-1.3", "climb-1.2"]
    assert [one.climb.id for one in find_climbs(engine, before=(T0 + 2, "climb-1.2"))] == ["climb-1.1"]
    assert [one.climb.id for one in find_climbs(engine, since=T0 + 2, until=T0 + 3)] == ["climb-1.2"]


def test_a_climb_in_a_state_is_read_as_it_was(engine: Engine) -> None:
    store(engine, replace(CLIMB, state=ClimbState.RESTING, alarmed=True))
    (found,) = find_climbs(engine)
    assert (found.climb.state, found.climb.alarmed, found.climb.calls) == (ClimbState.RESTING, True, CLIMB.calls)
