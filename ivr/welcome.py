"""The first words that a caller hears."""

from __future__ import annotations

from collections.abc import Iterable

from ivr.channel import Channel
from ivr.names import announcement_of, greeting_of, notice_of
from router.domain.bundle import Announcement, Line


def welcome(channel: Channel, line: Line, language: str, announcements: Iterable[Announcement]) -> str | None:
    """Greeting, announcements, notice, each if there is one in the language; the key that ended them, or None.

    The notice is part of the line's own language only.
    """
    greeted = language == line.language or bool(line.greetings.get(language))
    if greeted and (key := channel.play(greeting_of(line))):
        return key
    for announcement in announcements:
        if not announcement.text.get(language):
            continue
        if key := channel.play(announcement_of(announcement)):
            return key
        channel.informed()
    return channel.play(notice_of(line)) if line.notice and language == line.language else None


def announcements_for(line: Line, on: Iterable[Announcement]) -> tuple[Announcement, ...]:
    """Those of the announcements that this line's callers are told."""
    return tuple(announcement for announcement in on if not announcement.lines or line.id in announcement.lines)
