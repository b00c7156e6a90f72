"""One program that the supervisor keeps running."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

Ready = Callable[[int], Awaitable[bool]]
"""Given the process id: whether it does its work now. Asked again and again until it says yes, so it must be cheap;
when it raises it has not said yes."""


@dataclass(frozen=True, kw_only=True)
class Port:
    """A port that a program listens on."""

    number: int
    host: str
    kind: str = "tcp"
    """tcp or udp"""


@dataclass(frozen=True, kw_only=True)
class Program:
    """What to run and how to know that it does its work."""

    name: str
    argv: tuple[str, ...]
    environ: Mapping[str, str]
    """the whole environment"""
    ready: Ready
    folder: Path
    """working folder, made when it is not there"""
    after: tuple[str, ...] = ()
    """programs that must be ready before this one is started for the first time"""
    ports: tuple[Port, ...] = field(default=())
    stop_seconds: float = 6.0
    """from SIGTERM to SIGKILL"""
