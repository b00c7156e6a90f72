"""Which bundle was in force at a time."""

from __future__ import annotations

from collections.abc import Sequence

from router.domain.bundle import Bundle
from router.services.bundle_log import Adoption
from router.services.run_tape import FindBundle


class BundlesThen:
    """Stored bundles by time; each is read once."""

    def __init__(self, adoptions: Sequence[Adoption], current: int | None, find: FindBundle) -> None:
        taken = [adoption for adoption in adoptions if not adoption.failed]
        self._steps = [(adoption.at, adoption.number) for adoption in taken]
        self._first = (taken[0].former or taken[0].number) if taken else current
        self._find = find
        self._known: dict[int, tuple[Bundle | None, str]] = {}

    def at(self, at: float) -> Bundle | None:
        """The one in force at Unix time `at`; None: it is not to be had any more."""
        number = next((number for since, number in reversed(self._steps) if since <= at), self._first)
        return None if number is None else self.find(number)[0]

    def find(self, number: int) -> tuple[Bundle | None, str]:
        """A stored bundle and "", or None and what is wrong with it."""
        if number not in self._known:
            self._known[number] = self._find(number)
        return self._known[number]
