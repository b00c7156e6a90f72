"""For trials alone: lets a process believe in another time of day, as after a clock was set by hand.

With `HOTLINE_TRIAL_CLOCK` in its environment, naming a file, `time.time()` is off by the number of seconds that stands
there, looked up again every 100 ms; `time.monotonic()` goes on, as it does when a clock is set. Without the variable
nothing happens. Asterisk, Redis and the kernel keep their time.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final

VARIABLE: Final = "HOTLINE_TRIAL_CLOCK"
LOOK_EVERY: Final = 0.1


def follow_trial_clock() -> None:
    """Called first thing in every process of the product."""
    path = os.environ.get(VARIABLE)
    if path:
        time.time = stepped_time(Path(path), time.time, time.monotonic)


def stepped_time(path: Path, wall: Callable[[], float], steady: Callable[[], float]) -> Callable[[], float]:
    """The wall clock plus what the file says; a file that cannot be read says what it said before."""
    known = [0.0, float("-inf")]

    def now() -> float:
        if steady() - known[1] >= LOOK_EVERY:
            known[:] = [_offset(path, known[0]), steady()]
        return wall() + known[0]

    return now


def _offset(path: Path, former: float) -> float:
    try:
        return float(path.read_text())
    except (OSError, ValueError):
        return former
