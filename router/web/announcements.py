"""Which announcements are switched on, as the API needs it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Protocol


@dataclass(frozen=True, kw_only=True)
class Switch:
    """Whether an announcement is on, since when (Unix seconds; None: it never was switched) and by whom."""

    on: bool
    at: float | None
    by: str


OFF: Final = Switch(on=False, at=None, by="")


class Switches(Protocol):
    """Where the switches are kept."""

    async def read(self) -> Mapping[str, Switch]:
        """Announcement to its switch; those never switched are not named."""
        ...

    async def put(self, announcement: str, switch: Switch) -> None:
        """Switch one, the others stay. Raises NotWritten."""
        ...
