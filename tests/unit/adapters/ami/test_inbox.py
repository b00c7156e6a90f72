"""The bounded queue before the pump."""

from __future__ import annotations

from router.adapters.ami.inbox import Gap, Heard, Inbox, Up
from router.adapters.ami.packet import AmiEvent


def kinds(inbox: Inbox) -> list[str]:
    return [item.event.name if isinstance(item, Heard) else type(item).__name__ for item in inbox.take(0)]


def hear(inbox: Inbox, *names: str) -> None:
    for name in names:
        inbox.hear(AmiEvent(name, {}))


def test_a_full_inbox_drops_counts_and_leaves_one_gap() -> None:
    inbox = Inbox(limit=2)
    hear(inbox, "a", "b", "c", "d")
    assert inbox.dropped == 2
    assert kinds(inbox) == ["a", "b", "Gap"]


def test_each_run_of_dropped_events_is_a_gap_of_its_own() -> None:
    inbox = Inbox(limit=1)
    hear(inbox, "a", "b")
    assert kinds(inbox) == ["a", "Gap"]
    hear(inbox, "c", "d")
    assert kinds(inbox) == ["c", "Gap"]


def test_what_the_listener_itself_says_is_never_dropped() -> None:
    inbox = Inbox(limit=1)
    hear(inbox, "a", "b")
    inbox.post(Up())
    assert kinds(inbox) == ["a", "Gap", "Up"]
    assert kinds(inbox) == []


def test_events_carry_when_they_were_heard() -> None:
    inbox = Inbox(now=lambda: 12.5)
    hear(inbox, "a")
    (item,) = inbox.take(0)
    assert not isinstance(item, Gap)
    assert isinstance(item, Heard)
    assert item.at == 12.5
