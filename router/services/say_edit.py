"""An edit of the roster in words."""

from __future__ import annotations

from router.domain.shifts.edits import Back, Edit, Extra, Import, Leave, Place, Swap

KINDS: dict[type[Edit], str] = {Import: "import", Swap: "swap", Leave: "leave", Back: "back", Extra: "extra"}
"""How programs tell them apart."""


def say_edit(edit: Edit) -> str:
    """`swapped 8001 in early of 2026-10-12 with 8003 in night of 2026-10-12`."""
    if isinstance(edit, Import):
        dates = f"{edit.dates[0]} to {edit.dates[-1]}" if edit.dates else "no date"
        return f"imported {_many(len(edit.assignments), 'assignment')}, {dates}"
    if isinstance(edit, Swap):
        return f"swapped {_place(edit.one)} with {_place(edit.other)}"
    if isinstance(edit, Extra):
        return f"{_place(edit.place)} as {edit.role}, extra"
    dates = str(edit.first) if edit.first == edit.last else f"{edit.first} to {edit.last}"
    return f"{edit.person} on leave, {dates}" if isinstance(edit, Leave) else f"{edit.person} back from leave, {dates}"


def _place(place: Place) -> str:
    return f"{place.person} in {place.shift} of {place.date}"


def _many(number: int, word: str) -> str:
    return f"1 {word}" if number == 1 else f"{number:,} {word}s"
