"""Decisions whole, and the routing log: stored as they came, read back, forgotten when their time is over."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, select, update

from router.adapters import codec
from router.adapters.redis.outbox import entry_of
from router.adapters.sql import schema as s
from router.adapters.sql.engine import migrate, open_engine
from router.adapters.sql.read import get_call, last_epoch
from router.adapters.sql.records import SqlRecords
from router.adapters.sql.routing_log import CHUNK, count_entries, first_entry, forget_entries, read_entries
from router.domain.history import CallRecorded, DecisionRecorded, HistoryRecord, RoutingFed
from router.domain.routing.tape import EngineBegun, Fed, Verb
from router.services.archive_records import Entry, Unopened
from router.services.replay_routing import replay_routing
from router.services.run_tape import CannotReplay
from tests.unit.domain.desk import Desk

T0 = 1_763_776_800.125
LATE = 2e9


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    engine = open_engine(f"sqlite:///{tmp_path / 'a.sqlite3'}", write=True)
    migrate(engine)
    yield engine
    engine.dispose()


def read(records: Sequence[HistoryRecord]) -> list[Entry]:
    """As the archiver finds them in the stream."""
    return [entry_of(f"1-{n}", codec.dump_message(record)) for n, record in enumerate(records)]


def store(engine: Engine, records: Sequence[HistoryRecord]) -> None:
    found = [entry.record for entry in read(records)]
    SqlRecords(engine).store([record for record in found if record is not None], [], "1-1")


def rows(engine: Engine, table: Any) -> list[dict[str, Any]]:
    with engine.connect() as connection:
        return [dict(row) for row in connection.execute(select(table)).mappings()]


def a_desk() -> Desk:
    desk = Desk(seats=3)
    desk.ready("1001", "1002")
    for _ in range(3):
        desk.caller()
    return desk


def an_entry(number: int, *, at: float, epoch: int = 1, begins: EngineBegun | None = None) -> RoutingFed:
    return RoutingFed(epoch=epoch, number=number, at=at, begins=begins, fed=(Fed(verb=Verb.DUE, at=at),))


def test_what_the_stream_gives_is_stored_as_it_came(engine: Engine) -> None:
    desk = a_desk()
    entries = read(desk.records)
    unopened = [entry.record for entry in entries if isinstance(entry.record, Unopened)]
    assert {type(one.record) for one in unopened} == {DecisionRecorded, RoutingFed}
    store(engine, desk.records)
    store(engine, desk.records)
    decisions = {row["offer"]: row for row in rows(engine, s.decisions)}
    for record in desk.kept(DecisionRecorded):
        row = decisions[record.offer]
        assert codec.load(type(record.decision), row["decision"]) == record.decision
        assert (row["call"], row["seat"], row["reason"]) == (record.call, record.seat, record.reason)
    kept = desk.kept(RoutingFed)
    assert list(read_entries(engine, (1, 1), LATE)) == kept
    assert [row["entry"] for row in rows(engine, s.routing_log)] == [codec.dump_message(one) for one in kept]
    assert [row["bundle"] for row in rows(engine, s.routing_log)] == [
        one.begins.bundle if one.begins else None for one in kept
    ]
    found = replay_routing(read_entries(engine, (1, 1), LATE), lambda _number: (desk.floor.bundle, ""))
    assert found is not None
    assert (found.difference, found.decisions) == (None, len(desk.kept(DecisionRecorded)))


def test_a_record_that_nobody_opened_beforehand_is_stored_alike(engine: Engine) -> None:
    desk = a_desk()
    SqlRecords(engine).store(desk.records, [], "1-1")
    plain = rows(engine, s.decisions), rows(engine, s.routing_log)
    with engine.begin() as connection:
        for table in (s.decisions, s.routing_log):
            connection.execute(table.delete())
    store(engine, desk.records)
    assert (rows(engine, s.decisions), rows(engine, s.routing_log)) == plain


def test_a_decision_that_was_not_kept_is_null(engine: Engine) -> None:
    record = replace(a_desk().kept(DecisionRecorded)[0], decision=None, reason='says ,"decision": {"and more"}')
    store(engine, [record])
    (row,) = rows(engine, s.decisions)
    assert (row["decision"], row["reason"]) == (None, record.reason)


@pytest.mark.parametrize("cut", [30, 60, 90])
def test_a_message_that_was_cut_is_no_record(cut: int) -> None:
    for kind in (DecisionRecorded, RoutingFed):
        text = codec.dump_message(a_desk().kept(kind)[0])
        entry = entry_of("1-1", text[:cut])
        assert entry.record is None
        assert entry.wrong


def test_a_call_keeps_what_it_brought_along(engine: Engine) -> None:
    desk = a_desk()
    record = desk.kept(CallRecorded)[-1]
    segments = tuple(replace(segment, expected_seconds=41.5) for segment in record.call.segments)
    call = replace(
        record.call, came_by=("legal", "general"), priority_seconds=120.0, last_agent="8001", segments=segments
    )
    store(engine, [replace(record, call=call)])
    found = get_call(engine, call.id)
    assert found is not None
    assert (found.call.came_by, found.call.priority_seconds, found.call.last_agent) == (
        ("legal", "general"), 120.0, "8001",
    )  # fmt: skip
    assert found.call.segments[0].expected_seconds == 41.5
    (row,) = rows(engine, s.calls)
    assert row["came_by"] == "legal,general"


def test_a_replay_begins_where_an_engine_does(engine: Engine) -> None:
    begins = EngineBegun(bundle=3)
    store(
        engine,
        [
            an_entry(7, at=T0 - 1),
            an_entry(8, at=T0, begins=begins),
            an_entry(9, at=T0 + 10),
            an_entry(1, epoch=2, at=T0 + 20, begins=begins),
            an_entry(2, epoch=2, at=T0 + 30),
        ],
    )
    assert first_entry(engine, T0 - 100) == (1, 8)
    assert first_entry(engine, T0 + 19.9) == (1, 8)
    assert first_entry(engine, T0 + 20) == (2, 1)
    assert first_entry(engine, LATE) == (2, 1)
    assert count_entries(engine, (1, 8), T0 + 20) == 3
    assert [entry.number for entry in read_entries(engine, (1, 8), LATE)] == [8, 9, 1, 2]
    assert last_epoch(engine) == 2


def test_an_empty_log_begins_nowhere(engine: Engine) -> None:
    assert first_entry(engine, LATE) is None
    assert forget_entries(engine, LATE) == 0


def test_more_than_a_chunk_is_read_and_forgotten_in_order(engine: Engine) -> None:
    log = [an_entry(n, at=T0 + n // 3) for n in range(1, 2 * CHUNK + 6)]
    store(engine, log)
    assert list(read_entries(engine, (1, 1), LATE)) == log
    kept = [entry for entry in log if entry.at >= T0 + 600]
    assert forget_entries(engine, T0 + 600) == len(log) - len(kept)
    assert list(read_entries(engine, (1, 1), LATE)) == kept


def test_an_entry_that_cannot_be_read_is_named(engine: Engine) -> None:
    store(engine, [an_entry(1, at=T0)])
    with engine.begin() as connection:
        connection.execute(update(s.routing_log).values(entry="{"))
    with pytest.raises(CannotReplay, match=r"entry 1\.1 of the routing log cannot be read"):
        list(read_entries(engine, (1, 1), LATE))
