"""What ops staff say about ladders: who stands on them, what has them climbed, and when."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from router.domain.alarms.channel import Quiet
from router.domain.shifts.role import Role


class Trigger(StrEnum):
    """What a ladder is climbed for."""

    WAITING = "waiting"  # a caller waits, and nobody is there who could serve
    HELP = "help"  # an agent asks for help in a talk
    NOBODY = "nobody"  # nobody is signed on
    PART_DOWN = "part_down"  # a part of the platform is not well
    INCIDENT = "incident"  # many callers about one thing


IN_A_QUEUE: Final = frozenset({Trigger.WAITING, Trigger.HELP})
"""Triggers that are about a queue; the others are about the whole house."""
TAKES_SECONDS: Final = frozenset({Trigger.WAITING, Trigger.NOBODY})
ROLES: Final = (Role.LEAD, Role.EXPERT, Role.ON_CALL)
"""Of the roster, that a step may name."""


@dataclass(frozen=True, kw_only=True)
class Rule:
    """When a ladder is climbed."""

    trigger: Trigger
    seconds: int = 0
    """how long the caller waits, or nobody has been signed on"""
    lines: tuple[str, ...] = ()
    """ids; empty: every line"""
    queues: tuple[str, ...] = ()
    """ids; empty: every queue"""
    hours: str = ""
    """only while these are open, an id of the bundle's hours; empty: always"""
    can_wait: bool = False
    """it is not climbed in the ladder's quiet hours, but after them"""

    def concerns(self, line: str, queue: str) -> bool:
        """Whether it is about this line and queue; empty: of none."""
        return (not self.lines or line in self.lines) and (not self.queues or queue in self.queues)


@dataclass(frozen=True, kw_only=True)
class Ladder:
    """People to be rung one after the other."""

    id: str
    people: tuple[str, ...]
    """one step each: a role of the roster (lead, expert, on_call) or an agent number"""
    rules: tuple[Rule, ...]
    ring_seconds: int = 25
    rounds: int = 2
    """to the end of the ladder, before an alarm on every channel"""
    every_minutes: int = 5
    """between the rounds after that"""
    quiet: Quiet | None = None
