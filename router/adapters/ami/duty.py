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

    def seen(self, marked: Mapping[str, str]) -> None:
        """Begin again from what a snapshot found: seat to state of its duty device."""
        self._marked = dict(marked)

    def mark(self, connection: Connection, seats: frozenset[str], on_duty: frozenset[str]) -> int:
        """Mark the seats, and unmark all others that are known or were marked; the number of those that changed.

        Raises:
            OutcomeUnknown: the connection ended; what Asterisk has is then unknown, and the next mark writes all.
            ActionRefused: Asterisk refused.
        """
        wanted = {seat: ON if seat in on_duty else OFF for seat in seats | on_duty | set(self._marked)}
        changes = {seat: state for seat, state in wanted.items() if self._marked.get(seat) != state}
        self._marked, before = {}, self._marked
        answers = connection.request_many(
            [actions.setvar(f"DEVICE_STATE({names.DUTY_DEVICE}{seat})", state) for seat, state in changes.items()]
        )
        for answer in answers:
            answer.demand()
        self._marked = before | changes
        return len(changes)
