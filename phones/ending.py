"""How far a call has come, and how it ended."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class CallState(Enum):
    SETUP = "setup"
    """Dialled or ringing, not yet answered."""
    TALKING = "talking"
    """Answered, held or not."""
    ENDED = "ended"
    """Over, whatever the reason."""


@dataclass(frozen=True, kw_only=True)
class Ending:
    """How a call ended."""

    at: float
    by: str
    """`near` (this phone), `far`, or `fault` (nobody answered, the phone died)."""
    how: str
    """`bye`, `cancel`, `reject`, `silence`, `died`."""
    status: int | None = None
    """SIP status, when the call was never answered."""
    reason: str = ""
    """Reason header or reason phrase of the message that ended it."""
