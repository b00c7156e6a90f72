"""The configuration that is measured: a line to a queue that everybody serves, and one to a queue whose only agent
never signs on."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Final

LINE: Final = "12345"
NOBODYS_LINE: Final = "12346"
"""its callers ask for a skill that only the absent agent has"""
FIRST_SEAT: Final = 1001
FIRST_AGENT: Final = 80_001
ABSENT: Final = "80000: {name: Absent, skills: {rare: 5}}\n"
ASKED_LINE: Final = "asked"
"""id of the line with a menu, whose key 1 leads to the queue that everybody serves"""

_FILES: Final = {
    "site.yaml": "name: Bench\ntimezone: UTC\nlanguages: [en]\npause_reasons: [break]\nring_seconds: 15\n",
    "lines.yaml": (
        f"open:\n  number: {LINE}\n  name: Bench\n  queue: open\n  language: en\n"
        "  greeting: Hello.\n  notice: Recorded.\n"
        "asked:\n  number: 12347\n  name: Bench\n  queue: open\n  language: en\n  menu: main\n"
        "  greeting: Hello.\n  notice: Recorded.\n"
        f"walled:\n  number: {NOBODYS_LINE}\n  name: Bench\n  queue: walled\n  language: en\n"
        "  greeting: Hello.\n  notice: Recorded.\n"
    ),
    # No wrap-up and no words in hold: what is measured is how soon, and app_queue says nothing in hold either.
    "queues.yaml": (
        "open:\n  name: Open\n  skills: {}\n  wrap_up_seconds: 0\n  message_seconds: 0\n"
        "walled:\n  name: Walled\n  skills: {rare: 5}\n  wrap_up_seconds: 0\n  message_seconds: 0\n"
    ),
    "menus.yaml": "main:\n  prompt:\n    en: Press one.\n  choices:\n    1: {queue: open}\n",
    "skills.yaml": "rare: Rare\n",
    "texts.yaml": "en:\n  goodbye: Goodbye.\n",
}


def seat_names(count: int) -> tuple[str, ...]:
    """The seats of a house of this size."""
    return tuple(str(FIRST_SEAT + number) for number in range(count))


def agent_of(seat: str) -> str:
    """The agent who signs on there."""
    return str(FIRST_AGENT + int(seat) - FIRST_SEAT)


def write_house(folder: Path, seats: int) -> Path:
    """Write the configuration of a house with so many seats and agents; the folder."""
    folder.mkdir(parents=True)
    for name, text in _FILES.items():
        (folder / name).write_text(text)
    names = seat_names(seats)
    (folder / "seats.yaml").write_text(_listed((seat, f"Seat {seat}") for seat in names))
    (folder / "agents.yaml").write_text(ABSENT + _listed((agent_of(seat), f"Agent {agent_of(seat)}") for seat in names))
    return folder


def _listed(rows: Iterable[tuple[str, str]]) -> str:
    return "".join(f"{number}: {{name: {name}}}\n" for number, name in rows)
