"""How rosters are told to people: tables and sentences."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from router.domain.shifts.days import Day, DayKind
from router.domain.shifts.edits import Entry
from router.domain.shifts.role import Role
from router.domain.shifts.roster import Absence, Assignment
from router.services.check_roster import Report
from router.services.edit_roster import Edited
from router.services.find_gaps import Outlook
from router.services.say_edit import say_edit
from router.services.show_roster import Days, OwnShift

if TYPE_CHECKING:
    from router.services.roster_house import RosterHouse

WIDTH = 100
MOST_LINES = 200


def show_report(report: Report, *, imported: bool | None) -> None:
    """Say what is wrong, then the whole in one line."""
    console = _console()
    _lines(console, [str(problem) for problem in report.problems])
    _lines(console, [f"short: {finding}" for finding in report.short])
    _warn(console, report.warnings)
    edit = report.edit
    total = f"{_many(len(edit.assignments), 'assignment')} on {_many(len(edit.dates), 'date')}"
    if report.problems:
        wrong = "1 line is wrong" if len(report.problems) == 1 else f"{len(report.problems)} lines are wrong"
        console.print(f"{wrong}; {'nothing was imported' if imported is False else 'it cannot be imported'}")
    elif imported:
        console.print(f"imported: {total}")
    else:
        console.print(f"good: {total}" if not report.short else f"{total}; {len(report.short)} short")


def show_week(house: RosterHouse, week: Days) -> None:
    """A line per person, a column per day; below, how many are in the house."""
    console = _console()
    first, last = week.days[0].date, week.days[-1].date
    table = _week_table(f"Roster from {first} to {last}", "agent", week.days)
    for person, cells in week.cells.items():
        row = [
            _cell(house, cell) if cell else "leave" if Absence(date=day.date, person=person) in week.away else ""
            for day, cell in zip(week.days, cells, strict=True)
        ]
        table.add_row(Text(house.name(person)), *(Text(text) for text in row))
    heads = _week_table("In the house", "shift", week.days)
    for shift, counts in week.heads.items():
        heads.add_row(Text(_shift_name(house, shift)), *(str(number or "-") for number in counts))
    if week.cells:
        console.print(table)
    else:
        console.print(f"nobody is planned from {first} to {last}")
    console.print(heads)
    _warn(console, week.warnings)


def show_person(house: RosterHouse, person: str, own: Sequence[OwnShift]) -> None:
    """One line per shift, then the sums."""
    console = _console()
    if not own:
        console.print(Text(f"{house.name(person)} works nothing that month"))
        return
    table = Table(title=Text(house.name(person)), title_justify="left", box=box.SIMPLE_HEAD)
    for heading in ("date", "day", "shift", "role", "from", "to"):
        table.add_column(heading)
    table.add_column("hours", justify="right")
    for each in own:
        table.add_row(
            str(each.date),
            f"{each.date:%a} {_kind(house.calendar.days.day(each.date))}".strip(),
            Text(_shift_name(house, each.shift)),
            each.role,
            f"{each.start:%H:%M}",
            f"{each.end:%H:%M}",
            f"{each.hours:g}",
        )
    console.print(table)
    nights = sum(each.night and each.role is not Role.ON_CALL for each in own)
    hours = sum(each.hours for each in own if each.role is not Role.ON_CALL)
    console.print(f"{_many(len(own), 'shift')}, {_many(nights, 'night')}, {hours:g} hours at work")


def show_outlook(house: RosterHouse, found: Outlook) -> None:
    """A sentence per gap."""
    console = _console()
    start, end = (at.astimezone(house.zone) for at in (found.window.start, found.window.end))
    console.print(f"from {start:%Y-%m-%d %H:%M} to {end:%Y-%m-%d %H:%M}")
    for sentence in found.sentences:
        console.print(Text(sentence))
    if not found.gaps:
        console.print("no gaps")
    _warn(console, found.warnings)


def show_edited(done: Edited) -> None:
    """What is on record, and what is amiss since then."""
    console = _console()
    for finding in done.findings:
        console.print(Text(f"{finding.weight}: {finding}"), soft_wrap=True)
    console.print(Text(f"on record as {done.entry.number}: {say_edit(done.entry.edit)}"))


def show_log(house: RosterHouse, entries: Iterable[Entry]) -> None:
    """A line per edit."""
    console = _console()
    for entry in entries:
        at = entry.at.astimezone(house.zone)
        note = f" ({entry.note})" if entry.note else ""
        text = f"{entry.number} {at:%Y-%m-%d %H:%M:%S} {entry.author}: {say_edit(entry.edit)}{note}"
        console.print(Text(text), soft_wrap=True)


def _week_table(title: str, heading: str, days: Sequence[Day]) -> Table:
    table = Table(title=title, title_justify="left", box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0))
    table.add_column(heading, max_width=16, overflow="fold")
    for day in days:
        table.add_column(f"{day.date:%a %d}\n{_kind(day)}", max_width=10, min_width=6, overflow="fold")
    return table


def _kind(day: Day) -> str:
    """An ordinary day is not worth a word."""
    return "" if day.kind is DayKind.WORKING else day.kind.value


def _cell(house: RosterHouse, cell: Iterable[Assignment]) -> str:
    return "\n".join(
        _shift_name(house, each.shift) + ("" if each.role is Role.AGENT else f" {each.role}") for each in cell
    )


def _shift_name(house: RosterHouse, shift: str) -> str:
    found = house.calendar.plan.shifts.get(shift)
    return found.name if found else shift


def _many(number: int, word: str) -> str:
    return f"1 {word}" if number == 1 else f"{number:,} {word}s"


def _lines(console: Console, lines: Sequence[str]) -> None:
    for line in lines[:MOST_LINES]:
        console.print(Text(line), soft_wrap=True)
    if len(lines) > MOST_LINES:
        console.print(f"... and {len(lines) - MOST_LINES} more")


def _warn(console: Console, warnings: Iterable[str]) -> None:
    for warning in warnings:
        console.print(Text(f"warning: {warning}"), soft_wrap=True)


def _console() -> Console:
    console = Console(highlight=False)
    return console if console.is_terminal else Console(highlight=False, width=WIDTH)
