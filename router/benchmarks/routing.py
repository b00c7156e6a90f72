"""How many decisions a second the routing engine makes, and how that grows with the hall."""

from __future__ import annotations

import gc
import tracemalloc
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from time import perf_counter, thread_time
from typing import Any, Final

from router.benchmarks.hall import Hall, Size
from router.domain.routing.engine import RoutingEngine
from router.domain.routing.policy import CallerRule

SIZES: Final = (
    Size(seats=10, waiters=10, skills=10),
    Size(seats=100, waiters=100, skills=20),
    Size(seats=1_000, waiters=1_000, skills=100),
    Size(seats=7_500, waiters=10_000, skills=200),
)
LONGEST_WAIT: Final = 180.0
"""seconds that the oldest of the waiting calls has waited: two in three of them are past their first step"""


@dataclass(frozen=True, kw_only=True)
class Row:
    """One measurement. With waiters, each decision is a seat that frees and a call that comes; without, a call that
    comes to free seats and a seat that frees. Times are the thread's CPU time, so what else the machine does is not in
    them, but for `wall_per_second`."""

    seats: int
    waiters: int
    skills: int
    policy: str
    decisions: int
    per_second: float
    """decisions per second of one core, with all events that led to them"""
    wall_per_second: float
    p50_us: float
    p99_us: float
    max_us: float


def crowded(size: Size, callers: CallerRule, decisions: int) -> Row:
    """All seats busy and so many calls waiting: seats free one after another. Arrivals, steps and all are timed."""
    hall = Hall(size, callers)
    engine = RoutingEngine(hall.policy)
    gap = LONGEST_WAIT / size.waiters
    for seat in hall.seats:
        engine.staff(seat, 0.0)
    at = 0.0
    while engine.waiting < size.waiters:
        at += gap
        engine.wait(hall.call(at), at)
    engine.due(at)
    times: list[float] = []
    spent = start = 0.0
    with _settled():
        for number in range(decisions + decisions // 10):
            # The first tenth warms up what is built on first use.
            if number == decisions // 10:
                times, spent, start = [], 0.0, perf_counter()
            at += gap
            seat = replace(hall.any_seat(), idle_since=at)
            calls = [hall.call(at)]
            began = thread_time()
            matches = engine.free(seat, at)
            chosen = thread_time()
            if not matches:
                engine.busy(seat.seat, at)
            elif engine.waiting < size.waiters:
                engine.wait(calls[0], at)
            spent += thread_time() - began
            if matches:
                times.append(chosen - began)
    return _row(size, callers, times, spent, perf_counter() - start)


def quiet(size: Size, callers: CallerRule, decisions: int) -> Row:
    """All seats free and nobody waiting: a call comes, is served, and its seat frees."""
    hall = Hall(size, callers)
    engine = RoutingEngine(hall.policy)
    by_id = {seat.seat: seat for seat in hall.seats}
    for seat in hall.seats:
        engine.free(seat, 0.0)
    times: list[float] = []
    spent = at = start = 0.0
    with _settled():
        for number in range(decisions + decisions // 10):
            if number == decisions // 10:
                times, spent, start = [], 0.0, perf_counter()
            at += 1.0
            call = hall.call(at)
            began = thread_time()
            matches = engine.wait(call, at)
            chosen = thread_time()
            if matches:
                times.append(chosen - began)
                freed = replace(by_id[matches[0].seat], idle_since=at)
                began += thread_time() - chosen
                engine.free(freed, at)
            else:
                engine.leave(call.call, at)
            spent += thread_time() - began
    return _row(replace(size, waiters=0), callers, times, spent, perf_counter() - start)


def memory(size: Size) -> dict[str, float]:
    """Bytes that the engine holds per seat and per waiting call, their own facts (skills, wishes) included."""
    gc.collect()
    tracemalloc.start()
    try:
        hall = Hall(size, CallerRule.OLDEST)
        engine = RoutingEngine(hall.policy)
        before = tracemalloc.get_traced_memory()[0]
        for seat in hall.seats:
            engine.staff(replace(seat, skills=dict(seat.skills)), 0.0)
        staffed = tracemalloc.get_traced_memory()[0]
        gap = LONGEST_WAIT / size.waiters
        for number in range(size.waiters):
            engine.wait(hall.call(number * gap), number * gap)
        waiting = tracemalloc.get_traced_memory()[0]
    finally:
        tracemalloc.stop()
    return {
        "seats": size.seats,
        "waiters": size.waiters,
        "bytes_per_seat": (staffed - before) / size.seats,
        "bytes_per_waiter": (waiting - staffed) / size.waiters,
    }


def measure(decisions: int, callers: CallerRule = CallerRule.OLDEST) -> dict[str, Any]:
    """All sizes, crowded and quiet; `growth` is the time per decision at the largest over that at the smallest."""
    rows = [crowded(size, callers, decisions) for size in SIZES]
    idle = [quiet(size, callers, decisions) for size in SIZES]
    return {
        "decisions": [asdict(row) for row in rows],
        "quiet": [asdict(row) for row in idle],
        "growth": rows[0].per_second / rows[-1].per_second,
        "quiet_growth": idle[0].per_second / idle[-1].per_second,
        "memory": memory(SIZES[-1]),
    }


def _row(size: Size, callers: CallerRule, times: list[float], spent: float, wall: float) -> Row:
    ordered = sorted(times)
    return Row(
        **asdict(size),
        policy=callers.value,
        decisions=len(times),
        per_second=len(times) / spent,
        wall_per_second=len(times) / wall,
        p50_us=ordered[len(ordered) // 2] * 1e6,
        p99_us=ordered[len(ordered) * 99 // 100] * 1e6,
        max_us=ordered[-1] * 1e6,
    )


@contextmanager
def _settled() -> Iterator[None]:
    """What was built before does not count as garbage to look through, as in a router that has run for a while."""
    gc.collect()
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()
