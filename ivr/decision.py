"""What a dialogue leads to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, kw_only=True)
class Decision:
    """The caller waits in this queue for an agent who speaks this language."""

    queue: str
    language: str
    skills: Mapping[str, int] = field(default_factory=dict)
    """skills asked for beyond the queue's own, with the level that is required"""
