"""What somebody does in a shift."""

from __future__ import annotations

from enum import StrEnum


class Role(StrEnum):
    """Roles. One person has one in one shift."""

    AGENT = "agent"  # takes calls
    LEAD = "lead"  # runs the shift
    EXPERT = "expert"  # is asked by agents, takes difficult calls
    ON_CALL = "on_call"  # at home, is rung when it matters


AT_WORK = frozenset({Role.AGENT, Role.LEAD, Role.EXPERT})
"""Who is in the house: only they need rest, and only their nights are counted."""

SERVING = frozenset({Role.AGENT, Role.EXPERT})
"""Whose skills count: a lead runs the shift and is not counted on to take calls."""
