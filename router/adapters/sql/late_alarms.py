"""Alarms that no router raised: the archiver found them, in recordings or in Asterisk's own log."""

from __future__ import annotations

from sqlalchemy import Engine, func, select

from router.adapters.sql import schema as s
from router.adapters.sql.engine import translated
from router.domain.alarms.basket import Raised

AT_ONCE = 200


def last_alarm(engine: Engine) -> int:
    """Row of the newest alarm; 0: there is none."""
    with translated(), engine.connect() as connection:
        return connection.scalar(select(func.max(s.alarms.c.id))) or 0


def alarms_beyond(engine: Engine, row: int) -> list[tuple[int, Raised]]:
    """Alarms without an epoch above a row, oldest first, with their rows."""
    a = s.alarms.c
    query = select(a.id, a.at, a.code, a.subject, a.text).where(a.id > row, a.epoch == 0).order_by(a.id).limit(AT_ONCE)
    with translated(), engine.connect() as connection:
        return [
            (one.id, Raised(at=one.at, code=one.code, subject=one.subject, text=one.text))
            for one in connection.execute(query)
        ]
