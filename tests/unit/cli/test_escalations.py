"""How climbed ladders look in a terminal."""

from __future__ import annotations

import io
from typing import Any

from rich.console import Console

from router.cli.escalations_show import show_escalations

RING = {
    "at": "2026-10-01T18:15:00Z", "person": "8002", "seat": "", "number": "13812345678", "end": "passed_on",
    "key": "2", "answered_at": "2026-10-01T18:15:04Z", "seconds": 9.2,
}  # fmt: skip
CLIMB = {
    "began_at": "2026-10-01T18:15:00Z", "ladder": "night", "trigger": "waiting", "subject": "legal", "end": "",
    "person": "", "round": 2, "alarmed": True, "rings": [RING, RING | {"end": "", "key": "", "seconds": None}],
}  # fmt: skip


def shown(*found: dict[str, Any]) -> list[str]:
    console = Console(file=io.StringIO(), width=160, highlight=False)
    show_escalations(found, zone="Asia/Shanghai", console=console)
    assert isinstance(console.file, io.StringIO)
    return [" ".join(line.split()) for line in console.file.getvalue().splitlines()]


def test_a_climb_that_goes_on_with_its_rings_and_no_number_in_full() -> None:
    assert shown(CLIMB) == [
        "10-02 02:15:00 ladder night: a caller waits in queue legal; round 2, goes on; every channel was told",
        "10-02 02:15:00 8002 138******78 passed on key 2 9 s",
        "10-02 02:15:00 8002 138******78 rings answered, no key",
    ]


def test_what_a_climb_came_to() -> None:
    over = CLIMB | {"end": "connected", "person": "8019", "rings": []}
    assert shown(over) == ["10-02 02:15:00 ladder night: a caller waits in queue legal; 8019 talks with the caller"]
    house = CLIMB | {"trigger": "nobody", "subject": "house", "person": "8019", "rings": []}
    assert shown(house) == ["10-02 02:15:00 ladder night: nobody is signed on; taken by 8019"]


def test_nothing_was_climbed() -> None:
    assert shown() == ["no ladder was climbed"]
