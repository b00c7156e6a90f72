"""How callbacks look in a terminal. Numbers are masked: a terminal is looked at over the shoulder."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from rich.console import Console
from rich.table import Table

from router.domain.call import Call, CallState
from router.web.masking import mask_number

WHY = {"asked": "asked for", "cut_off": "was cut off", "left": "gave up", "outage": "missed in an outage"}


def show_callbacks(owed: Sequence[Call], *, now: float, zone: str, console: Console | None = None) -> None:
    """One a line, with the times of the site's `zone`."""
    out = console or Console(highlight=False)
    if not owed:
        out.print("no callback is owed")
        return
    place = ZoneInfo(zone)
    table = Table(box=None, pad_edge=False, header_style="bold")
    for name in ("call", "queue", "number", "since", "why", "tries", "next"):
        table.add_column(name)
    for call in owed:
        if call.owed is None:
            continue
        since = datetime.fromtimestamp(call.arrived_at, place).strftime("%m-%d %H:%M:%S")
        tries = str(len(call.owed.tried_at))
        why = WHY[call.owed.why.value]
        table.add_row(call.id, call.queue, mask_number(call.owed.number), since, why, tries, _next(call, now, place))
    out.print(table)


def _next(call: Call, now: float, place: ZoneInfo) -> str:
    if call.state is not CallState.OWED or call.owed is None:
        return "is being made"
    if call.owed.not_before <= now:
        return "as soon as a seat is free"
    return datetime.fromtimestamp(call.owed.not_before, place).strftime("%m-%d %H:%M:%S")
