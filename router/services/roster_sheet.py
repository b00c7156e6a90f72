"""A roster as it was written down, before anything in it is believed."""

from __future__ import annotations

from dataclasses import dataclass

from router.services.config_document import Problem


@dataclass(frozen=True, kw_only=True)
class Row:
    """One assignment in words. What was left out is empty."""

    line: int
    cell: str = ""
    """where in the line, such as `C7`; empty when the line says enough"""
    date: str = ""
    shift: str = ""
    person: str = ""
    """agent number"""
    name: str = ""
    role: str = ""


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """A file's rows, and what was found wrong while reading them."""

    file: str
    rows: tuple[Row, ...] = ()
    problems: tuple[Problem, ...] = ()

    def problem(self, row: Row, what: str, remedy: str) -> Problem:
        """A problem of a row."""
        where = f"{row.cell}: " if row.cell else ""
        return Problem(file=self.file, line=row.line, what=f"{where}{what}", remedy=remedy)
