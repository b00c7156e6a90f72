"""How climbed ladders look in a terminal. Numbers are masked: a terminal is looked at over the shoulder."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any, Final
from urllib.parse import quote
from zoneinfo import ZoneInfo

from rich.console import Console
from rich.table import Table

from router.cli.ask_api import ask_api
from router.settings import Settings
from router.web.masking import mask_number

MOST: Final = 100
ABOUT: Final = {
    "waiting": "a caller waits in queue {subject}",
    "help": "help is asked for in queue {subject}",
    "nobody": "nobody is signed on",
    "part_down": "{subject} is not well",
    "incident": "incident {subject}",
}
CAME_TO: Final = {
    "connected": "{person} talks with the caller",
    "acknowledged": "taken by {person}",
    "cause_over": "the cause is over",
    "withdrawn": "withdrawn by another configuration",
}


def read_escalations(settings: Settings, *, since: float, going_on: bool) -> list[dict[str, Any]]:
    """As `GET /v1/escalations` gives them, newest first, begun at Unix time `since` or later, the newest 100.

    Raises:
        ApiAway, ApiRefused.
    """
    span = quote(datetime.fromtimestamp(since, UTC).isoformat())
    which = "&open=true" if going_on else ""
    answer = ask_api(settings, "GET", f"/v1/escalations?since={span}&limit={MOST}{which}")
    found: list[dict[str, Any]] = answer["escalations"]
    return found


def show_escalations(found: Sequence[dict[str, Any]], *, zone: str, console: Console | None = None) -> None:
    """A heading each, and a line for each ring, with the times of the site's `zone`."""
    out = console or Console(highlight=False)
    if not found:
        out.print("no ladder was climbed")
    for one in found:
        about = ABOUT.get(one["trigger"], "{trigger} {subject}").format(**one)
        out.print(f"[bold]{_clock(one['began_at'], zone)}[/] ladder {one['ladder']}: {about}; {_state(one)}")
        if one["rings"]:
            out.print(_rings(one["rings"], zone))


def _state(one: dict[str, Any]) -> str:
    if one["end"]:
        return CAME_TO.get(str(one["end"]), str(one["end"])).format(person=one["person"] or "nobody")
    if one["person"]:
        return f"taken by {one['person']}"
    return f"round {one['round']}, goes on" + ("; every channel was told" if one["alarmed"] else "")


def _rings(rings: Sequence[dict[str, Any]], zone: str) -> Table:
    table = Table(box=None, pad_edge=False, show_header=False)
    for ring in rings:
        where = f"seat {ring['seat']}" if ring["seat"] else mask_number(ring["number"])
        seconds = f"{ring['seconds']:.0f} s" if ring["seconds"] is not None else ""
        key = f"key {ring['key']}" if ring["key"] else "answered, no key" if ring["answered_at"] else ""
        end = ring["end"].replace("_", " ") or "rings"
        table.add_row("  " + _clock(ring["at"], zone), ring["person"], where, end, key, seconds)
    return table


def _clock(at: str, zone: str) -> str:
    return datetime.fromisoformat(at).astimezone(ZoneInfo(zone)).strftime("%m-%d %H:%M:%S")
