"""Times from a column of a CSV file."""

from __future__ import annotations

import csv
import math
from pathlib import Path

from router.services.suggest_word import suggest_word


class ColumnProblem(Exception):
    """The column cannot be read."""

    def __init__(self, what: str, remedy: str) -> None:
        self.what, self.remedy = what, remedy
        super().__init__(what)


def read_column(path: Path, column: str) -> tuple[float, ...]:
    """The numbers of a column, in seconds; empty cells are skipped.

    Raises:
        ColumnProblem: no such file or column, nothing in it, or something that is no time.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as stream:
            rows = csv.DictReader(stream)
            names = [name for name in rows.fieldnames or () if name]
            if column not in names:
                raise ColumnProblem(f"{path.name} has no column {column!r}", suggest_word(column, names))
            cells = [(rows.line_num, row[column]) for row in rows if row[column]]
    except OSError as error:
        remedy = "give a path relative to the scenario's file"
        raise ColumnProblem(f"{path.name} cannot be read ({error.strerror})", remedy) from error
    except (UnicodeDecodeError, csv.Error) as error:
        raise ColumnProblem(f"{path.name} is not a CSV file in UTF-8", "save it as CSV, UTF-8") from error
    values = [_time(path, line, cell) for line, cell in cells]
    if not values:
        raise ColumnProblem(f"column {column!r} of {path.name} is empty", "fill it, or name another column")
    return tuple(values)


def _time(path: Path, line: int, cell: str) -> float:
    try:
        value = float(cell)
    except ValueError:
        value = -1.0
    if not (math.isfinite(value) and value >= 0):
        raise ColumnProblem(f"{path.name}:{line}: {cell[:40]!r} is not a time", "write seconds, such as 187.5")
    return value
