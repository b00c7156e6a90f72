"""How availability is told to people: a sentence per skill, with a table of the seats and the hours ahead."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from router.web.models_availability import Availability, GapView, SkillView

WIDTH: Final = 100
HOURS: Final = (0, 1, 2, 4, 8, 12, 18)
"""hours ahead of which the table shows the heads; all 48 half hours are in `--json`"""


def show_availability(found: Availability) -> None:
    """Times are those of this machine."""
    console = Console(highlight=False)
    console = console if console.is_terminal else Console(highlight=False, width=WIDTH)
    if found.at is None:
        console.print("the router has not told yet who is there; look again in a few seconds")
        return
    console.print(_table(found))
    for skill in found.skills:
        console.print(Text(sentence(skill, [gap for gap in found.gaps if gap.of == skill.skill])))
    for gap in found.gaps:
        if gap.of not in {skill.skill for skill in found.skills}:
            console.print(Text(f"{gap.of}: {_gap(gap)}"))
    for missing in found.missing:
        console.print(Text(f"missing: agent {missing.agent}, {missing.shift}"))
    if found.heads_since is None:
        console.print("there is no roster: nothing is known of the hours ahead")


def sentence(skill: SkillView, gaps: list[GapView]) -> str:
    """`legal: 3 ready, 5 talking; gap 02:00 to 04:00 (1 of 2)`"""
    there = f"{skill.skill or 'everybody'}: {skill.ready} ready, {skill.talking} talking"
    return "; ".join([there, *(_gap(gap) for gap in gaps)])


def _gap(gap: GapView) -> str:
    return f"gap {_clock(gap.since)} to {_clock(gap.until)} ({gap.have} of {gap.need})"


def _clock(at: datetime) -> str:
    return f"{at.astimezone():%H:%M}"


def _table(found: Availability) -> Table:
    table = Table(box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0))
    table.add_column("skill")
    table.add_column("level", justify="right")
    for heading in ("ready", "talking", "wrap-up", "not ready", "signed off"):
        table.add_column(heading, justify="right")
    since = found.heads_since
    for hours in HOURS if since else ():
        table.add_column(_clock(since + timedelta(hours=hours)) if since else "", justify="right")
    for skill in found.skills:
        for number, level in enumerate(skill.levels):
            first = number == 0
            numbers = (level.ready, level.talking, level.wrap_up, level.not_ready, level.signed_off)
            ahead = [str(skill.heads[2 * hours]) if first and skill.heads else "" for hours in HOURS] if since else []
            name = (skill.name or skill.skill or "everybody") if first else ""
            table.add_row(Text(name), str(level.level or ""), *(str(number or "-") for number in numbers), *ahead)
    return table
