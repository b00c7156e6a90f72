"""Keeps one program running until told to stop."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from pathlib import Path
from typing import Any, Final, TypeVar

from router.supervisor.backoff import Backoff
from router.supervisor.child import Child
from router.supervisor.happening import Happening, Report, What
from router.supervisor.mark import Mark, describe, differing
from router.supervisor.program import Program
from router.supervisor.record import ChildRecord
from router.supervisor.silence import Sign, Silence, Watch

READY_POLL_SECONDS: Final = 0.15
CANCEL_SECONDS: Final = 0.5
SIGN_SECONDS: Final = 10.0
"""A look at a process that takes longer has seen nothing."""

T = TypeVar("T")


class Keeper:
    """One program, its process, and what became of it so far."""

    def __init__(self, program: Program, *, logs: Path, report: Report, changed: Callable[[], None]) -> None:
        self.program = program
        self.ready = asyncio.Event()
        self.child: Child | None = None
        self.restarts = 0
        self.last_death = ""
        self.mark: Mark = {}
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
            mark=self.mark,
        )

    def adopt(self, record: ChildRecord) -> None:
        """Begin with a process that already runs."""
        self.restarts = record.restarts
        self.last_death = record.last_death
        self.mark = record.mark
        self.child = Child.adopt(record)
        self._tell(What.ADOPTED)

    def start(self) -> None:
        """Begin to keep."""
        if not self._stop.is_set():
            self._task = asyncio.create_task(self._keep(), name=f"keep {self.program.name}")

    async def stop(self) -> None:
        """Ask the process to end; kill it when it does not in time. Nothing of its group is left when this returns."""
        self._stop.set()
        if self.child is not None:
            await self._end(self.child)
        if self._task is not None:
            await self._task

    def kill(self) -> None:
        """End it at once, and for good."""
        self._stop.set()
        if self.child is not None:
            self.child.kill()

    async def _end(self, child: Child) -> None:
        child.terminate()
        try:
            # Shielded: a time limit must not mark the process as ended.
            await asyncio.wait_for(asyncio.shield(child.ended), self.program.stop_seconds)
        except TimeoutError:
            self._tell(What.KILLED, f"did not end within {self.program.stop_seconds:g} s")
            child.kill()
            await child.ended

    async def _keep(self) -> None:
        if self.child is not None:
            await self._renew(self.child)
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

    async def _renew(self, child: Child) -> None:
        """Bring a process that was taken over to what it would be started with now."""
        try:
            now = self.program.mark()
        except OSError as error:
            self._tell(What.OUTDATED, f"cannot be compared with its files: {error}")
            return
        changed = differing(self.mark, now)
        if not changed or not now:
            return
        taken = await self.program.adapt(changed) if self.program.adapt else frozenset()
        left = [name for name in changed if name not in taken]
        if left and self.program.renew:
            self._tell(What.RENEWED, describe(self.mark, now))
            await self._end(child)
            self.child = None
            self._changed()
            return
        # What it did not take in stays on record, so that the next supervisor says so again.
        self.mark = {name: mark for name, mark in now.items() if name not in left} | {
            name: self.mark[name] for name in left if name in self.mark
        }
        self._changed()
        if taken:
            self._tell(What.RELOADED, ", ".join(sorted(taken)))
        if left:
            self._tell(What.OUTDATED, ", ".join(left))

    async def _live(self) -> str:
        """One life of the process; how it ended."""
        if self.child is None:
            try:
                self.mark = self.program.mark()
                self.child = Child.spawn(self.program, self._logs)
            except OSError as error:
                return f"could not be started: {error}"
            self._tell(What.STARTED)
        self._changed()
        child = self.child
        listening = asyncio.create_task(self._listen(child, self.program.watch)) if self.program.watch else None
        try:
            await self._await_ready(child)
            return str(await child.ended)
        finally:
            if listening is not None:
                listening.cancel()

    async def _await_ready(self, child: Child) -> None:
        """Until the child is ready, or has ended."""
        while not child.ended.done():
            if await _ask(self.program.ready(child.pid), child):
                self.ready.set()
                self._tell(What.READY)
                break
            await asyncio.wait({child.ended}, timeout=READY_POLL_SECONDS)

    async def _listen(self, child: Child, watch: Watch) -> None:
        """Until the child has ended: end it, or tell of it, when it is silent for too long."""
        silence = Silence(watch=watch, looked_at=time.monotonic(), spoke=time.time() - child.created >= watch.first)
        told = False
        while not child.ended.done():
            await asyncio.wait({child.ended}, timeout=watch.every)
            sign = await _ask(watch.sign(child.pid), child, seconds=SIGN_SECONDS) or Sign.UNKNOWN
            hangs = silence.look(sign, time.monotonic())
            if self._stop.is_set() or child.ended.done():
                continue
            if hangs and watch.kill:
                self._tell(What.HUNG, f"has said nothing for {silence.seconds:.0f} s")
                child.kill()
                await child.ended
            elif hangs and not told:
                told = True
                self._tell(What.SILENT, f"has not answered for {silence.seconds:.0f} s")
            elif told and sign is Sign.HEARD:
                told = False
                self._tell(What.ANSWERS)

    def _tell(self, what: What, detail: str = "") -> None:
        pid = self.child.pid if self.child else 0
        self._report(Happening(what=what, process=self.program.name, pid=pid, detail=detail))


async def _ask(question: Awaitable[T], child: Child, *, seconds: float | None = None) -> T | None:
    """The answer; None when it raises, takes too long, or the child ends meanwhile."""
    asking = asyncio.ensure_future(question)
    both: set[asyncio.Future[Any]] = {asking, child.ended}
    try:
        await asyncio.wait(both, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
    finally:
        if not asking.done():
            asking.cancel()
    if not asking.done():
        # With a limit: a cancellation can get lost in a client library, and a keeper that waits keeps nothing.
        await asyncio.wait({asking}, timeout=CANCEL_SECONDS)
    elif not asking.cancelled() and asking.exception() is None:
        return asking.result()
    return None
