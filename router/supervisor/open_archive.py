"""Makes the archive's tables before anybody reads them."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Final

from router.settings import Settings
from router.supervisor.record import alive, load_record

WAIT_SECONDS: Final = 5.0
"""A database that answers later is the archiver's affair: history is not on the way of a call."""


def open_archive(settings: Settings) -> Callable[[], tuple[str, ...]]:
    """Begin to bring the tables up to date; call what comes back to wait for it and get the warnings.

    While an archiver lives nothing is done: it has made the tables, and one that is older than the tables could not
    write to them. Its successor brings them up to date.
    """
    archiver = load_record(settings.run).child("archiver")
    if archiver is not None and alive(archiver):
        return tuple
    problems: list[str] = []
    work = threading.Thread(target=_migrate, args=(settings.database_url, problems), name="migrate", daemon=True)
    work.start()

    def wait() -> tuple[str, ...]:
        work.join(WAIT_SECONDS)
        if work.is_alive():
            problems.append(f"no answer within {WAIT_SECONDS:g} s")
        return tuple(
            f"the archive cannot be opened ({problem}); calls are served, history waits in Redis"
            for problem in problems
        )

    return wait


def _migrate(url: str, problems: list[str]) -> None:
    # Here, as it takes half a second to load, beside everything else that is prepared.
    from sqlalchemy.exc import SQLAlchemyError  # noqa: PLC0415

    from router.adapters.sql.engine import (  # noqa: PLC0415
        ArchiveAway,
        ArchiveNewer,
        ArchiveRejects,
        migrate,
        open_engine,
    )

    try:
        engine = open_engine(url, write=True)
        try:
            migrate(engine)
        finally:
            engine.dispose()
    except ArchiveNewer:
        problems.append(f"{ArchiveNewer.__doc__}")
    except (ArchiveAway, ImportError) as error:
        problems.append(str(error))
    except (ArchiveRejects, SQLAlchemyError, OSError, ValueError) as error:
        # Its kind alone: what is said of a URL may hold its password.
        problems.append(type(error).__name__)
