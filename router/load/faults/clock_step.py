"""The wall clock is set an hour ahead, an hour behind, and right again."""

from __future__ import annotations

import os
from pathlib import Path

from router.load.faults.stage import Fault, NotPossible, Stage, wait
from router.trial_clock import VARIABLE

HOUR = 3600.0
STEP_SECONDS = 15.0


async def _strike(stage: Stage) -> None:
    named = os.environ.get(VARIABLE)
    if not named:
        raise NotPossible(f"the copy was started without {VARIABLE}")
    path = Path(named)
    try:
        for offset in (HOUR, -HOUR):
            _set(path, offset)
            await wait(STEP_SECONDS)
    finally:
        _set(path, 0.0)


def _set(path: Path, offset: float) -> None:
    """In one step: a reader finds the old number or the new one."""
    spare = path.with_suffix(".new")
    spare.write_text(str(offset))
    spare.replace(path)


CLOCK_STEP = Fault(name="clock-step", strike=_strike)
