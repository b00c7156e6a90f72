"""The end of a demo: what the phones saw of every call against what the archive has."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from router.cli.demo_surge import Surge
from router.cli.demo_surge_show import say_surge
from router.demo.reconcile import Balance, Difference
from router.web.masking import mask_number


@dataclass(frozen=True, kw_only=True)
class Summary:
    """All that is said of a demo once it is over."""

    seed: int
    seconds: float
    """from the first citizen to the last"""
    ready_after: float
    first_talk_after: float | None
    """both: seconds from the command"""
    balance: Balance
    troubles: tuple[str, ...]
    cpu_phones: float
    cpu_copy: float
    """seconds of processor time of the phones with this display, and of the copy with its start"""
    surge: Surge | None = None

    @property
    def good(self) -> bool:
        """Both sides tell the same of every call, and nothing else went wrong."""
        surged = self.surge is None or self.surge.good
        return not self.balance.differences and not self.troubles and surged

    def to_json(self) -> dict[str, Any]:
        found = asdict(self)
        for difference in found["balance"]["differences"]:
            difference["number"] = mask_number(difference["number"])
        return {"good": self.good, **found}


def show_summary(summary: Summary, console: Console) -> None:
    """For people."""
    balance = summary.balance
    table = Table("outcome", "the phones saw", "the archive has", title="calls", title_justify="left")
    for outcome in sorted(balance.seen.keys() | balance.stored.keys()):
        seen, stored = balance.seen.get(outcome, 0), balance.stored.get(outcome, 0)
        table.add_row(outcome, str(seen), str(stored), style=None if seen == stored else "red")
    table.add_section()
    table.add_row("all", str(sum(balance.seen.values())), str(sum(balance.stored.values())))
    console.print(table)
    if balance.others:
        console.print(f"{balance.others} more calls in the archive were not the town's, but yours.")
    for difference in balance.differences:
        console.print(f"[red]{escape(_sentence(difference))}[/]")
    for sentence, good in say_surge(summary.surge) if summary.surge else ():
        console.print(escape(sentence), style=None if good else "red", soft_wrap=True)
    for trouble in summary.troubles:
        console.print(f"[red]{escape(trouble)}[/]")
    first = "no talk" if summary.first_talk_after is None else f"first talk after {summary.first_talk_after:.0f} s"
    console.print(
        f"Ready after {summary.ready_after:.0f} s, {first}; dialled in for {summary.seconds:.0f} s; processor time: "
        f"phones and display {summary.cpu_phones:.0f} s, copy {summary.cpu_copy:.0f} s; seed {summary.seed}."
    )
    if summary.good:
        console.print("[bold green]Phones and archive agree on every call.[/]")


def _sentence(difference: Difference) -> str:
    who = f"{difference.call or 'a call'} of {mask_number(difference.number)}"
    return f"{who}: the phones saw {difference.seen}, the archive: {difference.stored}"
