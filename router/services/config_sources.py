"""What a bundle was compiled from, kept beside it: for people who want it back, or want to change one file of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from router.domain.bundle import Bundle


@dataclass(frozen=True, kw_only=True)
class Sources:
    """A configuration folder, but for the bytes of its sound files."""

    files: Mapping[str, str] = field(default_factory=dict)
    """name of a YAML file to its text"""
    assets: Mapping[str, str] = field(default_factory=dict)
    """path of a sound file below the folder to its SHA-256"""


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """A configuration that compiled: the bundle, `number` still 0, and what it was made of."""

    bundle: Bundle
    sources: Sources = field(default_factory=Sources)
    recordings: Mapping[str, Path] = field(default_factory=dict, compare=False)
    """SHA-256 to where that sound file lies; those that are stored already need not be there"""
