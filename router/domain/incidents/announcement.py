"""What new callers are told of an incident, while a lead wants them to be."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

LONGEST_S: Final = 86_400.0
"""So long at most, also when nobody sees the incident's end."""


@dataclass(frozen=True, kw_only=True)
class IncidentAnnouncement:
    """One per incident. Times are Unix seconds."""

    incident: str
    """id"""
    lines: tuple[str, ...]
    """whose callers hear it; empty: every line's"""
    text: Mapping[str, str]
    """language to what is said of the incident; the offer to be told of it follows by itself"""
    sounds: Mapping[str, str]
    """language to the name of the prompt with this text"""
    at: float
    """since when"""
    by: str
    """who wanted it"""
    until: float
    """from then on nobody hears it"""

    def is_told(self, line: str, language: str) -> bool:
        """Whether a line's callers hear it in a language."""
        return (not self.lines or line in self.lines) and language in self.sounds


@dataclass(frozen=True, kw_only=True)
class IncidentAnnouncements:
    """All that there are."""

    all: tuple[IncidentAnnouncement, ...] = ()
