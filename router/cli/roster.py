"""`hotline roster`: who works when, and where somebody is missing."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from router.cli.options import Data, PortBase

app = typer.Typer(help="Who works which shift: check, import, show, change, find gaps.", no_args_is_help=True)

File = Annotated[Path, typer.Argument(metavar="FILE", help="The roster: .yaml, .csv or .xlsx; see docs/shifts.md.")]
Day = Annotated[str | None, typer.Argument(metavar="[DATE]", help="Such as 2026-10-01, `today` or `tomorrow`.")]
On = Annotated[str, typer.Argument(metavar="DATE", help="On which the shift begins.")]
Person = Annotated[str, typer.Argument(metavar="AGENT", help="The agent's number, or a name that only one has.")]
Shift = Annotated[str, typer.Argument(metavar="SHIFT", help="The shift's id or name.")]
Shifts = Annotated[
    Path | None, typer.Option("--shifts", metavar="FILE", help="The shifts file; <data>/roster/shifts.yaml by default.")
]
Author = Annotated[str | None, typer.Option(help="Who says so; this system's user by default.")]
Note = Annotated[str, typer.Option(help="Why; goes on record.")]
EvenSo = Annotated[bool, typer.Option("--even-so", help="Even if somebody rests too little or has too many nights.")]
Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]


@app.command("check")
def check(
    *, file: File, json: Json = False, shifts: Shifts = None, data: Data = None, port_base: PortBase = None
) -> None:
    """Say what is wrong with a roster, line by line. Changes nothing; ends with 1 when something is wrong or short."""
    from router.adapters.files.roster_file import read_roster_file
    from router.cli.roster_json import report_json
    from router.cli.roster_open import open_house, refusing
    from router.cli.roster_show import show_report
    from router.services.check_roster import check_roster

    house = open_house(data, port_base, shifts)
    with refusing():
        report = check_roster(
            read_roster_file(file), calendar=house.calendar, agents=house.bundle.agents, roster=house.roster()
        )
    if json:
        typer.echo(report_json(report, imported=None))
    else:
        show_report(report, imported=None)
    if report.problems or report.short:
        raise typer.Exit(1)


@app.command("import")
def import_(
    *,
    file: File,
    author: Author = None,
    note: Note = "",
    json: Json = False,
    shifts: Shifts = None,
    data: Data = None,
    port_base: PortBase = None,
) -> None:
    """Put a roster in force, in place of what was planned on the dates it names. One wrong line, and nothing is
    imported: ends with 1."""
    from router.adapters.files.roster_file import read_roster_file
    from router.cli.roster_json import report_json
    from router.cli.roster_open import open_house, refusing, signature
    from router.cli.roster_show import show_report
    from router.services.import_roster import import_roster

    house = open_house(data, port_base, shifts)
    with refusing():
        report, done = import_roster(
            house.journal,
            read_roster_file(file),
            signature(author, note),
            calendar=house.calendar,
            agents=house.bundle.agents,
        )
    if json:
        typer.echo(report_json(report, imported=done is not None))
    else:
        show_report(report, imported=done is not None)
    if done is None:
        raise typer.Exit(1)


@app.command("show")
def show(
    *,
    date: Day = None,
    person: Annotated[str | None, typer.Option(metavar="AGENT", help="One agent's month instead of a week.")] = None,
    plot: Annotated[Path | None, typer.Option(metavar="FILE.png", help="Draw the day's heads as well.")] = None,
    json: Json = False,
    shifts: Shifts = None,
    data: Data = None,
    port_base: PortBase = None,
) -> None:
    """Show the week of a date, or one agent's month."""
    from router.cli import roster_json, roster_show
    from router.cli.roster_open import day_of, open_house, refusing
    from router.services.show_roster import show_person, show_week

    house = open_house(data, port_base, shifts)
    with refusing():
        on = day_of(date, house.zone)
        roster = house.roster()
        if person is not None:
            who = house.person(person)
            own = show_person(house.calendar, roster, who, on)
            typer.echo(roster_json.person_json(own)) if json else roster_show.show_person(house, who, own)
        else:
            week = show_week(house.calendar, roster, on)
            typer.echo(roster_json.week_json(house, week)) if json else roster_show.show_week(house, week)
        if plot is not None:
            # Slow to import: only for who asks for a plot.
            from router.cli.roster_plot import plot_day

            plot_day(house, roster, on, plot)
            typer.echo(f"wrote {plot}", err=json)


