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
from router.supervisor.program import Port, Program

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


def build_programs(settings: Settings, runtime: Runtime) -> tuple[Program, ...]:
    """All programs of one copy, as `NAMES` orders them."""
    environ = build_environ(settings, runtime)
    local = "127.0.0.1"
    ports = {
        "agi": (Port(number=settings.agi_port, host=local),),
        "api": (Port(number=settings.api_port, host=settings.listen),),
    }
    socket = settings.redis_socket
    programs = [
        Program(
            name=REDIS,
            argv=tuple(redis_argv(settings, runtime)),
            environ=environ,
            ready=partial(ready.redis_answers, socket),
            folder=settings.data / "redis",
        ),
        Program(
            name=ASTERISK,
            argv=tuple(asterisk_argv(settings, runtime)),
            environ=environ,
            ready=partial(
                ready.console_says,
                asterisk_argv(settings, runtime, "-rx", "core waitfullybooted"),
                environ,
                "fully booted",
            ),
            folder=settings.asterisk,
            after=(REDIS,),
            ports=(
                Port(number=settings.sip_port, host=settings.listen, kind="udp"),
                Port(number=settings.ami_port, host=local),
            ),
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
        )
        for name, words in _MODULES.items()
    ]
    return tuple(programs)
