"""A lead in somebody else's talk: hears it, speaks to the agent, or to both; or takes it over."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class ListenMode(StrEnum):
    """Who hears the lead."""

    LISTEN = "listen"  # nobody
    WHISPER = "whisper"  # the agent
    BARGE = "barge"  # agent and citizen
    TAKE_OVER = "take_over"  # the citizen alone: the lead is there to take the talk over, or has done so


@dataclass(frozen=True, kw_only=True)
class Listening:
    """One lead in one talk. Times are Unix seconds."""

    id: str
    """unique over restarts; the channel's unique id, when the platform rang the lead's phone"""
    call: str
    seat: str
    """the lead's"""
    agent: str = ""
    """who is signed on there"""
    actor: str
    """who asked for it: agent:8001, token:<name>; asterisk: found by a snapshot, and nobody knows"""
    note: str = ""
    mode: ListenMode = ListenMode.LISTEN
    segment: int
    """number of the talk in its call"""
    channel: str = ""
    """the lead's, good for one command; empty: not known, and it has `id` for its unique id"""
    taker: str = ""
    """who asked that the lead take the talk over, as `actor`; empty: nobody did, but the lead may by key"""
    asked_at: float
    began_at: float | None = None
    """when the lead began to hear it; None: the lead's phone still rings"""
