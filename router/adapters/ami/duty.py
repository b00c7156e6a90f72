"""The fallback's knowledge of who is on duty: one custom device per seat, written only where it differs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from asterisk_conf import names
from router.adapters.ami import actions
from router.adapters.ami.connection import Connection

ON: Final = "NOT_INUSE"
OFF: Final = "UNAVAILABLE"


class Duty:
    """Remembers what Asterisk has. Each write costs Asterisk a row in its database."""

    def __init__(self) -> None:
        self._marked: dict[str, str] = {}
        self._on_call: str | None = None
        """None: nobody knows what Asterisk has"""

    def seen(self, marked: Mapping[str, str]) -> None:
        """Begin again from what a snapshot found: seat to state of its duty device."""
        self._marked, self._on_call = dict(marked), None

    def mark(self, connection: Connection, seats: frozenset[str], on_duty: frozenset[str], on_call: str = "") -> int:
        """Mark the seats, and unmark all others that are known or were marked; the number of those that changed. Leave
        behind the number of the person on call.

        Raises:
            OutcomeUnknown: the connection ended; what Asterisk has is then unknown, and the next mark writes all.
            ActionRefused: Asterisk refused.
        """
        wanted = {seat: ON if seat in on_duty else OFF for seat in seats | on_duty | set(self._marked)}
        changes = {seat: state for seat, state in wanted.items() if self._marked.get(seat) != state}
        self._marked, before = {}, self._marked
        self._on_call, left = None, self._on_call
        marks = [actions.setvar(f"DEVICE_STATE({names.DUTY_DEVICE}{seat})", state) for seat, state in changes.items()]
        # Digits, or nothing: it becomes part of what is dialled.
        number = on_call if on_call.isascii() and on_call.isdigit() else ""
        if number != left:
            marks.append(actions.setvar(names.ON_CALL, number))
        answers = connection.request_many(marks)
        for answer in answers:
            answer.demand()
        self._marked, self._on_call = before | changes, number
        return len(changes)
