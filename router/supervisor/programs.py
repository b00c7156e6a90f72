"""The programs of one copy, in the order in which they are started."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from functools import partial
from typing import Final

from asterisk_conf.runtime import Runtime
from router.settings import CHECKOUT, Settings
from router.supervisor import ready
from router.supervisor.adopt_bundle import adopt_bundle
from router.supervisor.console import Console
from router.supervisor.mark import BUNDLE, CODE, bundle_mark, code_mark, files_mark
from router.supervisor.program import Port, Program
from router.supervisor.reload import reload_asterisk
from router.supervisor.silence import Watch

REDIS: Final = "redis"
ASTERISK: Final = "asterisk"
NAMES: Final = (REDIS, ASTERISK, "agi", "ami", "router", "archiver", "api")
"""Started in this order, stopped in the reverse."""

_MODULES: Final[Mapping[str, tuple[str, ...]]] = {
    "agi": ("agi_scripts",),
    "ami": ("router.adapters.ami",),
    "router": ("router", "run"),
    "archiver": ("router", "archive"),
    "api": ("router", "serve"),
}

_BUNDLE_AT_START: Final = frozenset({"router"})
"""Programs that read the bundle once, and follow it when they are told. The others look at the one in force whenever
they need it."""


def redis_argv(settings: Settings, runtime: Runtime) -> list[str]:
    """Redis on a Unix socket alone, every second on disk. It never evicts: a lost key would be a lost call."""
    options = {
        "port": "0",
        "unixsocket": str(settings.redis_socket),
        "unixsocketperm": "700",
        "dir": str(settings.data / "redis"),
        "appendonly": "yes",
        "appendfsync": "everysec",
        "save": "",
        "maxmemory-policy": "noeviction",
        "daemonize": "no",
    }
    return runtime.command("redis-server", *(word for key, value in options.items() for word in (f"--{key}", value)))


def asterisk_argv(settings: Settings, runtime: Runtime, *more: str) -> list[str]:
    """Asterisk in the foreground, or with `-rx`, `command` the console that speaks to it."""
    return runtime.command("asterisk", "-C", str(settings.asterisk / "asterisk.conf"), *(more or ("-f", "-n")))


def build_environ(
    settings: Settings, runtime: Runtime, *, inherited: Mapping[str, str] | None = None
) -> dict[str, str]:
    """The environment of every program of the copy."""
    return {
        **(os.environ if inherited is None else inherited),
        **settings.to_environ(),
        **runtime.environ(),
        "HOTLINE_RUNTIME": str(runtime.root),
        "PYTHONPATH": str(CHECKOUT),
        "PYTHONSAFEPATH": "1",
        "PYTHONUNBUFFERED": "1",
        "PYTHONFAULTHANDLER": "1",
    }


def asterisk_console(settings: Settings, runtime: Runtime) -> Console:
    """The console of this copy's Asterisk."""
    return Console(argv=tuple(asterisk_argv(settings, runtime, "-rx")), environ=build_environ(settings, runtime))


def _mark(settings: Settings, name: str) -> dict[str, str]:
    """What a program of the product's own takes in at its start."""
    mark = {CODE: code_mark()}
    return {**mark, BUNDLE: bundle_mark(settings.bundles)} if name in _BUNDLE_AT_START else mark


def build_programs(settings: Settings, runtime: Runtime) -> tuple[Program, ...]:
    """All programs of one copy, as `NAMES` orders them."""
    environ = build_environ(settings, runtime)
    local = "127.0.0.1"
    ports = {
        "agi": (Port(number=settings.agi_port, host=local),),
        "api": (Port(number=settings.api_port, host=settings.listen),),
    }
    socket = settings.redis_socket
    console = asterisk_console(settings, runtime)
    programs = [
        Program(
            name=REDIS,
            argv=tuple(redis_argv(settings, runtime)),
            environ=environ,
            ready=partial(ready.redis_answers, socket),
            folder=settings.data / "redis",
            # Its data is read again for as long as it was written: that is for people to decide.
            watch=Watch(sign=partial(ready.redis_sign, socket), limit=30.0, kill=False, every=10.0),
        ),
        Program(
            name=ASTERISK,
            argv=tuple(asterisk_argv(settings, runtime)),
            environ=environ,
            ready=partial(ready.fully_booted, console),
            folder=settings.asterisk,
            after=(REDIS,),
            ports=(
                Port(number=settings.sip_port, host=settings.listen, kind="udp"),
                Port(number=settings.ami_port, host=local),
            ),
            mark=partial(files_mark, settings.asterisk),
            adapt=partial(reload_asterisk, console),
            renew=False,
            watch=Watch(sign=partial(ready.console_sign, console), limit=30.0, kill=False, every=10.0),
        ),
    ]
    programs += [
        Program(
            name=name,
            argv=(sys.executable, "-m", *words),
            environ=environ,
            ready=partial(ready.word_is_good, socket, name),
            folder=settings.data,
            after=(REDIS,),
            ports=ports.get(name, ()),
            mark=partial(_mark, settings, name),
            adapt=partial(adopt_bundle, settings) if name in _BUNDLE_AT_START else None,
            watch=Watch(sign=partial(ready.word_sign, socket), limit=15.0, kill=True),
        )
        for name, words in _MODULES.items()
    ]
    return tuple(programs)
