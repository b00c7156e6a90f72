"""Time, from the machine."""

from __future__ import annotations

import time
from typing import Final

JITTER: Final = 0.25
"""Seconds by which the two clocks may drift apart between two looks without it being a step."""


class SystemClock:
    """`router.ports.Clock`: the wall clock, watched by the monotonic one."""

    def __init__(self) -> None:
        self._offset = time.time() - time.monotonic()

    def now(self) -> float:
        return time.time()

    def stepped(self) -> float:
        offset = time.time() - time.monotonic()
        step, self._offset = offset - self._offset, offset
        return step if abs(step) > JITTER else 0.0
