"""Keeps one program running until told to stop."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

from router.supervisor.backoff import Backoff
from router.supervisor.child import Child
from router.supervisor.happening import Happening, Report, What
from router.supervisor.program import Program
from router.supervisor.record import ChildRecord

READY_POLL_SECONDS: Final = 0.15
CANCEL_SECONDS: Final = 0.5


class Keeper:
    """One program, its process, and what became of it so far."""

    def __init__(self, program: Program, *, logs: Path, report: Report, changed: Callable[[], None]) -> None:
        self.program = program
        self.ready = asyncio.Event()
        self.child: Child | None = None
        self.restarts = 0
        self.last_death = ""
        self._logs = logs
        self._report = report
        self._changed = changed
        self._backoff = Backoff()
        self._stop = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    @property
    def record(self) -> ChildRecord | None:
        """What the next supervisor needs to take the process over; None while there is no process."""
        if self.child is None:
            return None
        return ChildRecord(
            name=self.program.name,
            pid=self.child.pid,
            created=self.child.created,
            restarts=self.restarts,
            last_death=self.last_death,
        )

    def adopt(self, record: ChildRecord) -> None:
        """Begin with a process that already runs."""
        self.restarts = record.restarts
        self.last_death = record.last_death
        self.child = Child.adopt(record)
        self._tell(What.ADOPTED)

    def start(self) -> None:
        """Begin to keep."""
        if not self._stop.is_set():
            self._task = asyncio.create_task(self._keep(), name=f"keep {self.program.name}")

    async def stop(self) -> None:
        """Ask the process to end; kill it when it does not in time. Nothing of its group is left when this returns."""
        self._stop.set()
        child = self.child
        if child is not None:
            child.terminate()
            try:
                # Shielded: a time limit must not mark the process as ended.
                await asyncio.wait_for(asyncio.shield(child.ended), self.program.stop_seconds)
            except TimeoutError:
                self._tell(What.KILLED, f"did not end within {self.program.stop_seconds:g} s")
                child.kill()
                await child.ended
        if self._task is not None:
            await self._task

    def kill(self) -> None:
        """End it at once, and for good."""
        self._stop.set()
        if self.child is not None:
            self.child.kill()

    async def _keep(self) -> None:
        while not self._stop.is_set():
            born = time.monotonic()
            detail = await self._live()
            self.ready.clear()
            if self._stop.is_set():
                self._tell(What.STOPPED, detail)
                break
            delay = self._backoff.after_death(time.monotonic() - born)
            self.restarts += 1
            self.last_death = detail
            self._tell(What.DIED, f"{detail}; starts again {f'in {delay:g} s' if delay else 'now'}")
            self.child = None
            with suppress(TimeoutError):
                await asyncio.wait_for(self._stop.wait(), delay)
        self.child = None
        self._changed()

    async def _live(self) -> str:
        """One life of the process; how it ended."""
        if self.child is None:
            try:
                self.child = Child.spawn(self.program, self._logs)
            except OSError as error:
                return f"could not be started: {error}"
            self._tell(What.STARTED)
        self._changed()
        child = self.child
        await self._await_ready(child)
        return str(await child.ended)

    async def _await_ready(self, child: Child) -> None:
        """Until the child is ready, or has ended."""
        while not child.ended.done():
            asking = asyncio.ensure_future(self.program.ready(child.pid))
            both: set[asyncio.Future[Any]] = {asking, child.ended}
            await asyncio.wait(both, return_when=asyncio.FIRST_COMPLETED)
            if not asking.done():
                asking.cancel()
                # With a limit: a cancellation can get lost in a client library, and a keeper that waits keeps nothing.
                await asyncio.wait({asking}, timeout=CANCEL_SECONDS)
            elif asking.exception() is None and asking.result():
                self.ready.set()
                self._tell(What.READY)
                break
            await asyncio.wait({child.ended}, timeout=READY_POLL_SECONDS)

    def _tell(self, what: What, detail: str = "") -> None:
        pid = self.child.pid if self.child else 0
        self._report(Happening(what=what, process=self.program.name, pid=pid, detail=detail))
