"""Checks that a number that is dialled, or a code that is typed, means one thing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from router.services.bundle_parts import Parts
from router.services.config_document import Problem


def check_numbers(parts: Parts) -> Iterator[Problem]:
    """Numbers of lines, seats and queues that are the same; codes that people would take for the same.

    A softphone code begins with `*` and no number does, so the two cannot shadow each other.
    """
    seats = parts.known("seats.yaml") or frozenset()
    lines = parts.documents["lines.yaml"]
    first: dict[str, str] = {}
    for key, line in parts.lines.items():
        spot = (key, "number")
        if line.number in seats:
            yield lines.problem(spot, f"{line.number} is the number of a seat too", "give the line another number")
        if line.number in first:
            where = lines.line((first[line.number], "number"))
            what = f"{line.number} is already the number of line `{first[line.number]}` (line {where})"
            yield lines.problem(spot, what, "give each line a number of its own")
        first.setdefault(line.number, key)
    yield from _queues(parts, first, seats)
    yield from _codes(parts, "topics.yaml", parts.topics)
    yield from _codes(parts, "places.yaml", parts.places)


def _queues(parts: Parts, lines: Mapping[str, str], seats: frozenset[str]) -> Iterator[Problem]:
    document = parts.documents["queues.yaml"]
    taken: dict[str, str] = {}
    for key, queue in parts.queues.items():
        number, spot = queue.number, (key, "number")
        if number is None:
            continue
        owner = (
            f"line `{lines[number]}`"
            if number in lines
            else f"seat {number}"
            if number in seats
            else f"queue `{taken[number]}`"
            if number in taken
            else ""
        )
        if owner:
            yield document.problem(spot, f"{number} is already the number of {owner}", "give the queue another number")
        taken.setdefault(number, key)


def _codes(parts: Parts, file: str, codes: Mapping[str, str]) -> Iterator[Problem]:
    """`7` and `07` are two codes to a machine and one to whoever types them."""
    first: dict[int, str] = {}
    for code in codes:
        other = first.setdefault(int(code), code)
        if other != code:
            what = f"{code} and {other} are the same number"
            yield parts.documents[file].problem((code,), what, "keep one of the two, or give one another code")
