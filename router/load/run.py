"""Runs a load: the copy, the town, the faults, and the reckoning at the end."""

from __future__ import annotations

import asyncio
import signal
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Any, Final

from redis.exceptions import RedisError

from router.adapters.files.start import bundle_in_force
from router.adapters.sql.engine import ArchiveAway, open_engine
from router.cli.ask_api import read_secrets
from router.cli.demo_desk import ApiDesk
from router.cli.options import local_host
from router.demo.copy import CopyEnded, RunningCopy
from router.demo.ending import end_all
from router.load.faults.stage import Fault, Stage
from router.load.health import Health
from router.load.lead import Lead
from router.load.read_accounts import read_kept, read_log, read_stored
from router.load.reconcile import Balance, reconcile
from router.load.result import Result
from router.load.schedule import first_pause, next_pause
from router.load.strike import Strike, excuses, strike, told
from router.load.town import Town
from router.load.watch import Watch
from router.settings import Settings

SETTLE_SECONDS: Final = 75.0
"""how long the archive has to store the last calls and to finish their recordings"""
READY_SECONDS: Final = 240.0
SAMPLE_SECONDS: Final = 10.0
WORD_SECONDS: Final = 60.0

Say = Callable[[str], None]


class Load:
    """One run. `live` once, to its end."""

    def __init__(
        self, settings: Settings, say: Say, note: Say, *, seed: int, per_minute: float, minutes: float, seats: int,
        faults: Sequence[Fault],
    ) -> None:  # fmt: skip
        """`say` is told what a person wants to see, `note` everything else that people in the town do."""
        self._settings, self._say, self._note = settings, say, note
        self._seed, self._per_minute, self._minutes, self._seats = seed, per_minute, minutes, seats
        self._faults = faults
        self._stop = asyncio.Event()
        self._watch = Watch(settings=settings)
        self._strikes: list[Strike] = []
        self._most = 0

    async def live(self) -> Result:
        """Raises router.demo.copy.CopyEnded: the copy could not start, or was stopped before it had."""
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            loop.add_signal_handler(number, self._stop.set)
        copy = RunningCopy(self._settings, self._say)
        try:
            await copy.start()
            await self._ready(copy)
            return await self._with(copy)
        finally:
            await copy.stop()

    async def _ready(self, copy: RunningCopy) -> None:
        ready, stopped = asyncio.create_task(copy.ready()), asyncio.create_task(self._stop.wait())
        try:
            await asyncio.wait({ready, stopped}, timeout=READY_SECONDS, return_when=asyncio.FIRST_COMPLETED)
            if not ready.done():
                raise CopyEnded("stopped" if self._stop.is_set() else f"not ready in {READY_SECONDS:.0f} s")
            ready.result()
        finally:
            await end_all([ready, stopped])

    async def _with(self, copy: RunningCopy) -> Result:
        bundle = bundle_in_force(self._settings)
        assert bundle is not None
        since, desk = time.time(), ApiDesk(self._settings)
        town = Town(
            (local_host(self._settings), self._settings.sip_port), bundle,
            read_secrets(self._settings).get("sip", {}), desk,
            seed=self._seed, per_minute=self._per_minute, seats=self._seats, tell=self._note,
        )  # fmt: skip
        await town.open()
        lead = Lead(settings=self._settings, desk=desk, crew=town.crew, phones=town.phones, tell=self._note)
        beside = [
            asyncio.create_task(town.dial_in(), name="callers"),
            asyncio.create_task(lead.go_round(), name="the lead"),
            asyncio.create_task(self._sample(town), name="the watch"),
        ]
        ending = [asyncio.create_task(thing) for thing in (self._stop.wait(), copy.ended(), self._script(town))]
        try:
            await asyncio.wait([*ending, *beside], return_when=asyncio.FIRST_COMPLETED)
            if copy.has_ended:
                town.troubles.append(f"the copy ended by itself; its logs: {self._settings.logs}")
            seconds = time.time() - since
            town.troubles += _ended_early([*ending, *beside])
            await end_all(beside[:1])
            self._say("Closing: everybody hangs up, and the accounts are compared.")
            await town.close()
        finally:
            await end_all([*ending, *beside])
        own = self._watch.own_share()
        balance = await self._settle(town, since)
        # Once more with nobody on the phone: what is still open now is open for good.
        self._watch.look()
        return Result(
            seed=self._seed, per_minute=self._per_minute, seconds=seconds, balance=balance,
            strikes=tuple(told(self._strikes, town.fates.values())), lives=tuple(self._watch.lives()),
            busy=sum(self._watch.busy) / max(1, len(self._watch.busy)), own=own,
            helped=lead.helped, most_calls=self._most,
            troubles=tuple(town.troubles),
        )  # fmt: skip

    async def _script(self, town: Town) -> None:
        """Normal service, a fault, normal service, ... until the time is over."""
        began = time.monotonic()
        end = began + self._minutes * 60
        health, stage = Health(settings=self._settings), Stage(self._settings)
        if self._faults:
            await asyncio.sleep(first_pause(self._minutes * 60, len(self._faults)))
        for number, fault in enumerate(self._faults):
            self._say(f"{_clock()} fault {number + 1} of {len(self._faults)}: {fault.name}")
            hit = await strike(fault, stage, health)
            pause = next_pause(time.monotonic(), end, len(self._faults) - number - 1)
            await asyncio.sleep(pause)
            self._strikes.append(hit)
            self._say(f"{_clock()}   " + say_strike(told([hit], town.fates.values())[0]))
        await asyncio.sleep(max(0.0, end - time.monotonic()))

    async def _sample(self, town: Town) -> None:
        said = time.monotonic()
        self._watch.look()
        self._watch.busy.clear()
        while True:
            await asyncio.sleep(SAMPLE_SECONDS)
            self._watch.look()
            self._most = max(self._most, town.open_calls)
            if time.monotonic() - said >= WORD_SECONDS:
                said = time.monotonic()
                self._say(
                    f"{_clock()} {len(town.fates)} calls so far, {town.open_calls} now, {town.talks} talks; machine "
                    f"{self._watch.busy[-1]:.0f} % busy"
                )

    async def _settle(self, town: Town, since: float) -> Balance:
        """Compare until all agree, or for so long as the archive may take."""
        engine = open_engine(self._settings.database_url)
        deadline = time.monotonic() + SETTLE_SECONDS
        faults, balance = excuses(self._strikes), None
        try:
            while True:
                with suppress(ArchiveAway, RedisError):
                    stored = await asyncio.to_thread(read_stored, engine, since)
                    kept = await asyncio.to_thread(read_kept, self._settings)
                    logged = await asyncio.to_thread(read_log, self._settings.cel_spool)
                    balance = reconcile(town.fates, _since(logged, since), kept, stored, faults)
                if balance is not None and (balance.good or time.monotonic() > deadline):
                    return balance
                if time.monotonic() > deadline + SETTLE_SECONDS:
                    raise ArchiveAway
                await asyncio.sleep(1.0)
        finally:
            engine.dispose()


def say_strike(hit: Strike) -> str:
    """One line for people."""
    if hit.well_after is None:
        return f"{hit.fault}: {hit.problem}"
    talk = "no talk after it" if hit.talk_after is None else f"next talk after {hit.talk_after:.1f} s"
    return f"{hit.fault}: all well after {hit.well_after:.1f} s, {talk}"


def _since(logged: dict[str, Any], since: float) -> dict[str, Any]:
    """Without the calls of an earlier run in the same folder; a call's id has its second."""
    return {
        call: item for call, item in logged.items() if float(call.rpartition("-")[2].partition(".")[0]) >= since - 1
    }


def _ended_early(tasks: Sequence[asyncio.Task[Any]]) -> list[str]:
    return [
        f"{task.get_name()}: {type(error).__name__}: {error}"
        for task in tasks
        if task.done() and not task.cancelled() and (error := task.exception()) is not None
    ]


def _clock() -> str:
    return time.strftime("%H:%M:%S")
