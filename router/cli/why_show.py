"""How a call's story is told: lines for people, JSON for programs."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from router.services.why_call import Step, Story

_STYLES: Final = {"decided": "bold", "undecided": "yellow", "fell_back": "yellow", "passed_on": "cyan", "ended": "bold"}


def as_json(story: Story) -> str:
    """The story as JSON; times are Unix seconds, null: not on record."""
    return json.dumps(asdict(story), ensure_ascii=False, indent=1)


def show(story: Story, zone: ZoneInfo) -> None:
    """Print it: a table on a terminal, a line for each step elsewhere."""
    console = Console(highlight=False)
    first = next((step.at for step in story.steps if step.at is not None), None)
    day = "" if first is None else f"  {datetime.fromtimestamp(first, zone):%F}"
    if not console.is_terminal:
        console.print(Text(f"{story.call}{day}"), soft_wrap=True)
        for step in story.steps:
            console.print(Text(f"{_clock(step, zone)}  {step.text}"), soft_wrap=True)
            for line in step.details:
                console.print(Text(f"          - {line}"), soft_wrap=True)
        return
    table = Table.grid(padding=(0, 2))
    table.add_column(style="dim", no_wrap=True)
    table.add_column()
    for step in story.steps:
        table.add_row(_clock(step, zone), Text(step.text, style=_STYLES.get(step.kind, "")))
        for line in step.details:
            table.add_row("", Padding(Text(line, style="dim"), (0, 0, 0, 2)))
    console.print(Text(f"{story.call}{day}", style="bold"))
    console.print(table)


def _clock(step: Step, zone: ZoneInfo) -> str:
    return " " * 8 if step.at is None else f"{datetime.fromtimestamp(step.at, zone):%T}"
