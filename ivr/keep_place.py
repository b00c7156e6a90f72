"""A caller calls again who is owed a callback: the place may be used now."""

from __future__ import annotations

from typing import Final

from ivr.catalogue.callbacks import PLACE_KEPT
from ivr.channel import Channel

YES: Final = "1"
KEY_SECONDS: Final = 3.0


def uses_place(channel: Channel) -> bool:
    """Whether who calls wants the place that is kept for this number. Offices share one: whoever presses nothing, or
    another key, is somebody else, and that callback stays owed."""
    return (channel.play(PLACE_KEPT) or channel.key(KEY_SECONDS)) == YES
