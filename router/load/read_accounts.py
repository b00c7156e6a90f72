"""Reads the three accounts that are not the phones'. Blocking."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from redis import Redis
from sqlalchemy import Engine, select

from router.adapters.files.cel_spool import parse_line
from router.adapters.redis import keys
from router.adapters.sql import schema
from router.adapters.sql.engine import translated
from router.cli.read_live import read_live
from router.domain.call import Outcome
from router.load.account import Kept, Logged, Stored, Talk
from router.load.log_account import tell_logged
from router.services.cel_facts import CelRow
from router.settings import Settings


def read_log(spool: Path) -> dict[str, Logged]:
    """All calls of Asterisk's channel event log, with the file that was moved aside before it, if any."""
    return tell_logged(_rows(spool))


def _rows(spool: Path) -> Iterator[CelRow]:
    for path in (spool.with_name(f"{spool.name}.read"), spool):
        if path.exists():
            with path.open(encoding="utf-8", errors="replace") as lines:
                for line in lines:
                    row, _ = parse_line(line.rstrip("\n"))
                    if row is not None:
                        yield row


def read_kept(settings: Settings) -> Kept:
    """What Redis holds. Raises redis.RedisError: it does not answer."""
    live = read_live(settings)
    with Redis(unix_socket_path=str(settings.redis_socket), socket_timeout=5.0) as client:
        outbox = int(client.xlen(keys.OUTBOX))
    return Kept(
        calls={call.id: call.state.value for call in live.calls},
        seats={seat.id: (seat.state.value, seat.call) for seat in live.seats.values()},
        outbox=outbox,
    )


def read_stored(engine: Engine, since: float) -> list[Stored]:
    """Every call of the archive that arrived at Unix time `since` or later. Raises ArchiveAway."""
    c, s = schema.calls.c, schema.segments.c
    calls = select(c.id, c.caller, c.outcome, c.ended_at, c.source, c.recorded, c.not_recorded).where(
        c.arrived_at >= since
    )
    segments = select(s.call, s.seat, s.talked_at, s.ended_at).where(s.talked_at.is_not(None)).order_by(s.number)
    talks: dict[str, list[Talk]] = {}
    with translated(), engine.connect() as connection:
        for call, seat, began, ended in connection.execute(segments):
            talks.setdefault(call, []).append(Talk(seat=seat, began=began, ended=ended))
        return [
            Stored(
                call=row.id, caller=row.caller, outcome=Outcome(row.outcome) if row.outcome else None,
                ended_at=row.ended_at, source=row.source, talks=tuple(talks.get(row.id, ())),
                recorded=row.recorded, not_recorded=row.not_recorded,
            )
            for row in connection.execute(calls)
        ]  # fmt: skip
