"""Announcements: what all callers of some lines are told while it is switched on."""

from __future__ import annotations

import structlog

from router.domain.bundle import Announcement
from router.domain.history import ActionTaken
from router.web.announcements import OFF, Switch
from router.web.context import Ask
from router.web.errors import UnknownAnnouncement
from router.web.models_house import Announcements, AnnouncementView
from router.web.queries import Nothing, SwitchBody
from router.web.record import put_on_record
from router.web.views import utc

log = structlog.get_logger()


async def list_announcements(ask: Ask[Nothing, Nothing]) -> Announcements:
    """Those of the bundle in force."""
    switches = await ask.sources.announcements.read()
    return Announcements(
        announcements=[_view(one, switches.get(one.id, OFF)) for one in ask.bundle().announcements.values()]
    )


async def switch_announcement(ask: Ask[Nothing, SwitchBody]) -> AnnouncementView:
    """Heard by the next caller; a caller in the greeting hears what was on as the call came."""
    known = ask.bundle().announcements.get(ask.word("announcement"))
    if known is None:
        raise UnknownAnnouncement
    now = ask.sources.now()
    switch = Switch(on=ask.body.on, at=now, by=ask.sender.actor)
    await ask.sources.announcements.put(known.id, switch)
    log.info("announcement_switched", announcement=known.id, on=switch.on, actor=switch.by)
    detail = "on" if switch.on else "off"
    action = ActionTaken(at=now, epoch=0, actor=switch.by, what="announcement_switched", subject=known.id,
                         detail=detail)  # fmt: skip
    await put_on_record(ask.sources, action)
    return _view(known, switch)


def _view(known: Announcement, switch: Switch) -> AnnouncementView:
    return AnnouncementView(
        id=known.id, text=dict(known.text), lines=list(known.lines), on=switch.on, at=utc(switch.at), by=switch.by
    )
