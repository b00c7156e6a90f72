"""The API's process: what it is made of, its status word, its end."""

from __future__ import annotations

import asyncio
import json
import logging
import os
import signal
import socket
import time
import tomllib
from functools import partial
from typing import Final

import structlog
from aiohttp import web
from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import RedisError

from router.adapters.redis import keys
from router.services.ask_router import WAIT_SECONDS, ask_router
from router.services.config_desk import ConfigDesk
from router.settings import CHECKOUT, Settings
from router.web.accesses import Accesses
from router.web.context import Sources
from router.web.endpoint import SOURCES, make_endpoint
from router.web.handlers.about import DOCUMENT
from router.web.health import look_at_parts
from router.web.listeners import Listeners
from router.web.metrics import Counters
from router.web.middleware import add_headers, answer
from router.web.openapi import build_document
from router.web.routes import ROUTES
from router.web.sources.announcement_file import AnnouncementFile
from router.web.sources.bundle_in_force import BundleInForce
from router.web.sources.channel_sender import ChannelSecrets, ChannelSender
from router.web.sources.channel_teller import Around, ChannelTeller
from router.web.sources.hook_secrets import HookSecrets
from router.web.sources.hook_teller import HookTeller
from router.web.sources.incident_announcements import Speak, SpokenIncidents
from router.web.sources.joiner import Joiner
from router.web.sources.live import Live
from router.web.sources.outbox import Outbox
from router.web.sources.part_watch import PartWatch
from router.web.sources.redis_feed import RedisFeed
from router.web.sources.roster_files import RosterFiles
from router.web.sources.roster_teller import RosterTeller
from router.web.sources.sql_history import SqlHistory
from router.web.tokens import TokenFile
from router.web.totals import Total

log = structlog.get_logger()

NAME: Final = "api"
WORD_SECONDS: Final = 1.0
SHUTDOWN_SECONDS: Final = 2.0


def version() -> str:
    """The product's version."""
    found: str = tomllib.loads((CHECKOUT / "pyproject.toml").read_text("utf-8"))["project"]["version"]
    return found


def build_app(sources: Sources) -> web.Application:
    """The application over its sources; opens nothing."""
    app = web.Application(middlewares=[answer])
    app[SOURCES] = sources
    app[DOCUMENT] = json.dumps(build_document(ROUTES, version()), ensure_ascii=False)
    app.on_response_prepare.append(add_headers)
    app.on_shutdown.append(_end_listeners)
    for route in ROUTES:
        app.router.add_route(route.method, route.path, make_endpoint(route))
    return app


async def _end_listeners(app: web.Application) -> None:
    await app[SOURCES].listeners.end()


def connect_redis(settings: Settings) -> Redis:
    """A client of the copy's Redis; connects when first used. It repeats nothing by itself: a change asked for twice
    would be carried out twice."""
    return Redis(
        unix_socket_path=str(settings.redis_socket),
        socket_timeout=WAIT_SECONDS + 2.0,
        socket_connect_timeout=1.0,
        retry=Retry(NoBackoff(), 0),
        client_name=NAME,
    )


def make_runner(app: web.Application) -> web.AppRunner:
    """How the application is served, also by tests."""
    # aiohttp logs what it cannot parse together with the bytes, which may hold a token; the answer is enough.
    silent = logging.getLogger("hotline.api.http")
    silent.disabled = True
    return web.AppRunner(
        app,
        access_log=None,
        logger=silent,
        auto_decompress=False,
        keepalive_timeout=30.0,
        shutdown_timeout=SHUTDOWN_SECONDS,
    )


async def serve(
    settings: Settings, stop: asyncio.Event, desk: ConfigDesk | None = None, speak: Speak | None = None
) -> None:
    """Serve until `stop` is set. Starts and goes on whatever else is dead.

    Without a `desk` no configuration can be put in force, and without `speak` callers cannot be told of incidents.

    Raises:
        OSError: the port cannot be taken.
    """
    redis = connect_redis(settings)
    history = SqlHistory(settings.database_url, recordings=settings.recordings, bundles=settings.bundles)
    feed = RedisFeed(redis)
    bundle = BundleInForce(settings.bundles)
    hooks = HookTeller(
        redis,
        feed,
        name=f"{socket.gethostname()}:{os.getpid()}",
        bundle=bundle,
        secrets=HookSecrets(settings),
        now=time.time,
    )
    live, record = Live(redis), Outbox(redis)
    watch = PartWatch(
        redis, look=lambda: look_at_parts(live, settings.data, now=time.time()), record=record, now=time.time
    )
    channels = ChannelTeller(
        redis,
        Around(feed=feed, late=history, bundle=bundle, watch=watch, now=time.time),
        ChannelSender(ChannelSecrets(settings), time.time),
        name=f"{socket.gethostname()}:{os.getpid()}",
    )
    roster = RosterFiles(settings.data / "roster")
    edits = RosterTeller(redis, roster)
    sources = Sources(
        live=live,
        history=history,
        ask=partial(ask_router, redis),
        bundle=bundle,
        tokens=TokenFile(settings.secrets),
        now=time.time,
        data=settings.data,
        recordings=settings.recordings,
        record=record,
        accesses=Accesses(history),
        join=Joiner(),
        announcements=AnnouncementFile(settings.announcements),
        incident_announcements=SpokenIncidents(settings.incident_announcements, speak),
        feed=feed,
        listeners=Listeners(),
        hooks=hooks,
        channels=channels,
        roster=roster,
        desk=desk,
        counters=Counters(),
        alarms=Total(history.count_alarms, time.monotonic),
        outcomes=Total(history.count_outcomes, time.monotonic),
    )
    runner = make_runner(build_app(sources))
    await runner.setup()
    beside = [
        asyncio.create_task(feed.run(), name="feed"),
        asyncio.create_task(hooks.run(), name="webhooks"),
        asyncio.create_task(channels.run(), name="channels"),
        asyncio.create_task(edits.run(), name="roster"),
    ]
    try:
        await web.TCPSite(runner, settings.listen, settings.api_port).start()
        log.info("api_started", host=settings.listen, port=settings.api_port)
        await _say_words(redis, settings, stop)
    finally:
        await runner.cleanup()
        feed.end()
        hooks.end()
        channels.end()
        edits.end()
        for task in beside:
            task.cancel()
        await asyncio.gather(*beside, return_exceptions=True)
        await history.close()
        await redis.aclose()
        log.info("api_stopped")


async def _say_words(redis: Redis, settings: Settings, stop: asyncio.Event) -> None:
    """The process's word about itself every second, until `stop` is set."""
    told = True
    while not stop.is_set():
        word = {"at": time.time(), "ok": True, "detail": f"port {settings.api_port}", "pid": os.getpid()}
        try:
            async with asyncio.timeout(WORD_SECONDS):
                await redis.hset(keys.STATUS, NAME, json.dumps(word))
            told = True
        except (RedisError, OSError, TimeoutError) as error:
            if told:
                log.warning("redis_away", error=type(error).__name__)
            told = False
        try:
            async with asyncio.timeout(WORD_SECONDS):
                await stop.wait()
        except TimeoutError:
            continue


def run_api(settings: Settings, desk: ConfigDesk | None = None, speak: Speak | None = None) -> None:
    """The process `serve`: until SIGTERM or Ctrl-C."""

    async def main() -> None:
        stop = asyncio.Event()
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, stop.set)
        await serve(settings, stop, desk, speak)

    asyncio.run(main())
