"""All benchmarks that `hotline bench` runs by itself, in their order."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from router.benchmarks.ami_events import ami_events_per_second
from router.benchmarks.beside import Bench
from router.benchmarks.calls_per_second import calls_per_second
from router.benchmarks.cpu_per_call import cpu_per_call
from router.benchmarks.freed_to_invite import freed_to_invite_ms
from router.benchmarks.growth import growth
from router.benchmarks.head_of_line import head_of_line
from router.benchmarks.ivr_sessions import ivr_sessions
from router.benchmarks.queued_to_invite import queued_to_invite_ms

Found = Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class Part:
    """One benchmark."""

    gives: tuple[str, ...]
    """names of what it measures: the keys of the report"""
    run: Callable[[Bench], Awaitable[Found]]
    """gives an object with those keys"""


def named(name: str, run: Callable[[Bench], Awaitable[Any]]) -> Part:
    """A benchmark that measures one thing."""

    async def one(bench: Bench) -> Found:
        return {name: await run(bench)}

    return Part(gives=(name,), run=one)


GROWTH: Final = named("growth", growth)
PARTS: Final = (
    named("freed_to_invite_ms", freed_to_invite_ms),
    named("queued_to_invite_ms", queued_to_invite_ms),
    named("head_of_line", head_of_line),
    Part(gives=("cpu_ms_per_call", "memory_mb"), run=cpu_per_call),
    named("calls_per_second", calls_per_second),
    named("ivr_sessions", ivr_sessions),
    named("ami_events_per_second", ami_events_per_second),
)
NAMES: Final = tuple(name for part in (*PARTS, GROWTH) for name in part.gives)


def parts_of(only: str, *, with_growth: bool) -> tuple[Part, ...]:
    """The parts to run: all, or the one that gives `only`; growth when it is asked for."""
    if only:
        return tuple(part for part in (*PARTS, GROWTH) if only in part.gives)
    return (*PARTS, GROWTH) if with_growth else PARTS
