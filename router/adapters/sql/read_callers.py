"""Callers of the last hours, as routing wants to know them."""

from __future__ import annotations

from sqlalchemy import Engine, select

from router.adapters.sql import schema as s
from router.adapters.sql.engine import translated
from router.domain.floor.known import CALLERS_AT_MOST, Caller


def callers_since(engine: Engine, at: float) -> list[Caller]:
    """Numbers that called at Unix time `at` or later and are done, who ended longest ago first."""
    c, g = s.calls.c, s.segments.c
    agent = (
        select(g.agent)
        .where(g.call == c.id, g.talked_at.is_not(None), g.agent != "")
        .order_by(g.number.desc())
        .limit(1)
        .scalar_subquery()
    )
    query = (
        select(c.caller, c.ended_at, c.outcome, agent)
        .where(c.arrived_at >= at, c.ended_at.is_not(None), c.caller != "")
        .order_by(c.ended_at.desc())
        .limit(CALLERS_AT_MOST)
    )
    with translated(), engine.connect() as connection:
        rows = connection.execute(query).all()
    found: dict[str, Caller] = {}
    for number, ended_at, outcome, talked_with in reversed(rows):
        caller = found.pop(number, None) or Caller(number=number)
        found[number] = caller.after(ended_at, agent=talked_with or "", outcome=outcome)
    return list(found.values())
