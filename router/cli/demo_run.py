"""Runs a demo: the copy, the town, the screen, and the reckoning at the end."""

from __future__ import annotations

import asyncio
import resource
import signal
import time
from collections.abc import Coroutine, Mapping
from typing import Any, Final

from rich.console import Console

from router.adapters.sql.engine import ArchiveAway, open_engine
from router.cli.ask_api import read_secrets
from router.cli.demo_desk import ApiDesk
from router.cli.demo_prompts import SpokenPrompts
from router.cli.demo_screen import DemoScreen
from router.cli.demo_summary import Summary
from router.cli.demo_surge import SurgeEnd
from router.cli.options import local_host
from router.cli.top_read import TopReader
from router.demo.carrier import CARRIER_OFFSET
from router.demo.citizen import Tell
from router.demo.city import City
from router.demo.copy import RunningCopy
from router.demo.ending import end_all
from router.demo.read_calls import read_calls
from router.demo.reconcile import Balance, Stored, reconcile, unsettled
from router.demo.surge_city import SurgeCity
from router.settings import Settings
from router.web.sources.bundle_in_force import BundleInForce

SETTLE_SECONDS: Final = 30.0
"""how long the archive has to store the end of the last call"""
DRAIN_LEAST: Final = 30.0
DRAIN_SHARE: Final = 1.5
DRAIN_SECONDS: Final = 900.0
"""how long callbacks are made after a surge: at least, as a share of its length, and when that has no bound"""


class Stopped(Exception):
    """Ctrl-C before the first citizen dialled."""


async def run_demo(
    settings: Settings, console: Console, words: Mapping[str, str], *,
    seed: int, per_minute: float, minutes: float | None, surge_seats: int | None = None,
) -> Summary:  # fmt: skip
    """Until Ctrl-C, `minutes`, or the end of the copy. `surge_seats`: it is a surge with so many agents, which goes on
    until nobody is owed a callback.

    Raises:
        CopyEnded: it could not start.
        Stopped: before it was ready.
    """
    began = time.monotonic()
    stop, hurry, loop = asyncio.Event(), asyncio.Event(), asyncio.get_running_loop()

    def signalled() -> None:
        """The first asks for an end, the second for an end at once."""
        (hurry if stop.is_set() else stop).set()

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        loop.add_signal_handler(number, signalled)
    reader = TopReader(settings)
    screen = DemoScreen(reader, words, console, began=began)
    copy = RunningCopy(settings, screen.tell)
    try:
        await copy.start()
        await _first_of(copy.ready(), stop.wait(), _count_prompts(settings, console))
        if stop.is_set():
            raise Stopped
        ready, since = time.monotonic(), time.time()
        screen.notes = notes(settings)
        city = _city(settings, seed=seed, per_minute=per_minute, tell=screen.tell, surge_seats=surge_seats)
        surge: SurgeEnd | None = None
        watching = asyncio.create_task(screen.watch())
        try:
            seconds = None if minutes is None else minutes * 60
            await _first_of(stop.wait(), copy.ended(), _live(city), seconds=seconds)
            if isinstance(city, SurgeCity):
                surge = SurgeEnd(settings, city, screen.tell, seconds=_drain_seconds(minutes))
                await _first_of(surge.drain(), hurry.wait(), copy.ended())
            if copy.has_ended:
                city.troubles.append(f"the copy ended by itself; its logs: {settings.logs}")
            screen.tell("closing: everybody hangs up")
            await _first_of(city.close(), hurry.wait())
        finally:
            await end_all([watching])
        seconds = time.monotonic() - ready
        balance = await _settle(settings, city, since, hurry)
        surged = await surge.reckon(since, per_minute) if surge else None
    finally:
        reader.close()
        await copy.stop(at_once=hurry.is_set())
    return Summary(
        seed=seed,
        seconds=seconds,
        ready_after=ready - began,
        first_talk_after=screen.first_talk,
        balance=balance,
        troubles=tuple(city.troubles),
        cpu_phones=_cpu(resource.RUSAGE_SELF),
        cpu_copy=_cpu(resource.RUSAGE_CHILDREN),
        surge=surged,
    )


def notes(settings: Settings) -> list[str]:
    """How to try the demo from another terminal; short, so that what is to be typed is never cut off."""
    host = local_host(settings)
    return [
        f"[bold]to try it[/] export HOTLINE_DATA={settings.data}  [dim](in another terminal)[/]",
        f"  dial in   ./hotline call 12345  [dim]or a softphone: sip:12345@{host}:{settings.sip_port}[/]",
        "  change    edit $HOTLINE_DATA/config, then ./hotline config apply --note try",
        f"  look      ./hotline status  [dim]API http://{host}:{settings.api_port}/v1[/]",
        "[bold]Ctrl-C[/]    all hang up, and every call is checked against the archive",
    ]


def _city(settings: Settings, *, seed: int, per_minute: float, tell: Tell, surge_seats: int | None) -> City:
    address = (local_host(settings), settings.sip_port)
    bundle, desk = BundleInForce(settings.bundles), ApiDesk(settings)
    accounts = read_secrets(settings).get("sip", {})
    if surge_seats is None:
        return City(address, bundle, accounts, desk, seed=seed, per_minute=per_minute, tell=tell)
    return SurgeCity(
        address, bundle, accounts, desk, seed=seed, per_minute=per_minute, tell=tell, seats=surge_seats,
        prompts=SpokenPrompts(settings.sounds), carrier_port=settings.port_base + CARRIER_OFFSET,
    )  # fmt: skip


def _drain_seconds(minutes: float | None) -> float:
    return DRAIN_SECONDS if minutes is None else max(DRAIN_LEAST, minutes * 60 * DRAIN_SHARE)


async def _live(city: City) -> None:
    await city.open()
    await city.dial_in()


async def _first_of(*things: Coroutine[Any, Any, object], seconds: float | None = None) -> None:
    """Until one of them is over, or for so long; the others are cancelled, and what went wrong is raised."""
    tasks = [asyncio.create_task(thing) for thing in things]
    try:
        done, _ = await asyncio.wait(tasks, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
    finally:
        await end_all(tasks)
    for task in done:
        task.result()


async def _count_prompts(settings: Settings, console: Console) -> None:
    """The longest part of a first start is speaking the prompts: how many there are, until cancelled."""
    if not console.is_terminal:
        await asyncio.Event().wait()
    with console.status("starting") as status:
        while True:
            count = await asyncio.to_thread(lambda: sum(1 for _ in settings.sounds.rglob("*.alaw")))
            status.update(f"starting; {count} prompts and pieces of music are there")
            await asyncio.sleep(0.5)


async def _settle(settings: Settings, city: City, since: float, hurry: asyncio.Event) -> Balance:
    """Ask the archive until it has the end of every call, or for so long as it may take."""
    engine = open_engine(settings.database_url)
    found: list[Stored] = []
    deadline = time.monotonic() + SETTLE_SECONDS
    try:
        while True:
            try:
                found = await asyncio.to_thread(read_calls, engine, since)
            except ArchiveAway:
                found = []
            if not unsettled(city.cases, found) or hurry.is_set() or time.monotonic() > deadline:
                return reconcile(city.cases, found)
            await asyncio.sleep(0.5)
    finally:
        engine.dispose()


def _cpu(who: int) -> float:
    used = resource.getrusage(who)
    return used.ru_utime + used.ru_stime
