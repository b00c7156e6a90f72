"""Tells a caller of incidents, and puts those on its list who ask to be told."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from ivr.catalogue.incidents import NOT_LISTED, NUMBER, OFFER
from ivr.channel import Channel
from router.domain.incidents.announcement import IncidentAnnouncement

FOLLOW: Final = "9"
OFFER_SECONDS: Final = 2.0
"""for the key, once all was said"""
DONE: Final = "#"
TRIES: Final = 2
FEWEST, MOST = 5, 15
"""digits of a number (E.164 has 15 at most)"""
FIRST_SECONDS, NEXT_SECONDS = 6.0, 4.0
"""for the first digit of a number, and for each that follows"""


@dataclass(frozen=True, kw_only=True)
class Following:
    """The caller asked to be told of an incident."""

    incident: str
    number: str
    """the caller's own, or the one that was keyed in"""


def tell_incidents(
    channel: Channel, caller: str, language: str, incidents: Iterable[IncidentAnnouncement]
) -> Following | str | None:
    """Each incident and the offer to be told of it. Any key but 9 ends that, and is returned: nobody who did not ask
    for it is kept from a person. `caller`: the number; empty when it is withheld.
    """
    for one in incidents:
        key = channel.play(one.sounds[language]) or channel.play(OFFER) or channel.key(OFFER_SECONDS)
        if key == FOLLOW:
            if number := caller or _ask_number(channel):
                return Following(incident=one.incident, number=number)
            channel.play(NOT_LISTED)
            continue
        if key:
            return key
        channel.informed()
    return None


def _ask_number(channel: Channel) -> str:
    """Empty: none that could be dialled was keyed in."""
    for _ in range(TRIES):
        digits = ""
        key = channel.play(NUMBER) or channel.key(FIRST_SECONDS)
        while key and key.isdigit() and len(digits) < MOST:
            digits += key
            key = channel.key(NEXT_SECONDS) if len(digits) < MOST else DONE
        if len(digits) >= FEWEST and key in {None, DONE}:
            return digits
    return ""
