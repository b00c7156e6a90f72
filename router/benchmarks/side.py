"""What is measured: one Asterisk that takes calls for seats, with whatever belongs to it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Protocol

from router.benchmarks.until import until
from router.settings import Settings

HOTLINE = "hotline"
APP_QUEUE = "app_queue"
COME_SECONDS = 30.0


class Side(Protocol):
    """A running one. Both sides have the same seats, passwords, prompts, music and numbers to dial."""

    name: str
    settings: Settings
    passwords: Mapping[str, str]
    """seat to SIP password"""

    @property
    def folder(self) -> Path:
        """Where SIPp may leave what it writes."""

    @property
    def processes(self) -> Mapping[str, int]:
        """name to process id"""

    async def staff(self, seats: Sequence[str], *, ready: int) -> None:
        """Somebody sits at each of these seats, whose phones are registered; the first `ready` of them take calls.

        Raises:
            BenchFailed: it could not be done.
        """

    async def waiting(self) -> int:
        """Callers that wait."""

    async def until_settled(self) -> None:
        """Once nothing is left to do for the calls that are over: history stored, recordings finished.

        Raises:
            BenchFailed: it takes too long.
        """


async def until_waiting(side: Side, count: int) -> None:
    """Once at least so many callers wait. Raises BenchFailed when they do not come."""

    async def come() -> bool:
        return await side.waiting() >= count

    await until(come, seconds=COME_SECONDS + count / 5, what=f"{count} callers wait at {side.name}", every=0.2)
