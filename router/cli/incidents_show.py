"""How the incident test is told: tables for people, JSON for programs."""

from __future__ import annotations

import json
import math
from dataclasses import asdict
from typing import Any

from rich.console import Console
from rich.table import Table

from router.simulation.incident_cases import CALLERS
from router.simulation.incident_report import Report


def as_json(report: Report) -> str:
    """The report as JSON; null: never."""
    return json.dumps(_finite(asdict(report)), indent=2, allow_nan=False)


def _finite(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _finite(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_finite(each) for each in value]
    return None if value == math.inf else value


def show(report: Report, took: float) -> None:
    """Print tables."""
    console = Console(highlight=False)
    if not console.is_terminal:
        console = Console(highlight=False, width=140)
    console.print(
        f"{report.months} months of {report.days} days without incidents, {report.calls} calls, seed {report.seed}: "
        f"{len(report.false)} false alarms, [bold]{report.per_month:.2f} in 30 days[/] "
        f"(95 % interval {report.low:.2f} to {report.high:.2f})"
    )
    for seen in report.false:
        console.print(
            f"  day {seen.day:.1f}: {seen.cell}, {seen.callers} callers in {seen.minutes} min, usual {seen.usual:.2f}",
            style="dim",
        )
    table = Table(title=f"{CALLERS} callers about one thing, 18:00 to 23:00: when seen", title_justify="left")
    table.add_column("struck cell")
    for heading in ("incidents", "by the 6th call", "calls p50", "p90", "most", "minutes p50", "p90", "told narrowly"):
        table.add_column(heading, justify="right")
    for each in report.detections:
        if each.name.startswith("0 to"):
            table.add_section()
        table.add_row(
            each.name,
            str(each.incidents),
            f"{each.by_sixth:.1%}",
            *(_cell(value) for value in (each.calls_p50, each.calls_p90, each.calls_max)),
            *(_cell(value) for value in (each.minutes_p50, each.minutes_p90)),
            f"{each.narrow:.0%}",
        )
    console.print(table)
    console.print(
        "Any cell: all topics at places with 1 call an hour at most in the evening, alike. By calls: the same cells in "
        "proportion to their calls. Below: both, by usual calls an hour."
    )
    console.print(f"Told again: {report.again}. False alarms beside the incidents: {report.struck_false}.")
    console.print(f"in {took:.1f} s")


def _cell(value: float) -> str:
    return "never" if value == math.inf else f"{value:.0f}"
