"""What callers are told of an incident, and who asked to be told how it goes."""

from __future__ import annotations

from collections.abc import Mapping

import structlog

from router.domain.bundle import Bundle
from router.domain.history import ActionTaken
from router.domain.incidents.announcement import LONGEST_S, IncidentAnnouncement
from router.domain.incidents.incident import Incident
from router.services.say_incident import tell_callers
from router.web.context import Ask
from router.web.cursor import read_cursor, write_cursor
from router.web.errors import BadUntil, IncidentIsOver, TextNeeded, UnknownIncident, UnknownLanguage, UnknownLine
from router.web.history import FollowerFilter
from router.web.incident_views import FollowerPage, IncidentAnnouncementView, announcement_view, follower_view
from router.web.permissions import Permission
from router.web.queries import AnnounceBody, FollowersQuery, Nothing
from router.web.record import put_on_record

log = structlog.get_logger()


async def get_announcement(ask: Ask[Nothing, Nothing]) -> IncidentAnnouncementView:
    """Off for an incident that nobody knows, too."""
    incident = ask.word("incident")
    told = (await ask.sources.incident_announcements.read()).get(incident)
    return announcement_view(incident, told if told and ask.sources.now() < told.until else None)


async def announce_incident(ask: Ask[Nothing, AnnounceBody]) -> IncidentAnnouncementView:
    """Heard by the next caller, in the place of what was told of it before. Ends with the incident."""
    incident, now, announcing = ask.word("incident"), ask.sources.now(), ask.sources.incident_announcements
    known = await ask.sources.history.incident(incident)
    if known is None:
        raise UnknownIncident
    if known.over_at is not None:
        raise IncidentIsOver
    bundle = ask.bundle()
    for line in ask.body.lines:
        if line not in bundle.lines:
            raise UnknownLine(line)
    until = now + LONGEST_S if ask.body.until is None else ask.body.until.timestamp()
    if not now < until <= now + LONGEST_S:
        raise BadUntil
    text = _text(known, bundle, ask.body.text)
    told = IncidentAnnouncement(
        incident=incident,
        lines=tuple(ask.body.lines),
        text=text,
        sounds=await announcing.speak(text),
        at=now,
        by=ask.sender.actor,
        until=until,
    )
    await announcing.put(told)
    await _on_record(ask, "incident_announced", ",".join(told.lines) or "every line")
    return announcement_view(incident, told)


async def end_announcement(ask: Ask[Nothing, Nothing]) -> IncidentAnnouncementView:
    """The next caller does not hear it. Once more changes nothing."""
    incident = ask.word("incident")
    if await ask.sources.incident_announcements.end(incident):
        await _on_record(ask, "announcement_ended", "asked for")
    return announcement_view(incident, None)


async def list_followers(ask: Ask[FollowersQuery, Nothing]) -> FollowerPage:
    """Newest first."""
    query, incident = ask.query, ask.word("incident")
    before = read_cursor(query.cursor) if query.cursor else None
    # One more than the page holds tells whether there is another.
    found = await ask.sources.history.find_followers(
        FollowerFilter(incident=incident, before=before, limit=query.limit + 1)
    )
    if not found and await ask.sources.history.incident(incident) is None:
        raise UnknownIncident
    page, in_full = found[: query.limit], ask.may(Permission.NUMBERS_SEE)
    return FollowerPage(
        callers=[follower_view(one, in_full=in_full) for one in page],
        next=write_cursor(page[-1].at, page[-1].call) if len(found) > len(page) else None,
    )


def _text(incident: Incident, bundle: Bundle, given: Mapping[str, str]) -> dict[str, str]:
    """By language: the words that were given, else the platform's own. Names of topics and places are in the site's
    first language, so that in others there is what was given alone."""
    for language, words in given.items():
        if language not in bundle.site.languages:
            raise UnknownLanguage(language)
        if not any(sign.isalnum() for sign in words):
            raise TextNeeded(f"there is nothing in it that could be spoken in {language}")
    family = bundle.site.languages[0].partition("-")[0]
    own = {
        language: words
        for language in bundle.site.languages
        if language.partition("-")[0] == family and (words := tell_callers(incident, language))
    }
    if not (text := own | dict(given)):
        raise TextNeeded
    return text


async def _on_record(ask: Ask[Nothing, AnnounceBody] | Ask[Nothing, Nothing], what: str, detail: str) -> None:
    incident, actor = ask.word("incident"), ask.sender.actor
    log.info(what, incident=incident, detail=detail, actor=actor)
    action = ActionTaken(at=ask.sources.now(), epoch=0, actor=actor, what=what, subject=incident, detail=detail[:64])
    await put_on_record(ask.sources, action)
