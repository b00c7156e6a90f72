"""Finds sound that is past its time, and writes down that it was deleted."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import Engine, and_, delete, exists, func, insert, or_, select, update

from router.adapters.sql import schema as s
from router.adapters.sql.engine import translated
from router.adapters.sql.upsert import insert_new
from router.services.delete_recordings import Kept, Rule


class SqlKept:
    """`router.services.delete_recordings.KeptArchive`. Raises ArchiveAway when the database does not answer."""

    def __init__(self, engine: Engine, *, reader: Engine) -> None:
        """`reader`: looks for what is overdue without holding up who writes."""
        self._engine = engine
        self._reader = reader

    def overdue(self, rule: Rule, lines: Collection[str], before: float, *, limit: int, after: str) -> list[Kept]:
        """Those of the rule, by id."""
        r, c, m = s.recordings.c, s.calls.c, s.messages.c
        line, outcome = (func.coalesce(column, "").label(column.name) for column in (c.line, c.outcome))
        fits = []
        for own, ended in rule.pairs:
            if not ended:
                fits.append(and_(c.id.is_(None), r.finished_at <= before))
            else:
                where = c.line == own if own else c.line.not_in(lines)
                fits.append(and_(c.outcome == ended, where, c.ended_at <= before))
        # Somebody still has to hear a message that is open.
        unheard = exists().where(m.call == r.call, m.done_at.is_(None), r.segment == 0)
        query = (
            select(r.id, r.call, line, outcome, r.path, r.sha256, r.size)
            .select_from(s.recordings.outerjoin(s.calls, c.id == r.call))
            .where(r.deleted_at.is_(None), or_(r.path != "", r.reason == "spoilt"), r.id > after)
            .where(or_(*fits), ~unheard)
            .order_by(r.id)
            .limit(limit)
        )
        with translated(), self._reader.connect() as connection:
            return [Kept(**row) for row in connection.execute(query).mappings()]

    def deleted(self, kept: Kept, days: int, *, at: float) -> None:
        """In one transaction."""
        r, p = s.recordings.c, s.recording_peaks.c
        reason = f"deleted after {days} days"
        with translated(), self._engine.begin() as connection:
            gone = update(s.recordings).where(r.id == kept.id)
            connection.execute(
                gone.values(path="", deleted_at=at, reason=func.coalesce(func.nullif(r.reason, ""), reason))
            )
            connection.execute(delete(s.recording_peaks).where(p.recording == kept.id))
            row = {"at": at, "recording": kept.id, "call": kept.call, "line": kept.line, "outcome": kept.outcome}
            file = {"path": kept.path, "sha256": kept.sha256, "size": kept.size}
            connection.execute(insert(s.deletions), row | file | {"days": days})

    def alarm(self, subject: str, text: str, *, at: float) -> None:
        """Something about recordings that a person must know."""
        row = {"at": at, "epoch": 0, "code": "recording_kept", "subject": subject, "text": text}
        with translated(), self._engine.begin() as connection:
            insert_new(connection, s.alarms, [row])
