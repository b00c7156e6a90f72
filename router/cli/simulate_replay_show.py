"""How a replay is told: actual beside simulated, with the difference."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any, Final

from rich.console import Console
from rich.table import Table

from router.simulation.replay_figures import Compared, Comparison, Figures
from router.simulation.replay_history import History

_COLUMNS: Final[Mapping[str, tuple[str, str]]] = {
    "served": ("served", "{:.1f}"),
    "abandoned": ("abandoned", "{:.1f}"),
    "other": ("other", "{:.1f}"),
    "share_within": ("within target", "{:.1%}"),
    "mean_wait_s": ("mean wait s", "{:.1f}"),
    "p95_wait_s": ("p95 wait s", "{:.1f}"),
}
"""Figures to show: heading, format."""
_COUNTS: Final = ("served", "abandoned", "other")


def as_json(history: History, found: Comparison, *, policy: str, runs: int, seed: int) -> str:
    """All of it as JSON; what does not exist is null."""
    return json.dumps(
        {
            "history": history.name,
            "policy": policy,
            "runs": runs,
            "seed": seed,
            "total": _json(found.total),
            "by_queue": {name: _json(each) for name, each in found.by_queue.items()},
            "by_hour": [
                {"from": datetime.fromtimestamp(at, history.zone).isoformat(), **_json(each)}
                for at, each in found.by_hour
            ],
            "open_ended": history.open_ended,
            "notes": history.notes,
        },
        ensure_ascii=False,
        indent=2,
        allow_nan=False,
    )


def show(history: History, found: Comparison, *, policy: str, runs: int, seed: int, took: float) -> None:
    """Print a table."""
    console = Console(highlight=False)
    if not console.is_terminal:
        console = Console(highlight=False, width=150)
    console.print(
        f"{history.name}: {runs} {'run' if runs == 1 else 'runs'}, seed {seed}, policy {policy}\n", markup=False
    )
    table = Table(title="Actual and simulated; in brackets the least and the most of a run", title_justify="left")
    table.add_column("queue")
    table.add_column("calls", justify="right")
    table.add_column("")
    for heading, _ in _COLUMNS.values():
        table.add_column(heading, justify="right")
    for name, each in [*found.by_queue.items(), ("all", found.total)]:
        if name == "all":
            table.add_section()
        calls = f"{each.simulated.arrivals:.0f}"
        if each.actual is not None:
            table.add_row(name, calls, "actual", *_cells(each.actual))
        first = (name, calls) if each.actual is None else ("", "")
        table.add_row(*first, "simulated", *_simulated(each))
        if each.actual is not None:
            table.add_row("", "", "[dim]difference[/]", *_differences(each))
    console.print(table)
    if found.total.actual is None:
        console.print("There is nothing to compare with: no call has `waited_seconds` and `answered`.")
    elif history.open_ended:
        console.print(f"Note: calls of which it is not known how they ended count as other: {history.open_ended}")
    for note in history.notes:
        console.print(f"Note: {note}", markup=False)
    console.print(f"in {took:.1f} s")


def _cells(figures: Figures) -> list[str]:
    # Of what was, counts are whole.
    values = ((getattr(figures, name), "{:.0f}" if name in _COUNTS else form) for name, (_, form) in _COLUMNS.items())
    return ["-" if value is None else form.format(value) for value, form in values]


def _simulated(each: Compared) -> list[str]:
    cells = []
    for name, (_, form) in _COLUMNS.items():
        value = getattr(each.simulated, name)
        values = [one for run in each.each if (one := getattr(run, name)) is not None]
        text = "-" if value is None else form.format(value)
        if len(each.each) > 1 and values and min(values) != max(values):
            text += f" [dim]({form.format(min(values))}-{form.format(max(values))})[/]"
        cells.append(text)
    return cells


def _differences(each: Compared) -> list[str]:
    texts = []
    for name, (_, form) in _COLUMNS.items():
        value = difference(each, name)
        texts.append("-" if value is None else f"[dim]{form.replace(':', ':+').format(value)}[/]")
    return texts


def difference(each: Compared, name: str) -> float | None:
    """Simulated less actual; None when one of them does not exist."""
    actual = None if each.actual is None else getattr(each.actual, name)
    simulated = getattr(each.simulated, name)
    return None if actual is None or simulated is None else simulated - actual


def _json(each: Compared) -> dict[str, Any]:
    return {
        "actual": None if each.actual is None else asdict(each.actual),
        "simulated": asdict(each.simulated),
        "difference": {name: difference(each, name) for name in _COLUMNS},
        "runs": [asdict(run) for run in each.each],
    }
