"""The composition root: the one place that knows every part and puts them together."""

from __future__ import annotations

import asyncio
import hmac
import signal
import socket
from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING

import uvloop
from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff

from router.adapters.clock import SystemClock
from router.adapters.files.bundle_store import BundleStore
from router.adapters.files.roster_book import FileRosterBook
from router.adapters.files.secrets import SecretsError, load_secrets
from router.adapters.files.start import bundle_in_force
from router.adapters.redis.live_state import RedisLiveState
from router.adapters.sql.sign_ons import SqlSignOns
from router.logs import set_up_logs
from router.services.lead_floor import Router, lead_floor

if TYPE_CHECKING:
    from router.settings import Settings


def run_router(settings: Settings) -> None:
    """The router process: lead the floor until SIGTERM."""
    set_up_logs("router")
    # Half a millisecond less until a freed seat rings again.
    uvloop.run(_run_router(settings))


def run_archiver(settings: Settings) -> None:
    """The archiver process: outbox, channel event log and recordings, until SIGTERM."""
    from router.adapters.sql.archiver import run_archiver as run  # noqa: PLC0415  each process loads its own parts

    set_up_logs("archiver")
    run(settings)


def run_api(settings: Settings) -> None:
    """The API process, until SIGTERM."""
    from asterisk_conf.runtime import RuntimeMissing, find_runtime  # noqa: PLC0415
    from router.supervisor.applying.parts import config_desk  # noqa: PLC0415
    from router.supervisor.incident_voice import incident_voice  # noqa: PLC0415
    from router.web.app import run_api as run  # noqa: PLC0415

    set_up_logs("api")
    try:
        runtime = find_runtime()
    except RuntimeMissing:
        # It serves all the same; only to put a configuration in force, and to speak, takes the runtime.
        run(settings)
    else:
        run(settings, config_desk(settings, runtime), incident_voice(settings, runtime))


async def _run_router(settings: Settings) -> None:
    stop = stop_on_signals()
    # No retry by the library: a change sent twice would be refused the second time as a conflict.
    redis = Redis(unix_socket_path=str(settings.redis_socket), retry=Retry(NoBackoff(), 0), socket_timeout=5.0)
    bundle = bundle_in_force(settings)
    if bundle is None:
        raise SystemExit(f"no good bundle in {settings.bundles}; run ./hotline up, which compiles {settings.config}")
    router = Router(
        # The same after a restart, and another one on another machine or for another copy.
        name=f"{socket.gethostname()}:{settings.data}",
        bundle=bundle,
        nodes=[settings.node],
        live=RedisLiveState(redis, [settings.node]),
        clock=SystemClock(),
        sign_ons=SqlSignOns(settings.database_url),
        pin_ok=pin_checker(settings),
        bundle_of=lambda number: BundleStore(settings.bundles).find(number)[0],
        current=BundleStore(settings.bundles).current,
        roster=FileRosterBook(settings.data / "roster"),
    )
    try:
        await lead_floor(router, stop)
    finally:
        await redis.aclose()


def pin_checker(settings: Settings) -> Callable[[str, str], bool]:
    """Whether an agent number and a PIN belong together, in constant time. The PINs are read each time: another bundle
    brings other agents. What was read last counts when they cannot be read.

    Raises:
        SecretsError: there are none to begin with.
    """
    known = [load_secrets(settings).pins]

    def pin_ok(agent: str, pin: str) -> bool:
        # The file is replaced as a whole, so what is read is never half of it.
        with suppress(SecretsError):
            known[0] = load_secrets(settings).pins
        return hmac.compare_digest(known[0].get(agent, "").encode(), pin.encode()) and agent in known[0]

    return pin_ok


def stop_on_signals() -> asyncio.Event:
    """An event that SIGTERM and SIGINT set."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    return stop
