"""Sets logs aside while their processes run: copied, then cut to nothing.

A process keeps the file that it was given, and writes at its end (O_APPEND), so the file itself must stay.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from router.supervisor.logfile import MESSAGES

LARGE: Final = 50_000_000
KEPT: Final = 5


def rotate_logs(logs: Path, *, large: int = LARGE, kept: int = KEPT) -> list[str]:
    """Set aside each log of `large` bytes or more, as `<file>.1`; the last `kept` are kept. Returns their names.

    Blocks while it copies. Raises OSError: a log could not be set aside, and is as it was.
    """
    names = []
    for path in _logs(logs):
        if path.stat().st_size >= large:
            _set_aside(path, kept)
            names.append(path.name)
    return names


def _logs(logs: Path) -> Iterator[Path]:
    yield from sorted(logs.glob("*.log"))
    if (logs / MESSAGES).exists():
        yield logs / MESSAGES


def _set_aside(path: Path, kept: int) -> None:
    spare = path.with_name(f".{path.name}.aside")
    try:
        with path.open("r+b") as log, spare.open("wb") as copy:
            os.fchmod(copy.fileno(), 0o600)
            shutil.copyfileobj(log, copy, 1 << 20)
            # Renamed before the cut: killed in between, lines are there twice, and none is lost.
            copy.flush()
            for number in range(kept - 1, 0, -1):
                older = _numbered(path, number)
                if older.exists():
                    older.rename(_numbered(path, number + 1))
            spare.rename(_numbered(path, 1))
            # What was written since the copy's end; after it, only the blink until the cut can lose a line.
            shutil.copyfileobj(log, copy)
            copy.flush()
            log.truncate(0)
    finally:
        spare.unlink(missing_ok=True)


def _numbered(path: Path, number: int) -> Path:
    return path.with_name(f"{path.name}.{number}")
