"""Names of the prompts that belong to something in the bundle."""

from __future__ import annotations

from router.domain.bundle import Announcement, Line, Menu


def greeting_of(line: Line) -> str:
    """A line's greeting."""
    return f"line_{line.id}_greeting"


def notice_of(line: Line) -> str:
    """A line's notice."""
    return f"line_{line.id}_notice"


def menu_prompt(menu: Menu) -> str:
    """What a menu offers."""
    return f"menu_{menu.id}"


def announcement_of(announcement: Announcement) -> str:
    """What all callers are told."""
    return f"announcement_{announcement.id}"


def whisper_of(queue: str) -> str:
    """A queue's name, for the agent's ear."""
    return f"whisper_{queue}"


def reason_of(reason: str) -> str:
    """Why a seat is paused."""
    return f"reason_{reason}"


def topic_of(code: str) -> str:
    """What a call was about."""
    return f"topic_{code}"


def where_of(code: str) -> str:
    """Where it happened; `place_<n>` is the place in the queue."""
    return f"where_{code}"
