"""What is done on a seat's channel in mid-talk, in the words of Asterisk."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from asterisk.ami.action import Action

from asterisk_conf import names
from router.adapters.ami import actions
from router.domain.telephony import LinkIn, MuteRecording, Record


@dataclass(frozen=True, kw_only=True)
class Find:
    """An agent handed the citizen on to a seat whose phone still rang: join its channel, if it has answered."""

    call: str
    seat: str
    channel: str
    """the citizen's"""


@dataclass(frozen=True, kw_only=True)
class Join:
    """A seat's channel has come into a call by an attended transfer: let the dialplan make it the call's."""

    call: str
    seat: str
    channel: str
    late: bool = False
    """it was not in a talk with the agent before"""


Deed = Find | Join | Record | MuteRecording | LinkIn
Pressed = Join | Record | LinkIn
"""done by the channel's own thread, at the press of a key"""


def one_per_channel(waiting: Sequence[Deed]) -> tuple[list[Deed], list[Deed]]:
    """The first deed of each channel, and the rest, both in order."""
    first: list[Deed] = []
    rest: list[Deed] = []
    seen: set[str] = set()
    for deed in waiting:
        (rest if deed.channel in seen else first).append(deed)
        seen.add(deed.channel)
    return first, rest


def whose(deed: Deed) -> Action:
    """Asks for the channel's call: one that is to be joined has it from its bridge alone."""
    return actions.getvar(f"MASTER_CHANNEL({names.CALL})" if isinstance(deed, Join) else names.CALL, deed.channel)


def preparation(deed: Pressed) -> list[Action]:
    """What the subroutine behind the key finds on the channel."""
    if isinstance(deed, LinkIn):
        return [actions.setvar(names.LINK_WANTED, f"{deed.key}:{deed.ring}", deed.channel)]
    return [actions.setvar(names.WANTED, deed.recording, deed.channel)] if isinstance(deed, Record) else []


def press(deed: Pressed) -> Action:
    """The key."""
    if isinstance(deed, Record):
        return actions.press(names.KEY_RECORD, deed.channel)
    if isinstance(deed, LinkIn):
        return actions.press(names.KEY_LINK, deed.channel)
    return actions.press(names.KEY_LATE if deed.late else names.KEY_JOIN, deed.channel)


def sign(deed: Pressed) -> Action:
    """Asks for what the subroutine leaves behind."""
    left = {Record: names.WANTED, LinkIn: names.LINK_WANTED}
    return actions.getvar(left.get(type(deed), names.CALL), deed.channel)


def done(deed: Pressed, value: str) -> bool:
    """Whether the sign says so."""
    return value == ("" if isinstance(deed, Record | LinkIn) else deed.call)
