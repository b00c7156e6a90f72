"""How a simulation's result is told: tables for people, JSON for programs."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import fields
from typing import Any

from rich.console import Console
from rich.table import Table

from router.simulation.intervals import Estimate
from router.simulation.result import Figures, Result

_COLUMNS: Mapping[str, tuple[str, str]] = {
    "arrivals": ("arrivals", "{:.1f}"),
    "served": ("served", "{:.1f}"),
    "abandoned": ("abandoned", "{:.1f}"),
    "blocked": ("blocked", "{:.1f}"),
    "share_within": ("within threshold", "{:.1%}"),
    "mean_wait_s": ("mean wait s", "{:.1f}"),
    "p95_wait_s": ("p95 wait s", "{:.1f}"),
}
"""Figures to show: heading, format."""


def as_json(result: Result) -> str:
    """The result as JSON: every number with its mean and interval."""
    errors = result.expected_wait
    return json.dumps(
        {
            "scenario": result.scenario.name,
            "policy": result.policy,
            "days": result.days,
            "seed": result.seed,
            "level": 0.95,
            "total": _figures(result.total),
            "by_type": {name: _figures(found) for name, found in result.by_type.items()},
            "by_type_period": {
                name: [_figures(found) for found in periods] for name, periods in result.by_type_period.items()
            },
            "by_period": [_figures(found) for found in result.by_period],
            "groups": {name: {"occupancy": _estimate(found)} for name, found in result.occupancy.items()},
            "expected_wait": {
                "calls": errors.calls,
                "median_absolute_error_s": errors.engine_s,
                "naive_median_absolute_error_s": errors.naive_s,
            },
        },
        ensure_ascii=False,
        indent=2,
        allow_nan=False,
    )


def show(result: Result, took: float) -> None:
    """Print tables."""
    console = Console(highlight=False)
    if not console.is_terminal:
        console = Console(highlight=False, width=180)
    scenario = result.scenario
    days = "1 day" if result.days == 1 else f"{result.days} days"
    console.print(f"{scenario.name}: {days}, seed {result.seed}, policy {result.policy}; 95 % intervals over days\n")
    table = Table(title="Calls per day", title_justify="left")
    table.add_column("type")
    for heading, _ in _COLUMNS.values():
        table.add_column(heading, justify="right")
    for name, found in result.by_type.items():
        table.add_row(name, *_cells(found))
    table.add_section()
    table.add_row("all", *_cells(result.total))
    console.print(table)
    periods = Table(title="By period of arrival", title_justify="left")
    periods.add_column("from")
    for heading, _ in _COLUMNS.values():
        periods.add_column(heading, justify="right")
    for start, found in zip(scenario.starts, result.by_period, strict=True):
        periods.add_row(scenario.clock(start), *_cells(found))
    console.print(periods)
    groups = Table(title="Groups", title_justify="left")
    groups.add_column("group")
    groups.add_column("occupied", justify="right")
    for name, occupied in result.occupancy.items():
        groups.add_row(name, _cell(occupied, "{:.1%}"))
    groups.add_section()
    groups.add_row("all", _cell(result.all_groups, "{:.1%}"))
    console.print(groups)
    errors = result.expected_wait
    if errors.engine_s is not None and errors.naive_s is not None:
        console.print(
            f"Expected wait told to {errors.calls} waiting callers who were answered: median absolute error "
            f"{errors.engine_s:.1f} s (naive: {errors.naive_s:.1f} s)"
        )
    console.print(f"in {took:.1f} s")


def _cells(found: Figures) -> list[str]:
    return [_cell(getattr(found, name), form) for name, (_, form) in _COLUMNS.items()]


def _cell(found: Estimate, form: str) -> str:
    if found.mean is None:
        return "-"
    text = form.format(found.mean)
    if found.low is None or found.high is None:
        return text
    return f"{text} [dim]{form.format(found.low)}-{form.format(found.high)}[/]"


def _figures(found: Figures) -> dict[str, Any]:
    return {field.name: _estimate(getattr(found, field.name)) for field in fields(found)}


def _estimate(found: Estimate) -> dict[str, float | None]:
    return {"mean": found.mean, "low": found.low, "high": found.high}
