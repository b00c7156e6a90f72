"""Opens the archive: SQLite by default, PostgreSQL by URL; and brings its tables up to date."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DataError, DBAPIError, IntegrityError, SQLAlchemyError, StatementError

MIGRATIONS: Final = Path(__file__).resolve().parent / "migrations"
BUSY_SECONDS: Final = 5


class ArchiveAway(Exception):
    """The archive does not answer; nothing was changed."""


class ArchiveRejects(Exception):
    """The archive answers, and cannot hold this value."""


class ArchiveNewer(Exception):
    """The archive was written by a newer version of the platform."""


def open_engine(url: str, *, write: bool = False) -> Engine:
    """An engine; connects on first use. With `write`, each SQLite transaction takes the writer's lock as it begins:
    one that only reads first and writes later would fail instead of waiting its turn."""
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite":
        return create_engine(parsed, pool_pre_ping=True)
    if parsed.database and parsed.database != ":memory:":
        Path(parsed.database).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(parsed, connect_args={"timeout": BUSY_SECONDS})

    @event.listens_for(engine, "connect")
    def _connect(connection: Any, _record: Any) -> None:
        # Transactions are begun below, by ourselves: the driver's own would begin them too late.
        connection.isolation_level = None
        cursor = connection.cursor()
        cursor.execute("PRAGMA journal_mode=WAL")
        # FULL: the outbox is trimmed after the commit, so the commit has to be on the disk.
        cursor.execute("PRAGMA synchronous=FULL")
        cursor.execute("PRAGMA foreign_keys=ON")
        cursor.close()

    @event.listens_for(engine, "begin")
    def _begin(connection: Any) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE" if write else "BEGIN")

    return engine


def migrate(engine: Engine) -> None:
    """Create the tables or bring them up to date. Raises ArchiveAway, ArchiveNewer."""
    # Slow to import, and every process opens the archive.
    from alembic import command  # noqa: PLC0415
    from alembic.config import Config  # noqa: PLC0415
    from alembic.util.exc import CommandError  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    with translated(), engine.begin() as connection:
        config.attributes["connection"] = connection
        try:
            command.upgrade(config, "head")
        except CommandError as error:
            raise ArchiveNewer(str(error)) from error


@contextmanager
def translated() -> Iterator[None]:
    """Turn what SQLAlchemy raises into ArchiveRejects (this value) or ArchiveAway (everything else)."""
    try:
        yield
    except (DataError, IntegrityError) as error:
        raise ArchiveRejects(type(error).__name__) from error
    except DBAPIError as error:
        raise ArchiveAway(type(error.orig).__name__ if error.orig else type(error).__name__) from error
    except (StatementError, OverflowError, ValueError) as error:
        # The value never reached the database: a time out of range, an integer too large.
        raise ArchiveRejects(type(error).__name__) from error
    except (SQLAlchemyError, OSError) as error:
        raise ArchiveAway(type(error).__name__) from error
