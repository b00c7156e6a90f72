"""The log files of a copy, one per process."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final

MESSAGES: Final = "asterisk-messages"
"""What Asterisk warns of; it writes this one itself."""


def log_path(logs: Path, name: str) -> Path:
    """Where a process writes what it has to say."""
    return logs / f"{name}.log"


def log_paths(logs: Path, name: str) -> list[Path]:
    """All that a person who asks for the log of a process wants to see."""
    return [log_path(logs, name), *([logs / MESSAGES] if name == "asterisk" else [])]


def open_log(logs: Path, name: str) -> int:
    """A descriptor to append to. Only appending lets the file be cut while it is written to."""
    logs.mkdir(parents=True, exist_ok=True)
    return os.open(log_path(logs, name), os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o600)


def last_lines(path: Path, count: int) -> list[str]:
    """The last lines of a log; none when there is no log."""
    try:
        with path.open("rb") as file:
            file.seek(0, os.SEEK_END)
            file.seek(max(0, file.tell() - 64_000))
            return file.read().decode(errors="replace").splitlines()[-count:] if count else []
    except OSError:
        return []
