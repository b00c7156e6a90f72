"""All that Asterisk knows now: asked over a connection of its own, so that offers never wait behind it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, TypeVar

from asterisk.ami.action import Action

from asterisk_conf import names
from router.adapters.ami import actions, fields
from router.adapters.ami.channels import seen_calls, seen_linkages, seen_listenings, unjoined
from router.adapters.ami.connection import Connection
from router.adapters.ami.deeds import Join
from router.adapters.ami.reach import REACHABLE
from router.adapters.ami.rings import seen_rings
from router.domain.telephony import DeviceState, SeenCall, SeenLinkage, SeenListening, SeenSeat

T = TypeVar("T")
LIST_SECONDS: Final = 30.0
CHUNK: Final = 200
"""Questions sent in one write; far below what would fill Asterisk's socket with answers unread."""


@dataclass(frozen=True, kw_only=True)
class Seen:
    """What a snapshot found."""

    boot: str
    epoch: int
    calls: tuple[SeenCall, ...]
    rings: tuple[str, ...] = ()
    seats: tuple[SeenSeat, ...]
    contacts: Mapping[str, frozenset[str]]
    """seat to the URIs of its contacts that answer"""
    duty: Mapping[str, str]
    """seat to the state of its duty device, those that Asterisk has one for"""
    listenings: tuple[SeenListening, ...] = ()
    linkages: tuple[SeenLinkage, ...] = ()
    unjoined: tuple[Join, ...] = ()
    """what an attended transfer left undone that nobody heard of"""

    @property
    def devices(self) -> dict[str, DeviceState]:
        return {seat.seat: seat.device for seat in self.seats}


def take_snapshot(connection: Connection, seats: frozenset[str]) -> Seen:
    """Ask for channels, devices and contacts. Blocks for as long as Asterisk takes, some ms per hundred seats.

    Raises:
        OutcomeUnknown: the connection ended. ActionRefused: the account lacks a right.
    """
    settings, status, devices, channels = connection.request_many(
        [actions.core_settings(), actions.core_status(), actions.device_states(), actions.status(names.SNAPSHOT_VARS)],
        LIST_SECONDS,
    )
    # The channels are asked for last: of all that is seen here, calls go stale first.
    since = status.demand().keys
    boot = (
        f"{settings.demand().keys.get('SystemName', '')} {since.get('CoreStartupDate')} {since.get('CoreStartupTime')}"
    )
    states = {event.text("Device"): event.text("State") for event in devices.demand().events}
    calls, epoch = seen_calls(channels.demand().events, seats)
    contacts = _contacts(connection, seats)
    return Seen(
        boot=boot,
        epoch=epoch,
        calls=calls,
        rings=seen_rings(channels.events),
        seats=tuple(
            SeenSeat(
                seat=seat,
                reachable=bool(contacts[seat]),
                device=fields.device(states.get(f"PJSIP/{seat}", "UNKNOWN")),
            )
            for seat in sorted(seats)
        ),
        contacts=contacts,
        duty={
            device.removeprefix(names.DUTY_DEVICE): state
            for device, state in states.items()
            if device.startswith(names.DUTY_DEVICE)
        },
        listenings=seen_listenings(channels.events, seats),
        linkages=seen_linkages(channels.events),
        unjoined=unjoined(channels.events, seats),
    )


def _contacts(connection: Connection, seats: frozenset[str]) -> dict[str, frozenset[str]]:
    """The seats' contacts that answer. PJSIPShow* would need rights that can shut Asterisk down; functions do not."""
    order = sorted(seats)
    named = _ask(connection, order, lambda seat: actions.getvar(f"PJSIP_AOR({seat},contact)"))
    owned = [(seat, contact) for seat, text in zip(order, named, strict=True) for contact in text.split(",") if contact]
    status = _ask(connection, owned, lambda one: actions.getvar(f"PJSIP_CONTACT({one[1]},status)"))
    answering = [one for one, word in zip(owned, status, strict=True) if word in REACHABLE]
    uris = _ask(connection, answering, lambda one: actions.getvar(f"PJSIP_CONTACT({one[1]},uri)"))
    found: dict[str, set[str]] = {seat: set() for seat in order}
    for (seat, _), uri in zip(answering, uris, strict=True):
        found[seat].add(uri)
    return {seat: frozenset(uris) for seat, uris in found.items()}


def _ask(connection: Connection, subjects: Sequence[T], question: Callable[[T], Action]) -> list[str]:
    """One Getvar per subject, many in one write."""
    values: list[str] = []
    for chunk in _chunks(subjects):
        answers = connection.request_many([question(subject) for subject in chunk], LIST_SECONDS)
        values += [answer.demand().value for answer in answers]
    return values


def _chunks(subjects: Sequence[T]) -> Iterator[Sequence[T]]:
    for start in range(0, len(subjects), CHUNK):
        yield subjects[start : start + CHUNK]
