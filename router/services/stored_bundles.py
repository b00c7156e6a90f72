"""Where compiled bundles are kept."""

from __future__ import annotations

from typing import Protocol

from router.domain.bundle import Bundle
from router.services.config_sources import Sources, Wanted


class StoredBundles(Protocol):
    """Bundles by number, never changed once stored; one of them is in force."""

    def numbers(self) -> list[int]:
        """Numbers of all stored bundles, newest first."""
        ...

    def find(self, number: int) -> tuple[Bundle | None, str]:
        """A stored bundle and "", or None and what is wrong with it."""
        ...

    def sources(self, number: int) -> Sources | None:
        """What a bundle was compiled from; None when that was not kept."""
        ...

    def keep(self, wanted: Wanted) -> Bundle:
        """Store a configuration: its bundle, with a number now, its sources and its sound files.

        The same content keeps its number. Raises OSError.
        """
        ...

    def current(self) -> int | None:
        """The number in force."""
        ...

    def set_current(self, number: int) -> None:
        """Put a stored bundle in force. Raises OSError."""
        ...
