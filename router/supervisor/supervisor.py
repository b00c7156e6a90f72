"""Starts the programs of one copy, keeps them running, and ends them without cutting calls off."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from typing import Final

from router.settings import Settings
from router.supervisor.adoption import Adoption, decide
from router.supervisor.child import Child
from router.supervisor.copy_file import forget_copy, save_copy
from router.supervisor.drain import Drain
from router.supervisor.happening import Happening, Report, What
from router.supervisor.keeper import Keeper
from router.supervisor.lock import hold_lock
from router.supervisor.ports import check_ports
from router.supervisor.program import Program
from router.supervisor.record import alive, load_record, save_record
from router.supervisor.rotate import rotate_logs

READY_SECONDS: Final = 60.0
DRAIN_POLL_SECONDS: Final = 0.3
LOGS_SECONDS: Final = 30.0
FREE: Final = frozenset({"HOTLINE_DRAIN_SECONDS", "HOTLINE_ASTERISK_LOG"})
"""Settings in which children may differ from their supervisor: no child reads them. The first is its own affair, the
second goes into a file that Asterisk reads again."""
SIGNALS: Final = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)

Prepare = Callable[[], Sequence[str]]
"""Makes what the programs need (configuration, prompts) before the first is started; gives back what to warn about.
Runs in a thread, and only once it is certain that the copy can start. May raise CannotStart."""

Started = Callable[[Sequence[str]], None]
"""Told once, when all are ready or the time for it is over, with the names of those that are not."""


class Supervisor:
    """One copy's supervisor. `run` is its whole life.

    Killed itself, it leaves its children running: a call must not end because a Python process did. The next
    supervisor of the same data folder takes them over.
    """

    def __init__(
        self,
        settings: Settings,
        programs: Sequence[Program],
        *,
        report: Report,
        drain: Drain | None = None,
        versions: Mapping[str, str] | None = None,
    ) -> None:
        """`versions` of the programs, by name, are written down for whoever asks about the copy."""
        self._settings = settings
        self._versions = versions or {}
        self._programs = programs
        self._report = report
        self._drain = drain
        self._mark = {key: value for key, value in settings.to_environ().items() if key not in FREE}
        self._keepers: dict[str, Keeper] = {}
        self._stop = asyncio.Event()
        self._force = asyncio.Event()

    async def run(self, started: Started, *, prepare: Prepare = tuple, ready_seconds: float = READY_SECONDS) -> None:
        """Start or take over every program, keep them, and return after a signal when none is left.

        The first signal (INT, TERM, HUP) drains, the second kills.

        Raises:
            CannotStart: another supervisor lives, an earlier one's children have other settings, or ports are taken.
        """
        loop = asyncio.get_running_loop()
        with hold_lock(self._settings.run):
            for number in SIGNALS:
                loop.add_signal_handler(number, self.signalled)
            try:
                adoption = await self._look_around()
                for warning in await asyncio.to_thread(prepare):
                    self._report(Happening(what=What.WARNED, detail=warning))
                save_copy(self._settings, self._versions)
                self._take_over(adoption)
                logs = asyncio.create_task(self._keep_logs_short())
                try:
                    if self._drain is not None and adoption.keep:
                        await self._drain.lift()
                    if not self._stop.is_set():
                        await self._start(started, ready_seconds)
                    await self._stop.wait()
                    await self._drain_calls()
                finally:
                    await self._end()
                    logs.cancel()
                    forget_copy(self._settings)
            finally:
                for number in SIGNALS:
                    loop.remove_signal_handler(number)

    def signalled(self) -> None:
        """A signal came: the first asks for an end, the second for an end at once."""
        if self._stop.is_set():
            self._force.set()
            for keeper in self._keepers.values():
                keeper.kill()
        self._stop.set()

    async def _look_around(self) -> Adoption:
        adoption = decide(
            load_record(self._settings.run),
            wanted=[program.name for program in self._programs],
            settings=self._mark,
            alive=alive,
        )
        check_ports((p for p in self._programs if p.name not in adoption.keep), self._settings.port_base)
        for stray in adoption.end:
            child = Child.adopt(stray)
            child.kill()
            await child.ended
        return adoption

    def _take_over(self, adoption: Adoption) -> None:
        for program in self._programs:
            keeper = Keeper(program, logs=self._settings.logs, report=self._report, changed=self._save)
            self._keepers[program.name] = keeper
            if program.name in adoption.keep:
                keeper.adopt(adoption.keep[program.name])

    async def _start(self, started: Started, ready_seconds: float) -> None:
        async def all_ready() -> None:
            for program in self._programs:
                for name in program.after:
                    await self._keepers[name].ready.wait()
                self._keepers[program.name].start()
            for keeper in self._keepers.values():
                await keeper.ready.wait()

        starting = asyncio.create_task(all_ready())
        stopping = asyncio.create_task(self._stop.wait())
        await asyncio.wait({starting, stopping}, timeout=ready_seconds, return_when=asyncio.FIRST_COMPLETED)
        if not self._stop.is_set():
            started([name for name, keeper in self._keepers.items() if not keeper.ready.is_set()])
            # Late is better than never: what waits for another goes on waiting.
            await asyncio.wait({starting, stopping}, return_when=asyncio.FIRST_COMPLETED)
        stopping.cancel()
        if not starting.done():
            starting.cancel()
        with suppress(asyncio.CancelledError):
            await starting

    async def _drain_calls(self) -> None:
        if self._drain is None or self._force.is_set() or self._settings.drain_seconds <= 0:
            return
        draining = asyncio.create_task(self._let_calls_end(self._drain))
        forced = asyncio.create_task(self._force.wait())
        await asyncio.wait(
            {draining, forced}, timeout=self._settings.drain_seconds, return_when=asyncio.FIRST_COMPLETED
        )
        for task in (draining, forced):
            task.cancel()
        await asyncio.gather(draining, forced, return_exceptions=True)

    async def _let_calls_end(self, drain: Drain) -> None:
        await drain.begin()
        told: int | None = 0
        while (count := await drain.live_calls()) != 0:
            if count != told:
                told = count
                calls = "calls may go on" if count is None else f"{count} call{' goes' if count == 1 else 's go'} on"
                limit = f"{self._settings.drain_seconds:g} s in all for them to end"
                self._report(Happening(what=What.DRAINING, detail=f"{calls}; {limit}"))
            await asyncio.sleep(DRAIN_POLL_SECONDS)

    async def _end(self) -> None:
        for program in reversed(self._programs):
            if program.name in self._keepers:
                await self._keepers[program.name].stop()

    async def _keep_logs_short(self) -> None:
        told = ""
        while True:
            try:
                for name in await asyncio.to_thread(rotate_logs, self._settings.logs):
                    self._report(Happening(what=What.LOG_SET_ASIDE, detail=name))
                told = ""
            except OSError as error:
                # Once: a full disk lasts longer than a look.
                if str(error) != told:
                    told = str(error)
                    self._report(Happening(what=What.LOG_KEPT, detail=told))
            await asyncio.sleep(LOGS_SECONDS)

    def _save(self) -> None:
        records = [keeper.record for keeper in self._keepers.values()]
        try:
            save_record(self._settings.run, self._mark, [record for record in records if record is not None])
        except OSError as error:
            # A full disk must not end the watch over the processes.
            self._report(Happening(what=What.UNRECORDED, detail=str(error)))
