"""One program that the supervisor keeps running."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from router.supervisor.mark import Mark
from router.supervisor.silence import Watch

Ready = Callable[[int], Awaitable[bool]]
"""Given the process id: whether it does its work now. Asked again and again until it says yes, so it must be cheap;
when it raises it has not said yes."""

Adapt = Callable[[Sequence[str]], Awaitable[frozenset[str]]]
"""Given the names of the mark that differ: has the running process take them in; returns those that it did."""


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
    mark: Callable[[], Mark] = dict
    """What it would take in if it were started now; reads files, may raise OSError. Asked at each start, and compared
    when an earlier supervisor's process is taken over. Empty: whatever changes, it is left alone."""
    adapt: Adapt | None = None
    """None: it cannot take anything in while it runs"""
    renew: bool = True
    """What it does not take in has it ended gently and started anew; else that is only told."""
    watch: Watch | None = None
    """None: nobody listens whether it hangs"""
