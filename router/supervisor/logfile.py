"""The log file of one process: appended to, set aside when it has grown, the last few kept."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final

LARGE: Final = 10_000_000
KEPT: Final = 5


def log_path(logs: Path, name: str) -> Path:
    """Where a process writes what it has to say."""
    return logs / f"{name}.log"


def open_log(logs: Path, name: str, *, large: int = LARGE, kept: int = KEPT) -> int:
    """A descriptor to append to; a log of `large` bytes or more becomes `<name>.log.1` first, and `kept` are kept.

    Only at the start of a process: one that runs keeps the file it was given.
    """
    logs.mkdir(parents=True, exist_ok=True)
    path = log_path(logs, name)
    if path.exists() and path.stat().st_size >= large:
        for number in range(kept - 1, 0, -1):
            older = path.with_name(f"{path.name}.{number}")
            if older.exists():
                older.rename(path.with_name(f"{path.name}.{number + 1}"))
        path.rename(path.with_name(f"{path.name}.1"))
    return os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o600)


def last_lines(logs: Path, name: str, count: int) -> list[str]:
    """The last lines of a log; none when there is no log."""
    try:
        with log_path(logs, name).open("rb") as file:
            file.seek(0, os.SEEK_END)
            file.seek(max(0, file.tell() - 64_000))
            return file.read().decode(errors="replace").splitlines()[-count:] if count else []
    except OSError:
        return []
