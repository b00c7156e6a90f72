"""What was done with bundles, in order: who put which in force, when and why, and what was tried in vain."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, kw_only=True)
class Adoption:
    """One apply, rollback or start that changed, or was to change, which bundle is in force."""

    at: float
    """unix seconds"""
    actor: str
    """`cli`, `token:<name>` or `start`"""
    verb: str
    """apply, rollback or start"""
    number: int
    """the bundle"""
    former: int
    """the one in force before; 0: none"""
    note: str
    failed: str = ""
    """why it was taken back; empty: it is in force"""


class BundleLog(Protocol):
    """Where adoptions are written down."""

    def add(self, adoption: Adoption) -> None:
        """One more. Raises OSError."""
        ...

    def all(self) -> list[Adoption]:
        """Every one that can be read, oldest first."""
        ...
