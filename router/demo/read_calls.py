"""The calls of the archive that the town may have made. Blocking."""

from __future__ import annotations

from sqlalchemy import Engine, select

from router.adapters.sql import schema
from router.adapters.sql.engine import translated
from router.demo.reconcile import Stored
from router.domain.call import Outcome


def read_calls(engine: Engine, since: float) -> list[Stored]:
    """All that arrived at Unix time `since` or later. Raises `router.adapters.sql.engine.ArchiveAway`."""
    c = schema.calls.c
    query = select(c.id, c.caller, c.outcome, c.arrived_at).where(c.arrived_at >= since)
    with translated(), engine.connect() as connection:
        return [
            Stored(call=call, number=caller, outcome=Outcome(outcome) if outcome else None, at=at)
            for call, caller, outcome, at in connection.execute(query)
        ]
