"""What every table of the archive is made of."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, Final

from sqlalchemy import DateTime, Dialect, MetaData, String, TypeDecorator

metadata: Final = MetaData(
    naming_convention={
        "ix": "ix_%(column_0_label)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)


class Moment(TypeDecorator[float]):
    """Unix seconds in Python, a UTC timestamp in the database, so that reports read it without arithmetic."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: float | None, dialect: Dialect) -> datetime | None:
        return None if value is None else datetime.fromtimestamp(value, UTC)

    def process_result_value(self, value: Any | None, dialect: Dialect) -> float | None:
        if value is None:
            return None
        # SQLite keeps no zone; what is stored there is UTC.
        aware = value if value.tzinfo else value.replace(tzinfo=UTC)
        return float(aware.timestamp())


CALL_ID: Final = String(64)
SEAT_ID: Final = String(16)
WORD: Final = String(64)
