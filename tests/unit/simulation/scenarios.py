"""Small scenarios for tests."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from router.simulation.draw_day import DayCalls
from router.simulation.duration import Constant, Exponential
from router.simulation.scenario import CallType, Group, Scenario


def kind(name: str = "general", periods: int = 1, **changes: Any) -> CallType:
    usual = CallType(name=name, per_minute=(1.0,) * periods, handling=(Constant(mean_s=60.0),) * periods)
    return replace(usual, **changes)


def busy(name: str, periods: int = 1, **changes: Any) -> CallType:
    """A type with random times and impatient callers."""
    usual: dict[str, Any] = {
        "per_minute": (1.0,) * periods,
        "handling": (Exponential(mean_s=120.0),) * periods,
        "patience": (Exponential(mean_s=90.0),) * periods,
    }
    return kind(name, periods, **{**usual, **changes})


def scenario(**changes: Any) -> Scenario:
    usual = Scenario(name="small", periods=(600.0,), types=(kind(),), groups=(Group(name="desk", heads=(1,)),))
    return replace(usual, **changes)


def calls(*rows: tuple[float, float, float], kinds: tuple[int, ...] = (), periods: tuple[int, ...] = ()) -> DayCalls:
    """Calls as (arrival, handling, patience), all in seconds."""
    arrival, handling, patience = (np.asarray(column, dtype=float) for column in zip(*rows, strict=True))
    return DayCalls(
        arrival=arrival,
        kind=np.asarray(kinds or (0,) * len(rows)),
        period=np.asarray(periods or (0,) * len(rows)),
        handling=handling,
        patience=patience,
    )
