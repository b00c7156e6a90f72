"""A caller who has just been answered, up to where the call goes."""

from __future__ import annotations

from collections.abc import Iterable

from ivr.admit import House, admit, all_busy, too_many_calls
from ivr.channel import Channel
from ivr.decision import Decision
from ivr.names import greeting_of
from ivr.walk_menu import Walk
from ivr.welcome import announcements_for, welcome
from router.domain.bundle import Announcement


def receive_call(channel: Channel, house: House, on: Iterable[Announcement]) -> Decision:
    """Greeting, announcements that are `on`, notice and menu, each cut short by any key; then whether there is room.

    Without a menu any key leads to the line's queue at once.
    """
    bundle, line = house.bundle, house.line
    straight = Decision(queue=line.queue, language=line.language)
    if too_many_calls(house):
        channel.play(greeting_of(line))
        return all_busy(channel, straight)
    announcements = announcements_for(line, on)
    key = welcome(channel, line, line.language, announcements)
    menu = bundle.menus.get(line.menu)
    if menu is None:
        return admit(channel, house, straight)
    walk = Walk(
        channel=channel, bundle=bundle, line=line, announcements=announcements, language=line.language, trail=[menu]
    )
    return admit(channel, house, walk.run(key))
