"""The end of a load run, for people."""

from __future__ import annotations

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from router.load.result import Result, life_row
from router.load.watch import LIMITS
from router.web.masking import mask_number


def show_result(result: Result, console: Console) -> None:
    """Calls, faults, processes, and everything that does not fit."""
    balance = result.balance
    table = Table("outcome", "calls", title="archive", title_justify="left")
    for outcome, count in sorted(balance.outcomes.items()):
        table.add_row(outcome, str(count))
    table.add_section()
    table.add_row("dialled", str(balance.calls))
    console.print(table)
    if result.strikes:
        _show_strikes(result, console)
    _show_lives(result, console)
    for difference in balance.differences:
        console.print(
            f"[red]{difference.call or 'no call'} of {mask_number(difference.number)}: "
            f"{escape('; '.join(difference.wrong))}[/]"
        )
        for name, said in (
            ("phones", difference.phones), ("asterisk", difference.log), ("redis", difference.redis),
            ("archive", difference.archive),
        ):  # fmt: skip
            console.print(f"    {name:9} {escape(said)}")
    for wrong in (*balance.strays, *result.troubles):
        console.print(f"[red]{escape(wrong)}[/]")
    console.print(
        f"{balance.calls} calls in {result.seconds / 60:.1f} min, {result.per_minute:g} a minute, at most "
        f"{result.most_calls} at once; machine {result.busy:.0f} % busy, {result.own:.0f} % with this "
        f"run; {balance.by_log} outcomes from Asterisk's log; seed {result.seed}."
    )
    if result.good:
        console.print("[bold green]Phones, Asterisk, Redis and archive agree on every call.[/]")
    else:
        console.print(f"[bold red]{len(balance.differences)} of {balance.calls} calls differ.[/]")


def _show_strikes(result: Result, console: Console) -> None:
    table = Table("fault", "all well after, s", "next talk after, s", "", title="faults", title_justify="left")
    for hit in result.strikes:
        well = "-" if hit.well_after is None else f"{hit.well_after:.1f}"
        talk = "-" if hit.talk_after is None else f"{hit.talk_after:.1f}"
        table.add_row(hit.fault, well, talk, hit.problem, style="red" if hit.well_after is None else None)
    console.print(table)


def _show_lives(result: Result, console: Console) -> None:
    table = Table(
        "process", "seen for, s", "memory, MB", "slope, MB/h", "limit", "open files", "threads", "",
        title="processes, the longest life of each; the last figures with nobody on the phone", title_justify="left",
    )  # fmt: skip
    for life in result.lives:
        row = life_row(life)
        limit = LIMITS.get(life.name)
        table.add_row(
            life.name, str(row["seconds"]), f"{row['rss_first']} → {row['rss_last']}",
            "-" if row["slope"] is None else str(row["slope"]), "-" if limit is None else f"{limit:.0f}",
            f"{row['files_first']} → {row['files_last']}", f"{row['threads_first']} → {row['threads_last']}",
            row["wrong"], style="red" if row["wrong"] else None,
        )  # fmt: skip
    console.print(table)
