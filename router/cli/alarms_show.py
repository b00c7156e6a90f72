"""How alarms look in a terminal."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from rich.console import Console
from rich.table import Table
from rich.text import Text

COLOURS = {"urgent": "bold red", "warning": "yellow", "info": "dim"}


def show_alarms(rows: Sequence[dict[str, Any]], *, zone: str, console: Console | None = None) -> None:
    """One a line, with the times of the site's `zone`."""
    out = console or Console(highlight=False)
    if not out.is_terminal and console is None:
        out = Console(highlight=False, width=200)
    if not rows:
        out.print("no alarm is on record")
        return
    place = ZoneInfo(zone)
    table = Table(box=None, pad_edge=False, header_style="bold")
    for name in ("when", "severity", "code", "about", "told", "what"):
        table.add_column(name)
    for row in rows:
        when = datetime.fromtimestamp(row["at"], place).strftime("%Y-%m-%d %H:%M:%S")
        severity = Text(row["severity"], style=COLOURS[row["severity"]])
        told = _told(row["told"], place)
        table.add_row(when, severity, Text(row["code"]), Text(row["subject"]), Text(told), Text(row["text"]))
    out.print(table)


def _told(told: dict[str, float] | None, zone: ZoneInfo) -> str:
    if told is None:
        return "?"
    times = (f"{name} {datetime.fromtimestamp(at, zone).strftime('%H:%M:%S')}" for name, at in told.items())
    return ", ".join(times) or "nobody"
