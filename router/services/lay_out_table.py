"""Rows of a table, from either of the two ways in which people draw a roster.

A list has one assignment per line, under the headings date, shift, agent (or name) and perhaps role. A month's sheet
has one person per line and one date per column, with the shift in the cell.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from router.services.config_document import Problem
from router.services.roster_sheet import Row, Sheet
from router.services.roster_words import heading, is_off, role, to_date

MAX_ROWS: Final = 400_000
_SEPARATORS: Final = ("+", "＋", "、", "\n")

Line = tuple[int, Sequence[str]]
"""its number, and its cells"""


def lay_out_table(file: str, lines: Iterable[Line]) -> Sheet:
    """The rows of a table whose first line that is not empty holds the headings."""
    filled = ((number, [cell.strip() for cell in cells]) for number, cells in lines)
    there = iter([(number, cells) for number, cells in filled if any(cells)])
    first = next(there, None)
    if first is None:
        return _refused(file, 1, "the table is empty", "write headings: date, shift, agent, role")
    number, titles = first
    fields = [heading(title) for title in titles]
    dates = [to_date(title) for title in titles]
    problems = [
        Problem(
            file=file,
            line=number,
            what=f"{column(place)}{number}: no column is called `{title[:40]}`",
            remedy="write date, shift, agent, name or role (日期, 班次, 工号, 姓名, 角色), or a date with its year",
        )
        for place, title in enumerate(titles)
        if title and fields[place] is None and dates[place] is None
    ]
    known = [field for field in fields if field is not None]
    problems += [
        Problem(file=file, line=number, what=f"two columns say the {field}", remedy="keep one")
        for field in sorted({field for field in known if known.count(field) > 1})
    ]
    wide = any(dates)
    needed = () if wide else ("date", "shift")
    missing = [field for field in needed if field not in known]
    if not {"person", "name"} & set(known):
        missing.append("agent")
    problems += [
        Problem(file=file, line=number, what=f"there is no column for the {field}", remedy="add it")
        for field in missing
    ]
    if wide:
        problems += [
            Problem(
                file=file, line=number, what=f"the dates stand in columns, and so does the {field}", remedy="keep one"
            )
            for field in known
            if field in {"date", "shift"}
        ]
    if problems:
        return Sheet(file=file, problems=tuple(problems))
    rows: list[Row] = []
    for line, cells in there:
        said = {field: cell for field, cell in zip(fields, cells, strict=False) if field is not None}
        if wide:
            rows += _of_month(line, cells, dates, said)
        else:
            rows.append(Row(line=line, **said))
        if len(rows) > MAX_ROWS:
            return _refused(file, line, f"there are more than {MAX_ROWS} assignments", "import fewer dates at once")
    return Sheet(file=file, rows=tuple(rows))


def column(place: int) -> str:
    """`A` for 0, `AA` for 26."""
    name, rest = "", place + 1
    while rest:
        rest, letter = divmod(rest - 1, 26)
        name = chr(ord("A") + letter) + name
    return name


def _of_month(line: int, cells: Sequence[str], dates: Sequence[object], said: dict[str, str]) -> Iterable[Row]:
    for place, (cell, on) in enumerate(zip(cells, dates, strict=False)):
        if on is None or is_off(cell):
            continue
        for word in _split(cell):
            shift, own = _role_in(word)
            yield Row(
                line=line,
                cell=f"{column(place)}{line}",
                date=str(on),
                shift=shift,
                person=said.get("person", ""),
                name=said.get("name", ""),
                role=own or said.get("role", ""),
            )


def _split(cell: str) -> list[str]:
    for separator in _SEPARATORS:
        cell = cell.replace(separator, "+")
    return [word.strip() for word in cell.split("+") if word.strip()]


def _role_in(word: str) -> tuple[str, str]:
    """`night/lead`, `夜班(组长)`: the shift, and the role that it is worked in."""
    for opening in ("/", "(", "（"):
        shift, found, rest = word.partition(opening)
        if found and role(rest.rstrip(")） ")) is not None:
            return shift.strip(), rest.rstrip(")） ")
    return word, ""


def _refused(file: str, line: int, what: str, remedy: str) -> Sheet:
    return Sheet(file=file, problems=(Problem(file=file, line=line, what=what, remedy=remedy),))
