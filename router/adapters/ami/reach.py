"""Which seats' phones can be reached, from the states of their contacts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

REACHABLE: Final = frozenset({"Reachable", "NonQualified"})
"""NonQualified: it has just registered and was not yet asked, or qualifying is off."""


class Reach:
    """A phone that registers anew brings the new contact before the old one is removed, so contacts are counted."""

    def __init__(self) -> None:
        self._contacts: dict[str, set[str]] = {}

    def reset(self, contacts: Mapping[str, frozenset[str]]) -> None:
        """Begin again from a snapshot: seat to the URIs that answer."""
        self._contacts = {seat: set(uris) for seat, uris in contacts.items()}

    def heard(self, seat: str, uri: str, status: str) -> bool | None:
        """Whether the seat is reachable now, when this changed it; None when it did not."""
        uris = self._contacts.setdefault(seat, set())
        before = bool(uris)
        if status in REACHABLE:
            uris.add(uri)
        else:
            uris.discard(uri)
        return bool(uris) if bool(uris) is not before else None
