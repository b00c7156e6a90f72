"""Tells calls from rows of Asterisk's channel event log: no more than who talked, and how it ended. Pure."""

from __future__ import annotations

from collections.abc import Iterable

from router.load.account import Logged
from router.services.cel_facts import CelRow


def tell_logged(rows: Iterable[CelRow]) -> dict[str, Logged]:
    """Call id to what the rows say, oldest row first."""
    calls: dict[str, Logged] = {}
    for row in rows:
        if row.fact == "HotlineBoot":
            for logged in calls.values():
                logged.cut = logged.cut or not logged.ended
            continue
        name = row.values.get("Call") or row.channel_id
        if row.fact == "HotlineArrived":
            calls.setdefault(name, Logged(call=name)).caller = row.values.get("Caller", "")
        logged_call = calls.get(name)
        if logged_call is not None:
            _take(logged_call, row)
    return calls


def _take(logged: Logged, row: CelRow) -> None:
    if logged.ended:
        return  # an agent who answered in the moment in which the citizen left talks to nobody
    if row.fact == "HotlineTalk":
        logged.seats.append(row.values.get("Seat", ""))
        logged.talk_ended = False
    elif row.fact == "HotlineTalkEnd":
        logged.talk_ended = True
    elif row.fact == "HotlineMessage" and row.values.get("Phase") == "left":
        logged.message = True
    elif row.event == "CHAN_END" and row.channel_id == logged.call:
        logged.ended = True
