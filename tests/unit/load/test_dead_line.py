"""When an agent takes a line for dead."""

from __future__ import annotations

from types import SimpleNamespace
from typing import cast

import pytest

from phones import Call, CallState
from phones.journal import Journal
from router.load.town import is_dead


def call(
    *, last: float | None, state: CallState = CallState.TALKING, events: tuple[tuple[str, float], ...] = ()
) -> Call:
    journal = Journal()
    for name, at in events:
        journal.add(name, at=at)
    rtp = SimpleNamespace(heard=SimpleNamespace(last_at=last))

    def first(name: str) -> float | None:
        event = journal.first(name)
        return None if event is None else event.at

    return cast(Call, SimpleNamespace(state=state, journal=journal, media=SimpleNamespace(rtp=rtp), at=first))


@pytest.mark.parametrize(
    ("found", "dead"),
    [
        (call(last=90.0), False),
        (call(last=80.0), True),
        (call(last=80.0, state=CallState.SETUP), False),
        (call(last=80.0, events=(("held", 81.0),)), False),
        (call(last=80.0, events=(("held", 81.0), ("unheld", 95.0))), False),
        (call(last=60.0, events=(("held", 61.0), ("unheld", 80.0))), True),
        (call(last=None, events=(("answered", 95.0),)), False),
        (call(last=None, events=(("answered", 80.0),)), True),
    ],
)
def test_dead_lines(found: Call, dead: bool) -> None:
    assert is_dead(found, 100.0) is dead
