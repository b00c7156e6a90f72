"""Commands that a node could not carry out: who handles which."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from router.domain import telephony as t
from router.domain.floor import ladders, linking, listening, offers, recording, taking_over
from router.domain.floor.board import Board

FAILED: Final[Mapping[str, Callable[[Board, t.CommandFailed], None]]] = {
    "Record": recording.failed,
    "MuteRecording": recording.failed,
    "ListenTo": listening.failed,
    "StopListeningTo": listening.failed,
    "GiveTalkTo": taking_over.failed,
    "Offer": offers.not_made,
    "CallBack": offers.not_made,
    "PlaceRing": ladders.failed,
    "LinkIn": linking.failed,
    "ConnectRing": ladders.failed,
}
"""By the name of the command."""


def command_failed(floor: Board, event: t.CommandFailed) -> None:
    """A node could not do what it was told."""
    match event.command:
        case "TakeSnapshot" | "UseBundle":
            return floor.look(event.node, offers.RETRY_SECONDS)
        case "MarkDuty":
            floor.duty_told = False
            return None
        case "SendToFallback" | "SendOn" if event.call in floor.calls:
            return floor.timers.set("retry", event.call, floor.now + offers.RETRY_SECONDS)
        case _ if handler := FAILED.get(event.command):
            return handler(floor, event)
    return floor.note(f"command failed: {event.command} {event.reason}")
