"""Ending a copy without cutting calls off: no new ones, and a while for those that are going on."""

from __future__ import annotations

from typing import Protocol

from asterisk_conf import names
from router.supervisor.console import Console


class Drain(Protocol):
    """How the calls of a copy are brought to their end."""

    async def begin(self) -> None:
        """Take no new calls from now on."""
        ...

    async def lift(self) -> None:
        """Take new calls again: what was taken over may have been draining when its supervisor was killed."""
        ...

    async def live_calls(self) -> int | None:
        """How many calls are going on; None when that cannot be told now."""
        ...


class AsteriskDrain:
    """Has the dialplan refuse new calls, while all others, waiting ones too, are served as ever.

    Asterisk's own graceful stop is no good for that: it refuses every new channel, so a waiting caller could not be
    connected any more, and it closes its console.
    """

    def __init__(self, console: Console) -> None:
        self._console = console

    async def begin(self) -> None:
        await self._console.ask(f"dialplan set global {names.DRAIN} 1")

    async def lift(self) -> None:
        await self._console.ask(f"dialplan set global {names.DRAIN} 0")

    async def live_calls(self) -> int | None:
        return read_count(await self._console.ask("core show channels count"))


def read_count(answer: str | None) -> int | None:
    """Calls that go on, from the answer to `core show channels count`. An Asterisk that is not there has none."""
    if answer is None:
        return None
    for line in answer.splitlines():
        count, _, what = line.partition(" ")
        if what.startswith("active call") and count.isdigit():
            return int(count)
    return 0
