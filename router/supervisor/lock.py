"""One supervisor per data folder."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from router.supervisor.errors import AnotherRuns


def lock_path(run: Path) -> Path:
    """The lock file; it holds the supervisor's process id."""
    return run / "up.lock"


@contextmanager
def hold_lock(run: Path) -> Iterator[None]:
    """Be the one supervisor of this folder. The kernel lets go of the lock, however the process ends.

    Raises:
        AnotherRuns: with its process id.
    """
    run.mkdir(parents=True, exist_ok=True, mode=0o700)
    lock = os.open(lock_path(run), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise AnotherRuns(_owner(lock), str(run.parent)) from None
        os.ftruncate(lock, 0)
        os.write(lock, str(os.getpid()).encode())
        yield
    finally:
        os.close(lock)


def _owner(lock: int) -> int | None:
    with suppress(ValueError):
        return int(os.pread(lock, 32, 0))
    return None
