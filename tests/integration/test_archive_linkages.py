"""Sister services of calls, in a real database."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import Engine

from router.adapters.sql.engine import migrate, open_engine
from router.adapters.sql.read import get_call
from router.adapters.sql.records import SqlRecords
from router.domain.call import Call, Outcome
from router.domain.history import CallRecorded
from router.domain.linkage import Linked, LinkEnd

T0 = 1_763_776_800.125
POLICE = Linked(ring="n1-1.7-1", to="police", number="110", seat="1001", agent="8001", actor="agent:8001", segment=1,
                asked_at=T0 + 9, dialled_at=T0 + 9, channel="PJSIP/out-carrier-00000007")  # fmt: skip
SISTER = replace(POLICE, ring="link-1.4", to="sister", number="12348", actor="token:admin", asked_at=T0 + 12)
CALL = Call(id="n1-1.7", node="n1", channel="c", line="general", caller="1", arrived_at=T0, version=1)


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    engine = open_engine(f"sqlite:///{tmp_path / 'a.sqlite3'}", write=True)
    migrate(engine)
    yield engine
    engine.dispose()


def store(engine: Engine, version: int, *linkages: Linked, epoch: int = 1) -> None:
    call = replace(CALL, version=version, linkages=linkages, outcome=Outcome.ANSWERED if version > 5 else None)
    SqlRecords(engine).store([CallRecorded(at=T0, epoch=epoch, event="linked", call=call)], [], "1-1")


def kept(engine: Engine) -> tuple[Linked, ...]:
    stored = get_call(engine, CALL.id)
    assert stored is not None
    return stored.call.linkages


def test_the_newest_account_of_each_stays_whatever_comes_late_or_twice(engine: Engine) -> None:
    joined = replace(POLICE, answered_at=T0 + 14, recorded=True)
    over = replace(joined, ended_at=T0 + 60, end=LinkEnd.TALK_OVER)
    missed = replace(SISTER, ended_at=T0 + 30, end=LinkEnd.BUSY)
    store(engine, 2, POLICE)
    store(engine, 6, over, missed)
    store(engine, 3, joined, SISTER)
    store(engine, 6, over, missed)
    assert kept(engine) == (replace(over, channel=""), replace(missed, channel=""))
    store(engine, 1, replace(over, end=LinkEnd.LOST_SIGHT), epoch=2)
    assert [one.end for one in kept(engine)] == [LinkEnd.LOST_SIGHT, LinkEnd.BUSY]


def test_a_call_without_any_has_none(engine: Engine) -> None:
    store(engine, 1)
    assert kept(engine) == ()
