"""What a dialogue leads to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Action(StrEnum):
    """What happens to the caller next."""

    QUEUE = "queue"  # waits in the queue for an agent who speaks the language
    MESSAGE = "message"  # leaves a message that the queue follows up
    END = "end"  # was told all there was to tell
    FOLLOW = "follow"  # is put on the list of an incident, told so, and needs nobody


@dataclass(frozen=True, kw_only=True)
class Decision:
    """Where the caller goes from the menu."""

    queue: str
    language: str
    action: Action = Action.QUEUE
    skills: Mapping[str, int] = field(default_factory=dict)
    """skills asked for beyond the queue's own, with the level that is required"""
    informed: bool = False
    """was told something to its end, and has asked for nobody since"""
    incident: str = ""
    """of FOLLOW"""
    number: str = ""
    """of FOLLOW: at which to be told"""
