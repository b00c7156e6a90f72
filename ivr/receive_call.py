"""A caller who has just been answered, up to where the call goes."""

from __future__ import annotations

from collections.abc import Iterable

from ivr.admit import House, admit, all_busy, too_many_calls
from ivr.channel import Channel
from ivr.decision import Decision
from ivr.names import greeting_of
from ivr.tell_incidents import Following
from ivr.walk_menu import Walk, follow
from ivr.welcome import Told, announcements_for, welcome
from router.domain.bundle import Announcement
from router.domain.incidents.announcement import IncidentAnnouncement


def receive_call(
    channel: Channel,
    house: House,
    on: Iterable[Announcement],
    incidents: Iterable[IncidentAnnouncement] = (),
    *,
    caller: str = "",
) -> Decision:
    """Greeting, incidents, announcements that are `on`, notice and menu, each cut short by any key; then whether there
    is room. A full line tells of incidents all the same: who only wants to be told needs no room.

    Without a menu any key leads to the line's queue at once. `caller`: the number; empty when it is withheld.
    """
    bundle, line = house.bundle, house.line
    straight = Decision(queue=line.queue, language=line.language)
    told = Told(announcements=announcements_for(line, on), incidents=tuple(incidents), caller=caller)
    if too_many_calls(house):
        channel.play(greeting_of(line))
        heard = told.of_incidents(channel, line, line.language)
        return follow(straight, heard) if isinstance(heard, Following) else all_busy(channel, straight)
    heard = welcome(channel, line, line.language, told)
    if isinstance(heard, Following):
        return follow(straight, heard)
    menu = bundle.menus.get(line.menu)
    if menu is None:
        return admit(channel, house, straight)
    walk = Walk(channel=channel, bundle=bundle, line=line, told=told, language=line.language, trail=[menu])
    return admit(channel, house, walk.run(heard))
