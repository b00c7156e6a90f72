"""The archive cannot be written for a minute."""

from __future__ import annotations

import sqlite3
from contextlib import closing

from sqlalchemy.engine import make_url

from router.load.faults.stage import Fault, NotPossible, Stage, wait

AWAY_SECONDS = 60.0
LOCK_SECONDS = 20.0
"""how long the archive's own writers may keep this one waiting"""


async def _strike(stage: Stage) -> None:
    """Hold SQLite's one writer's lock; readers read on."""
    url = make_url(stage.settings.database_url)
    if url.get_backend_name() != "sqlite" or not url.database:
        raise NotPossible("the archive is no SQLite file")
    with closing(sqlite3.connect(url.database, timeout=LOCK_SECONDS, isolation_level=None)) as connection:
        try:
            connection.execute("BEGIN EXCLUSIVE")
        except sqlite3.OperationalError as error:
            raise NotPossible(f"the archive's lock could not be had: {error}") from None
        try:
            await wait(AWAY_SECONDS)
        finally:
            connection.execute("ROLLBACK")


SQL_AWAY = Fault(name="sql-away", strike=_strike)