@app.command("gaps")
def gaps(
    *, date: Day = None, json: Json = False, shifts: Shifts = None, data: Data = None, port_base: PortBase = None
) -> None:
    """Say when too few people are there: on a date, or in the next 24 hours. Ends with 1 when there is a gap."""
    from datetime import UTC, datetime

    from router.cli.roster_json import outlook_json
    from router.cli.roster_open import day_of, open_house, refusing
    from router.cli.roster_show import show_outlook
    from router.services.find_gaps import gaps_ahead, gaps_of_date

    house = open_house(data, port_base, shifts)
    with refusing():
        if date is None:
            found = gaps_ahead(house.calendar, house.roster(), house.people, datetime.now(UTC))
        else:
            found = gaps_of_date(house.calendar, house.roster(), house.people, day_of(date, house.zone))
    if json:
        typer.echo(outlook_json(house, found))
    else:
        show_outlook(house, found)
    if found.gaps:
        raise typer.Exit(1)


@app.command("swap")
def swap(
    *,
    agent: Person,
    date: On,
    shift: Shift,
    other: Annotated[str, typer.Argument(metavar="OTHER", help="The agent to swap with.")],
    other_date: Annotated[str | None, typer.Argument(metavar="[DATE]", help="The same date by default.")] = None,
    other_shift: Annotated[str | None, typer.Argument(metavar="[SHIFT]", help="Their only one by default.")] = None,
    author: Author = None,
    note: Note = "",
    even_so: EvenSo = False,
    json: Json = False,
    shifts: Shifts = None,
    data: Data = None,
    port_base: PortBase = None,
) -> None:
    """Two agents take each other's place."""
    from router.cli.roster_change import change
    from router.cli.roster_open import day_of, open_house, refusing
    from router.domain.shifts.edits import Place, Swap

    house = open_house(data, port_base, shifts)
    with refusing():
        on = day_of(date, house.zone)
        theirs = on if other_date is None else day_of(other_date, house.zone)
        who = house.person(other)
        edit = Swap(
            one=Place(person=house.person(agent), date=on, shift=house.shift(shift)),
            other=Place(person=who, date=theirs, shift=house.shift_of(who, theirs, other_shift)),
        )
        change(house, edit, author=author, note=note, even_so=even_so, json=json)


@app.command("leave")
def leave(
    *,
    agent: Person,
    first: Annotated[str, typer.Argument(metavar="FIRST", help="The first date.")],
    last: Annotated[str | None, typer.Argument(metavar="[LAST]", help="The last date, if it is another.")] = None,
    back: Annotated[bool, typer.Option("--back", help="Take the leave back; the shifts it cost stay away.")] = False,
    author: Author = None,
    note: Note = "",
    json: Json = False,
    shifts: Shifts = None,
    data: Data = None,
    port_base: PortBase = None,
) -> None:
    """An agent is away, and works no shift that begins on these dates."""
    from router.cli.roster_change import change
    from router.cli.roster_open import day_of, open_house, refusing
    from router.domain.shifts.edits import Back, Leave

    house = open_house(data, port_base, shifts)
    with refusing():
        begin = day_of(first, house.zone)
        end = begin if last is None else day_of(last, house.zone)
        edit = (Back if back else Leave)(person=house.person(agent), first=begin, last=end)
        change(house, edit, author=author, note=note, even_so=False, json=json)


@app.command("extra")
def extra(
    *,
    agent: Person,
    date: On,
    shift: Shift,
    role: Annotated[str, typer.Option(help="agent, lead, expert or on_call.")] = "agent",
    author: Author = None,
    note: Note = "",
    even_so: EvenSo = False,
    json: Json = False,
    shifts: Shifts = None,
    data: Data = None,
    port_base: PortBase = None,
) -> None:
    """An agent works one shift more."""
    from router.cli.roster_change import change
    from router.cli.roster_open import day_of, open_house, refusing, role_of
    from router.domain.shifts.edits import Extra, Place

    house = open_house(data, port_base, shifts)
    with refusing():
        place = Place(person=house.person(agent), date=day_of(date, house.zone), shift=house.shift(shift))
        change(house, Extra(place=place, role=role_of(role)), author=author, note=note, even_so=even_so, json=json)


@app.command("log")
def log(
    *,
    lines: Annotated[int, typer.Option("-n", min=1, help="How many edits, the latest last.")] = 20,
    json: Json = False,
    shifts: Shifts = None,
    data: Data = None,
    port_base: PortBase = None,
) -> None:
    """Who changed the roster, when, how and why."""
    from router.cli.roster_json import log_json
    from router.cli.roster_open import open_house, refusing
    from router.cli.roster_show import show_log

    house = open_house(data, port_base, shifts)
    with refusing():
        entries = house.journal.entries()[-lines:]
    if json:
        typer.echo(log_json(entries))
    else:
        show_log(house, entries)
