"""Past calls from a CSV file, or everything that is wrong with it, by line and column."""

from __future__ import annotations

import csv
import math
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from router.services.config_document import Problem
from router.services.suggest_word import suggest_word
from router.simulation.refusals import ArrivalsRefused
from router.simulation.replay_history import Ending, PastCall

NEEDED: Final = ("arrived_at", "queue")
SECONDS: Final = ("waited_seconds", "ringing_seconds", "handling_seconds", "patience_seconds")
COLUMNS: Final = (*NEEDED, *SECONDS, "answered", "skills", "language")
ANSWERS: Final = {"yes": True, "true": True, "1": True, "no": False, "false": False, "0": False}
LONGEST_S: Final = 86_400.0
_SKILL: Final = re.compile(r"([a-z0-9_]{1,32})(?:>=([1-5]))?", re.ASCII)


@dataclass(frozen=True, kw_only=True)
class Arrivals:
    """All of a file."""

    calls: tuple[PastCall, ...]
    """by time of arrival"""
    first: datetime
    """the first of them, with its offset from UTC"""


def read_arrivals(path: Path, *, queues: Collection[str], skills: Collection[str]) -> Arrivals:
    """The calls of a file, whole or not at all. `queues`: those that there are; `skills`: those that anybody has.

    Raises:
        ArrivalsRefused: with all problems.
    """
    reader = _Reader(path.name, queues, skills)
    try:
        with path.open(encoding="utf-8-sig", newline="") as stream:
            return reader.read(csv.reader(stream, strict=True))
    except OSError as error:
        reader.wrong(1, "", f"it cannot be read ({error.strerror})", "give the path of a CSV file")
    except (UnicodeDecodeError, csv.Error):
        reader.wrong(1, "", "this is no CSV file in UTF-8", "save it as CSV, UTF-8")
    raise ArrivalsRefused(reader.problems)


class _Reader:
    """Reads one file; what is wrong gathers in `problems`."""

    def __init__(self, file: str, queues: Collection[str], skills: Collection[str]) -> None:
        self._file, self._queues, self._skills = file, queues, skills
        self.problems: list[Problem] = []

    def wrong(self, line: int, column: str, what: str, remedy: str) -> None:
        where = f"`{column}`: " if column else ""
        self.problems.append(Problem(file=self._file, line=line, what=f"{where}{what}", remedy=remedy))

    def read(self, rows: Any) -> Arrivals:
        names = [name.strip() for name in next(rows, [])]
        self._check_header(names)
        found: list[tuple[datetime, PastCall]] = []
        if not self.problems:
            found = list(self._calls(names, rows))
            if not found and not self.problems:
                self.wrong(2, "", "there are no calls", "write one call per line below the header")
        if self.problems:
            raise ArrivalsRefused(self.problems)
        found.sort(key=lambda pair: pair[1].at)
        return Arrivals(calls=tuple(call for _, call in found), first=found[0][0])

    def _check_header(self, names: list[str]) -> None:
        for name in NEEDED:
            if name not in names:
                self.wrong(1, name, "this column is missing", "the first line names the columns, with commas between")
        for name in dict.fromkeys(names):
            if name not in COLUMNS:
                self.wrong(1, name[:40], "there is no such column", f"{suggest_word(name, COLUMNS)}, or leave it out")
            elif names.count(name) > 1:
                self.wrong(1, name, "this column is there twice", "keep one of the two")

    def _calls(self, names: list[str], rows: Any) -> Iterator[tuple[datetime, PastCall]]:
        for number, row in enumerate(rows, start=1):
            line = rows.line_num
            if not any(cell.strip() for cell in row):
                continue
            if len(row) != len(names):
                what = f"there are {len(row)} cells for {len(names)} columns"
                self.wrong(line, "", what, "put cells that hold a comma in quotes")
                continue
            cells = dict(zip(names, (cell.strip() for cell in row), strict=True))
            before = len(self.problems)
            call = self._call(number, line, cells)
            if len(self.problems) == before and call is not None:
                yield call

    def _call(self, number: int, line: int, cells: dict[str, str]) -> tuple[datetime, PastCall] | None:
        at = self._moment(line, cells["arrived_at"])
        queue = cells["queue"]
        if queue not in self._queues:
            self.wrong(line, "queue", f"there is no type {queue[:40]!r}", suggest_word(queue, self._queues))
        seconds = {name: self._seconds(line, name, cells.get(name, "")) for name in SECONDS}
        answered = self._answered(line, cells.get("answered", ""))
        if (seconds["waited_seconds"] is None) != (answered is None):
            missing, there = ("waited_seconds", "answered") if answered is not None else ("answered", "waited_seconds")
            self.wrong(line, missing, f"this is empty, and `{there}` is not", "fill both, or neither")
        asked = self._asked(line, cells.get("skills", ""))
        language = cells.get("language", "").lower().replace("-", "_")
        if at is None:
            return None
        return at, PastCall(
            id=str(number),
            queue=queue,
            at=at.timestamp(),
            arrived_at=at.timestamp(),
            counter=number,
            asked=asked,
            prefer={language: 1} if language in self._skills else {},
            ending=None if answered is None else Ending.ANSWERED if answered else Ending.ABANDONED,
            waited=seconds["waited_seconds"],
            handling=seconds["handling_seconds"],
            ringing=seconds["ringing_seconds"],
            patience=seconds["patience_seconds"],
        )

    def _moment(self, line: int, text: str) -> datetime | None:
        try:
            at = datetime.fromisoformat(text)
        except ValueError:
            at = None
        if at is None or at.tzinfo is None:
            what = f"{text[:40]!r} is not a time with an offset from UTC"
            self.wrong(line, "arrived_at", what, "write it such as 2026-10-01T08:30:00+08:00")
            return None
        return at

    def _seconds(self, line: int, column: str, text: str) -> float | None:
        if not text:
            return None
        try:
            value = float(text)
        except ValueError:
            value = math.nan
        if not 0 <= value <= LONGEST_S:
            remedy = f"write seconds from 0 to {LONGEST_S:.0f}, such as 187.5, or nothing"
            self.wrong(line, column, f"{text[:40]!r} is not a length of time", remedy)
            return None
        return value

    def _answered(self, line: int, text: str) -> bool | None:
        if text and text.lower() not in ANSWERS:
            self.wrong(line, "answered", f"{text[:40]!r} is neither yes nor no", "write yes, no, or nothing")
        return ANSWERS.get(text.lower())

    def _asked(self, line: int, text: str) -> dict[str, int]:
        asked: dict[str, int] = {}
        for part in filter(None, re.split(r"[;, ]+", text)):
            found = _SKILL.fullmatch(part)
            if found is None:
                remedy = "write it such as legal>=3; a semicolon between two"
                self.wrong(line, "skills", f"{part[:40]!r} is not a skill", remedy)
            elif found[1] not in self._skills:
                self.wrong(line, "skills", f"nobody has the skill {found[1]!r}", suggest_word(found[1], self._skills))
            else:
                asked[found[1]] = int(found[2] or 1)
        return asked
