"""One configuration file as it was read: plain text values, and the line that each stands on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from router.domain.errors import Refusal

Spot = tuple[str, ...]
"""Path into a document: keys, and list positions as text. `()` is the document itself."""


@dataclass(frozen=True, kw_only=True, order=True)
class Problem:
    """One thing that is wrong, where, and what to do about it."""

    file: str
    line: int
    what: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.what}; {self.remedy}"


@dataclass(frozen=True, kw_only=True)
class Document:
    """A file's content. Every scalar is a `str` as it was written (`012` stays `012`), or None when left empty."""

    file: str
    data: Mapping[str, Any] = field(default_factory=dict)
    lines: Mapping[Spot, int] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()
    """what was found wrong while reading"""
    readable: bool = True
    """False: reading stopped at a problem, and `data` is empty"""

    def line(self, spot: Spot) -> int:
        """Line of a spot, or of the nearest thing around it that was written."""
        while spot and spot not in self.lines:
            spot = spot[:-1]
        return self.lines.get(spot, 1)

    def problem(self, spot: Spot, what: str, remedy: str) -> Problem:
        """A problem at a spot of this document."""
        return Problem(file=self.file, line=self.line(spot), what=what, remedy=remedy)


class ConfigRefused(Refusal):
    """The configuration was refused."""

    code = "config_refused"

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        self.problems = problems
        super().__init__()

    @property
    def message(self) -> str:
        """The sentence, then one line per problem."""
        return "\n".join(["The configuration was refused:", *(str(problem) for problem in self.problems)])
