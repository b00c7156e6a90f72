"""The copy that the town dials: `up` in a process of its own, started and ended as a person would."""

from __future__ import annotations

import asyncio
import ctypes
import os
import signal
import sys
from collections import deque
from contextlib import suppress
from typing import Final

from router.demo.citizen import Tell
from router.settings import CHECKOUT, Settings

STOP_SECONDS: Final = 40.0

_PR_SET_PDEATHSIG: Final = 1


class CopyEnded(Exception):
    """The copy could not start, or ended by itself; the message has its last words."""


class RunningCopy:
    """`start`, wait for `ready`, then `stop`."""

    def __init__(self, settings: Settings, tell: Tell) -> None:
        self._settings, self._tell = settings, tell
        self._process: asyncio.subprocess.Process | None = None
        self._reading: asyncio.Task[None] | None = None
        self._ready = asyncio.Event()
        self._last: deque[str] = deque(maxlen=12)

    async def start(self) -> None:
        """Returns once the process is there."""
        # A session of its own: Ctrl-C in the terminal is for the demo, which ends the copy in good order.
        self._process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "router", "up",
            env={**os.environ, **self._settings.to_environ(), "PYTHONPATH": str(CHECKOUT), "PYTHONUNBUFFERED": "1"},
            cwd=CHECKOUT, stdin=asyncio.subprocess.DEVNULL, stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT, start_new_session=True, preexec_fn=_ends_with_its_parent,
        )  # fmt: skip
        self._reading = asyncio.create_task(self._read(self._process))

    async def ready(self) -> None:
        """Once everything does its work. Raises CopyEnded."""
        waiting = asyncio.create_task(self._ready.wait())
        assert self._reading is not None
        await asyncio.wait({waiting, self._reading}, return_when=asyncio.FIRST_COMPLETED)
        if not self._ready.is_set():
            waiting.cancel()
            raise CopyEnded("\n".join(self._last))

    async def ended(self) -> None:
        """Once it has ended, for whatever reason."""
        assert self._process is not None
        await self._process.wait()

    @property
    def has_ended(self) -> bool:
        return self._process is not None and self._process.returncode is not None

    async def stop(self, *, at_once: bool = False) -> None:
        """End it in good order, else at once. Never raises."""
        if self._process is None:
            return
        for seconds in (0.2 if at_once else STOP_SECONDS, 10.0):
            if self._process.returncode is None:
                with suppress(ProcessLookupError):
                    self._process.send_signal(signal.SIGTERM)
                with suppress(TimeoutError):
                    await asyncio.wait_for(self._process.wait(), seconds)
        if self._process.returncode is None:
            self._process.kill()
            await self._process.wait()
        if self._reading is not None:
            await self._reading

    async def _read(self, process: asyncio.subprocess.Process) -> None:
        assert process.stdout is not None
        async for line in process.stdout:
            text = line.decode(errors="replace").rstrip()
            self._last.append(text)
            if text and not self._ready.is_set():
                self._tell(text)
            if text.startswith("Ready after"):
                self._ready.set()


def _ends_with_its_parent() -> None:
    """A demo that is killed must not leave a hotline behind: the kernel tells the child (Linux, prctl(2))."""
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
