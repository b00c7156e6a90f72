"""What citizens listen for when a callback is offered."""

from __future__ import annotations

from typing import Protocol

from phones.likeness import KnownWords


class Prompts(Protocol):
    """Each by the caller's language; None: the hotline does not have it."""

    def offer(self, key: str, language: str) -> KnownWords | None:
        """That a callback may be had by this key."""
        ...

    def number_is(self, language: str) -> KnownWords | None:
        """A number is read back from here on."""
        ...

    def type_number(self, language: str) -> KnownWords | None:
        """Another number may be typed."""
        ...

    def place_kept(self, language: str) -> KnownWords | None:
        """Who calls again may go on at the old place."""
        ...

    def thanks(self, language: str) -> KnownWords | None:
        """It is promised."""
        ...
