"""Spreads independent days over processes."""

from __future__ import annotations

import multiprocessing
import signal
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from typing import TypeVar

T = TypeVar("T")


def spread(one: Callable[[int], T], days: int, cores: int) -> Iterator[T]:
    """`one(0)`, `one(1)`, ... in this order, worked out by `cores` processes; 1: by this one. `one` must pickle."""
    if cores < 2:
        yield from map(one, range(days))
        return
    # Started afresh, not forked: a fork of a process with threads may never come to an end.
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(cores, mp_context=context, initializer=_leave_interrupts_to_the_first) as pool:
        yield from pool.map(one, range(days), chunksize=max(1, min(16, days // (4 * cores))))


def _leave_interrupts_to_the_first() -> None:
    # Ctrl-C reaches every process of the terminal: one of them saying so is enough.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
