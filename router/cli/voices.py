"""What `up` says about an Asterisk that loses voices."""

from __future__ import annotations

from asterisk_conf.runtime import Runtime
from asterisk_conf.selftest import UnknownBinary, detect_voice_trap

DROPS = (
    "This Asterisk drops voice packets that look late by their number; each talk is recorded anew on the agent's side, "
    "so both voices are kept. Not covered: a phone that begins a new stream within a talk "
    "(docs/decisions/0002-recording-on-the-seat-leg.md)"
)
UNKNOWN = (
    "It could not be told whether this Asterisk drops voice packets; each talk is recorded anew on the agent's side, "
    "which keeps both voices either way (docs/decisions/0002-recording-on-the-seat-leg.md)"
)


def tell_voices(runtime: Runtime) -> str:
    """One sentence for people; empty when there is nothing to say."""
    try:
        return DROPS if detect_voice_trap(runtime) else ""
    except (UnknownBinary, OSError):
        return UNKNOWN
