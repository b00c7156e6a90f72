"""The copy, as faults see it: its settings and its processes."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final

import psutil

from router.settings import Settings
from router.supervisor.record import load_record

GONE_SECONDS: Final = 10.0


class NotPossible(Exception):
    """This fault cannot be brought about here; the message says why."""


@dataclass(frozen=True, kw_only=True)
class Fault:
    """One thing that goes wrong. `strike` returns once it is over; what heals by itself is not waited for."""

    name: str
    strike: Callable[[Stage], Awaitable[None]]
    cuts: bool = False
    """ends every call there is"""
    unrecorded: bool = False
    """no recording can be written while it lasts"""


class Stage:
    """One running copy."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings

    def pid(self, name: str) -> int:
        """Of the process as the supervisor has it. Raises NotPossible: it does not run."""
        child = load_record(self.settings.run).child(name)
        if child is None:
            raise NotPossible(f"{name} does not run")
        return child.pid

    async def kill(self, *names: str) -> None:
        """kill -9, all at once; returns once they are gone. Raises NotPossible: one of them does not run."""
        try:
            found = [psutil.Process(self.pid(name)) for name in names]
            for process in found:
                process.kill()
        except psutil.NoSuchProcess as error:
            raise NotPossible(f"process {error.pid} had ended before") from None
        await asyncio.to_thread(psutil.wait_procs, found, GONE_SECONDS)

    @contextmanager
    def stopped(self, name: str) -> Iterator[None]:
        """The process stands still (SIGSTOP) within the block. Raises NotPossible: it does not run."""
        pid = self.pid(name)
        os.kill(pid, signal.SIGSTOP)
        try:
            yield
        finally:
            os.kill(pid, signal.SIGCONT)


async def wait(seconds: float) -> None:
    """The while that a fault lasts."""
    await asyncio.sleep(seconds)
