"""How bundles, changes and history look in a terminal."""

from __future__ import annotations

import json as json_text
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from zoneinfo import ZoneInfo

import typer

from router.domain.bundle import Bundle
from router.services.bundle_log import Adoption
from router.services.diff_bundles import diff_bundles
from router.services.say_routing import say_queue

_COUNTED = (
    "lines", "menus", "queues", "skills", "seats", "agents", "hours", "announcements", "topics", "places", "trunks",
    "webhooks", "channels",
)  # fmt: skip


def summary_of(bundle: Bundle) -> str:
    """`2 lines, 7 queues, ...`."""
    return ", ".join(f"{len(getattr(bundle, kind))} {kind}" for kind in _COUNTED if getattr(bundle, kind))


def show_changes(title: str, changes: Sequence[str], *, json: bool) -> None:
    """One sentence a line."""
    if json:
        typer.echo(json_text.dumps({"changes": list(changes)}, ensure_ascii=False, indent=2))
        return
    typer.echo(title if changes else f"{title}: nothing changes")
    for change in changes:
        typer.echo(f"  {change}")


def show_history(adoptions: Sequence[Adoption], current: int | None, *, zone: str, json: bool) -> None:
    """A table, the last one last, with the times of the site's `zone`."""
    if json:
        body = {"in_force": current, "history": [asdict(adoption) for adoption in adoptions]}
        typer.echo(json_text.dumps(body, ensure_ascii=False, indent=2))
        return
    from rich.console import Console
    from rich.markup import escape
    from rich.table import Table

    table = Table(box=None, pad_edge=False)
    for name in ("when", "bundle", "before", "what", "who", "note"):
        table.add_column(name, justify="right" if name in {"bundle", "before"} else "left")
    for adoption in adoptions:
        number = f"{adoption.number}" + (" ✗" if adoption.failed else "")
        note = escape(adoption.note) + (f" [red](taken back: {escape(adoption.failed)})[/]" if adoption.failed else "")
        table.add_row(
            _when(adoption.at, zone), number, str(adoption.former or "-"), adoption.verb, escape(adoption.actor), note
        )
    console = Console(highlight=False)
    if not console.is_terminal:
        console = Console(highlight=False, width=200)
    console.print(table)
    typer.echo(f"bundle {current} is in force" if current is not None else "no bundle is in force")


def show_bundle(bundle: Bundle, last: Adoption | None, former: Bundle | None, *, in_force: bool) -> None:
    """What it holds, who put it in force, what that changed."""
    typer.echo(f"bundle {bundle.number}{', in force' if in_force else ''}: {summary_of(bundle)}")
    if last is not None:
        typer.echo(f"{last.verb} by {last.actor}, {_when(last.at, bundle.site.timezone)}: {last.note}")
        if last.failed:
            typer.echo(f"taken back: {last.failed}")
    for line in bundle.lines.values():
        where = f"menu {line.menu}, then queue {line.queue}" if line.menu else f"queue {line.queue}"
        typer.echo(f"  line {line.number} {line.name}: {where}")
    for queue in bundle.queues.values():
        asked = ", ".join(f"{skill} >= {level}" for skill, level in queue.skills.items()) or "anybody"
        typer.echo(f"  queue {queue.id} {queue.name}: {asked}; wrap-up {queue.wrap_up_seconds} s")
        for words in say_queue(queue):
            typer.echo(f"    {words}")
    if former is not None:
        typer.echo(f"changes against bundle {former.number}:")
        for change in diff_bundles(former, bundle):
            typer.echo(f"  {change}")


def _when(at: float, zone: str) -> str:
    return datetime.fromtimestamp(at, ZoneInfo(zone)).strftime("%Y-%m-%d %H:%M:%S")
