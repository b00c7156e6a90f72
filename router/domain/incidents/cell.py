"""What is watched: cells, which calls fall into by what is known of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final, NamedTuple


class Dimension(StrEnum):
    """Kinds of cell."""

    TOPIC_PLACE = "topic_place"  # calls about one topic at one place
    TOPIC = "topic"  # calls about one topic, wherever
    PLACE = "place"  # calls about one place, whatever the matter
    CHOICE = "choice"  # calls that made one choice in the menu
    AREA = "area"  # calls from numbers of one area
    LINE = "line"  # calls to one published number


RANK: Final = {
    Dimension.TOPIC_PLACE: 0,
    Dimension.TOPIC: 1,
    Dimension.PLACE: 1,
    Dimension.CHOICE: 2,
    Dimension.AREA: 2,
    Dimension.LINE: 3,
}
"""How broad a kind is; the least tells a lead the most."""


class Cell(NamedTuple):
    """One cell. A tuple, not a dataclass: millions of look-ups are made by it."""

    dimension: Dimension
    value: str
    place: str = ""
    """of a `topic_place` alone"""

    @property
    def rank(self) -> int:
        return RANK[self.dimension]

    def __str__(self) -> str:
        return f"{self.dimension} {self.value}{f' at {self.place}' if self.place else ''}"


@dataclass(frozen=True, kw_only=True)
class Fact:
    """What is known of a call, at the moment it became known. Empty: not known."""

    call: str
    """its id; more of the same call is told with the same"""
    at: datetime
    """aware"""
    caller: str
    """whatever tells numbers apart, such as a keyed digest; never the number. A call without number: its own id"""
    line: str = ""
    choice: str = ""
    topic: str = ""
    place: str = ""
    area: str = ""
    """of the caller's number"""


def cells_of(fact: Fact) -> tuple[Cell, ...]:
    """The cells that a call falls into, narrowest first."""
    found = [Cell(Dimension.TOPIC_PLACE, fact.topic, fact.place)] if fact.topic and fact.place else []
    for dimension, value in (
        (Dimension.TOPIC, fact.topic),
        (Dimension.PLACE, fact.place),
        (Dimension.CHOICE, fact.choice),
        (Dimension.AREA, fact.area),
        (Dimension.LINE, fact.line),
    ):
        if value:
            found.append(Cell(dimension, value))
    return tuple(found)
