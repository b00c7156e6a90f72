"""The first words that a caller hears."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from ivr.channel import Channel
from ivr.names import announcement_of, greeting_of, notice_of
from ivr.tell_incidents import Following, tell_incidents
from router.domain.bundle import Announcement, Line
from router.domain.incidents.announcement import IncidentAnnouncement


@dataclass(frozen=True, kw_only=True)
class Told:
    """What the callers of a line are told beyond greeting and notice, while somebody wants them to be."""

    announcements: tuple[Announcement, ...] = ()
    """that are switched on"""
    incidents: tuple[IncidentAnnouncement, ...] = ()
    caller: str = ""
    """the caller's number; empty: withheld"""

    def of_incidents(self, channel: Channel, line: Line, language: str) -> Following | str | None:
        """As `tell_incidents`, those of this line and language."""
        told = [one for one in self.incidents if one.is_told(line.id, language)]
        return tell_incidents(channel, self.caller, language, told)


def welcome(channel: Channel, line: Line, language: str, told: Told) -> Following | str | None:
    """Greeting, incidents, announcements, notice, each if there is one in the language. The key that ended them, or
    None; or that the caller is to be told of an incident, and wants nothing else.

    The notice is part of the line's own language only.
    """
    greeted = language == line.language or bool(line.greetings.get(language))
    if greeted and (key := channel.play(greeting_of(line))):
        return key
    if heard := told.of_incidents(channel, line, language):
        return heard
    for announcement in told.announcements:
        if not announcement.text.get(language):
            continue
        if key := channel.play(announcement_of(announcement)):
            return key
        channel.informed()
    return channel.play(notice_of(line)) if line.notice and language == line.language else None


def announcements_for(line: Line, on: Iterable[Announcement]) -> tuple[Announcement, ...]:
    """Those of the announcements that this line's callers are told."""
    return tuple(announcement for announcement in on if not announcement.lines or line.id in announcement.lines)
