"""What the demo reads of callbacks from the archive, after stories on the floor."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine

from router.adapters.sql.engine import migrate, open_engine
from router.adapters.sql.records import SqlRecords
from router.demo.callback_order import compare_order
from router.demo.read_callbacks import read_callbacks
from router.domain.outbound import RingEnd
from tests.unit.domain.callback_desk import CallbackDesk

FIRST, SECOND = "13800000001", "13800000002"


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    engine = open_engine(f"sqlite:///{tmp_path / 'a.sqlite3'}", write=True)
    migrate(engine)
    yield engine
    engine.dispose()


def test_callbacks_with_their_rings_and_when_they_were_due_and_made(engine: Engine) -> None:
    desk = CallbackDesk()
    first = desk.owed(number=FIRST)
    desk.passes(20)
    second, waits = desk.owed(number=SECOND), desk.caller()
    desk.passes(10)
    desk.ready("1001")
    desk.in_vain(first)
    desk.ready("1001")
    desk.agent_answers(second)
    desk.presses(second, "1")
    desk.tell(desk.asterisk.hang_up(desk.stand_in(second), desk.now))
    SqlRecords(engine).store(desk.records, [], "1-1")

    one, two = read_callbacks(engine, 0.0)
    assert (one.call, two.call) == (first.call, second.call)
    assert waits.call not in {one.call, two.call}
    assert (one.caller, one.number, two.caller) == (FIRST, FIRST, SECOND)
    assert (one.rings, two.rings) == ((RingEnd.BUSY,), (RingEnd.ACCEPTED,))
    assert (one.open, two.open) == (True, False)
    assert two.due_at - one.due_at == 20
    assert one.offered_at == one.due_at + 30
    assert two.offered_at is not None
    assert one.wish == two.wish
    assert compare_order([one, two]).pairs == 1
    assert read_callbacks(engine, two.rank[0] + 1) == []
