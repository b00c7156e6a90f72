"""Ending a copy without cutting calls off: no new ones, and a while for those that are going on."""

from __future__ import annotations

import asyncio
from typing import Protocol

from asterisk_conf import names
from asterisk_conf.runtime import Runtime
from router.settings import Settings
from router.supervisor.programs import asterisk_argv, build_environ


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

    def __init__(self, settings: Settings, runtime: Runtime) -> None:
        self._settings = settings
        self._runtime = runtime

    async def begin(self) -> None:
        await self._console(f"dialplan set global {names.DRAIN} 1")

    async def lift(self) -> None:
        await self._console(f"dialplan set global {names.DRAIN} 0")

    async def live_calls(self) -> int | None:
        return read_count(await self._console("core show channels count"))

    async def _console(self, command: str) -> str | None:
        """The console's answer; None when it does not come in time."""
        process = await asyncio.create_subprocess_exec(
            *asterisk_argv(self._settings, self._runtime, "-rx", command),
            env=build_environ(self._settings, self._runtime),
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
        )
        try:
            out, _ = await asyncio.wait_for(process.communicate(), 3.0)
            return out.decode(errors="replace")
        except TimeoutError:
            return None
        finally:
            if process.returncode is None:
                process.kill()
                await process.wait()


def read_count(answer: str | None) -> int | None:
    """Calls that go on, from the answer to `core show channels count`. An Asterisk that is not there has none."""
    if answer is None:
        return None
    for line in answer.splitlines():
        count, _, what = line.partition(" ")
        if what.startswith("active call") and count.isdigit():
            return int(count)
    return 0
