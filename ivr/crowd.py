"""How many callers there are."""

from __future__ import annotations

from typing import Protocol


class Crowd(Protocol):
    """Counts of this moment. A caller who is being asked about counts as a call, and does not wait yet."""

    def calls(self, line: str) -> int:
        """Calls on a line, this one with them."""
        ...

    def waiting(self, queue: str) -> int:
        """Callers who wait in a queue."""
        ...

    def waiting_line(self, line: str) -> int:
        """Callers of a line who wait, in whatever queue."""
        ...
