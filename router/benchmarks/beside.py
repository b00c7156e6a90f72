"""Runs one measurement on the platform and then on app_queue, each on a copy of its own that is gone afterwards."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from asterisk_conf.runtime import Runtime
from router.benchmarks.hotline_side import hotline_side
from router.benchmarks.queue_side import queue_side
from router.benchmarks.side import APP_QUEUE, HOTLINE, Side
from router.benchmarks.small_house import seat_names, write_house
from router.settings import Settings

T = TypeVar("T")


@dataclass(frozen=True, kw_only=True)
class Bench:
    """What every benchmark is given."""

    runtime: Runtime
    port_base: int
    prompts: Path
    """where the spoken prompts of the first copy are kept for the next: they all speak the same"""
    small: bool = False
    """just enough to see that it works; the figures mean nothing"""
    sides: tuple[str, ...] = (HOTLINE, APP_QUEUE)

    def size(self, full: int, small: int) -> int:
        """How many of something."""
        return small if self.small else full


async def beside(
    bench: Bench, measure: Callable[[Side], Awaitable[T]], *, seats: int, ready: int | None = None
) -> Mapping[str, T]:
    """What was measured, by side, in a house of so many seats, of which the first `ready` are to take calls.

    Raises:
        BenchFailed: a side did not start, or the measurement failed.
    """
    folder = Path(tempfile.mkdtemp(prefix="hotline-bench-"))
    found: dict[str, T] = {}
    try:
        config = write_house(folder / "config", seats)
        own = Settings(data=folder / "hotline", config=config, port_base=bench.port_base, drain_seconds=0.0)
        if bench.prompts.is_dir():
            shutil.copytree(bench.prompts, own.sounds, symlinks=True)
        # Started for app_queue alone, too: its prompts and music are what the platform speaks.
        async with hotline_side(own) as hotline:
            if not bench.prompts.is_dir():
                shutil.copytree(own.sounds, bench.prompts, symlinks=True)
            if HOTLINE in bench.sides:
                found[HOTLINE] = await measure(hotline)
        if APP_QUEUE in bench.sides:
            plain = Settings(data=folder / "plain", config=config, port_base=bench.port_base)
            names = seat_names(seats)
            async with queue_side(
                plain, bench.runtime, sounds=own.sounds, seats=names, ready=seats if ready is None else ready
            ) as queue:
                found[APP_QUEUE] = await measure(queue)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return found
