"""How telling the channels goes, as others see it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from router.domain.alarms.basket import Basket, Raised


@dataclass(frozen=True, kw_only=True)
class Told:
    """One message that a channel took."""

    at: float
    """Unix seconds"""
    channel: str
    ids: tuple[str, ...]
    """of the alarms in it, `Raised.id`"""


class ChannelStates(Protocol):
    """Where it is kept."""

    async def read(self) -> Mapping[str, Basket]:
        """Channel to its state; not there: nobody began. Raises StateLost."""
        ...


class LateAlarms(Protocol):
    """Alarms that the archive alone knows: whoever raised them does not speak to the feed."""

    async def last_alarm(self) -> int:
        """Row of the newest alarm, 0 when there is none. Raises ArchiveAway."""
        ...

    async def alarms_beyond(self, row: int) -> Sequence[tuple[int, Raised]]:
        """Such alarms above a row, with their rows, oldest first, some at a time. Raises ArchiveAway."""
        ...
