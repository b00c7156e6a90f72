"""The floor: all seats and live calls, and what each event does to them. Pure: event and time in, effects out."""

from router.domain.floor.effects import Effects
from router.domain.floor.floor import Floor

__all__ = ["Effects", "Floor"]
