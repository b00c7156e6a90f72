"""The board: what the floor holds, and how its seats and calls are changed. Who handles which event: `floor.py`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Final

from router.domain import telephony as t
from router.domain.bundle import Bundle, Queue
from router.domain.call import Call, CallState
from router.domain.errors import BundleUnavailable
from router.domain.floor import overrun
from router.domain.floor.brain import Brain
from router.domain.floor.effects import Effects
from router.domain.floor.known import Known
from router.domain.floor.ladder_book import LadderBook
from router.domain.floor.pins import Pins
from router.domain.floor.places import Places
from router.domain.floor.rung import Rung
from router.domain.floor.timers import Timers, set_seat_timers
from router.domain.history import AlarmRaised, CallRecorded, SeatRecorded
from router.domain.ladder.climb import Climb
from router.domain.matching import Free, Wants
from router.domain.route_policy import steps_of
from router.domain.routing.flow import FlowMemory
from router.domain.seat import Seat
from router.domain.shifts.duty import Duties
from router.domain.telephony import DeviceState

TOMBSTONE_SECONDS: Final = 60.0
"""A hangup is terminal: what comes about that call within this time is late."""
COMMAND_SECONDS: Final = 1.0
"""A command that was not carried out by then is not carried out at all: a late Redirect kills a talk."""
ACK_SECONDS: Final = 30.0
ACK_SPREAD: Final = 10
VERSIONS_PER_EPOCH: Final = 1_000_000
FREE_DEVICES: Final = frozenset({DeviceState.NOT_INUSE, DeviceState.UNKNOWN})
BundleOf = Callable[[int], Bundle | None]
"""A stored bundle by its number; None, or BundleUnavailable: there is none, or it is damaged."""


class Board:
    """Seats, live calls, timers and the engine of the nodes that one router leads.

    Not a value: it is changed event by event, and what changed is collected in `effects`. When these cannot be
    committed, the board is thrown away and built anew from the stored state and a snapshot.
    """

    def __init__(
        self,
        *,
        bundle: Bundle,
        epoch: int,
        seats: Mapping[str, Seat],
        calls: Mapping[str, Call],
        boots: Mapping[str, str],
        bundle_of: BundleOf,
        flows: Mapping[str, FlowMemory],
        known: Known,
        rung: Rung,
        missing: Mapping[str, bool],
        climbs: Mapping[str, Climb],
    ) -> None:
        self.bundle = bundle
        self.bundle_of = bundle_of
        self._former: dict[int, Bundle | None] = {bundle.number: None}
        self.epoch = epoch
        self.seats = {place: seats.get(place) or Seat(id=place) for place in bundle.seats}
        self.retired = {seat: known.version for seat, known in seats.items() if seat not in bundle.seats}
        """seats of former bundles to the versions that are stored of them"""
        self.calls = dict(calls)
        self.nodes: list[str] = []
        self.places = Places(calls.values())
        self.pins = Pins()
        self.dialled: dict[str, str] = {}
        """seat to the number that its phone has dialled, while it is in use"""
        self.boots = dict(boots)
        self.devices: dict[str, DeviceState] = {}
        self.live: set[str] = set()
        """nodes whose snapshot has been applied: only there calls are offered"""
        self.timers = Timers()
        self.effects = Effects()
        self.faults: dict[str, int] = {}
        """seat to offers in a row that failed before ringing"""
        self.resting: set[str] = set()
        """seats that are left alone for a moment after such a failure"""
        self.brain = Brain(bundle, epoch, flows)
        self.known = known
        self.rung = rung
        self.ladders = LadderBook(climbs)
        self.leaving: set[str] = set()
        """calls that were sent on out of hold and have not been heard of since: they are offered nothing"""
        self.untold: set[str] = set()
        """calls that were passed on to another queue of which the dialplan is not known to know"""
        self._tombs: dict[str, Call] = {}
        self.duty = {seat.id for seat in self.seats.values() if seat.signed_on}
        """seats with somebody signed on"""
        self.parked = {seat.id for seat in self.seats.values() if seat.parked}
        """seats that are not ready and no person said so"""
        self.quiet = False
        """while the picture is being changed as a whole: the engine is told nothing, and begins anew afterwards"""
        self.duty_told = False
        """whether the nodes know `duty`, and who is on call, as they are"""
        self.unseen: set[str] = set()
        """nodes that must be looked at (again): a snapshot is asked for until it comes"""
        self.stirred = False
        """whether somebody came, went, or changed state so that a parked seat may be the last one now"""
        self.duties: Duties | None = None
        """the roster that leads the seats; None: none does"""
        self.missing: dict[str, bool] = dict(missing)
        """`<agent> <shift's key>` of everybody who was told of as missing, to whether they still are"""
        self.started = 0.0
        self._now, self._offered = 0.0, 0

    @property
    def now(self) -> float:
        return self._now

    def note(self, text: str) -> None:
        """An event that changed nothing, for the log."""
        self.effects.notes.append(text)

    def command(self, command: t.NodeCommand) -> None:
        self.effects.commands.append(command)

    def expires(self) -> float:
        """Until when a command sent now may be carried out."""
        return self._now + COMMAND_SECONDS

    def alarm(self, code: str, subject: str, text: str) -> None:
        self.effects.records.append(AlarmRaised(at=self._now, epoch=self.epoch, code=code, subject=subject, text=text))

    def next_offer(self) -> str:
        """An offer id: unique over restarts by its epoch."""
        self._offered += 1
        return f"{self.epoch}.{self._offered}"

    def queue(self, name: str) -> Queue | None:
        """The queue of that name, or the one that took its callers over."""
        return self.bundle.queue_of(name)

    def queue_id(self, name: str) -> str:
        """The same, by id; a name that nobody knows stays as it is."""
        queue = self.queue(name)
        return queue.id if queue else name

    def former_bundle(self, number: int) -> Bundle | None:
        """A bundle that some callers came under; None: there was no other, or it is not to be had any more."""
        if number not in self._former and number:
            try:
                self._former[number] = self.bundle_of(number)
            except BundleUnavailable:
                self._former[number] = None
        return self._former.get(number)

    def use_bundle(self, bundle: Bundle) -> None:
        """Another bundle is in force; `refill` makes the engine follow."""
        self._former[self.bundle.number] = self.bundle
        self._former[bundle.number] = None
        self.bundle = bundle

    def put_seat(self, seat: Seat) -> Seat:
        """Take a seat's new version; the engine and the timers follow."""
        before = self.seats[seat.id]
        former = before.version
        self._remember(seat.id, former)
        if (before.state, before.reachable) != (seat.state, seat.reachable):
            self.stirred = True
        seat = seat if former else replace(seat, version=self._first_version)
        if overrun.over(before, seat):
            seat = replace(seat, overrun_since=None)
            if entry := overrun.record(before, at=self._now, epoch=self.epoch):
                self.effects.records.append(entry)
        self.seats[seat.id] = seat
        if (seat.id in self.duty) != seat.signed_on:
            self.duty ^= {seat.id}
            self.duty_told = False
        if (seat.id in self.parked) != seat.parked:
            self.parked ^= {seat.id}
        self.effects.seats[seat.id] = seat
        self.effects.records.append(SeatRecorded(at=self._now, epoch=self.epoch, seat=seat))
        set_seat_timers(self.timers, self.bundle, seat, self._now, self.started)
        self.sync_seat(seat.id)
        return seat

    def put_call(self, call: Call, event: str) -> Call:
        """Take a call's new version."""
        former = self.calls.get(call.id)
        self._remember(call.id, former.version if former else 0)
        call = call if former else replace(call, version=self._first_version)
        self.effects.records.append(CallRecorded(at=self._now, epoch=self.epoch, event=event, call=call))
        if call.state is CallState.ENDED:
            self.calls.pop(call.id, None)
            self.effects.calls.pop(call.id, None)
            self.effects.forget.append(call.id)
            if call.listening is not None:
                self.effects.heard_to_end.append(call)
            self._tombs[call.id] = call
            self.timers.set("tomb", call.id, self._now + TOMBSTONE_SECONDS)
        else:
            self.calls[call.id] = call
            self.effects.calls[call.id] = call
        self.places.put(call, self._now)
        if call.state is not CallState.QUEUED:
            self.leaving.discard(call.id)
            if call.state is not CallState.OFFERED:
                self.untold.discard(call.id)
            self.timers.clear("ack", call.id)
            self.timers.clear("retry", call.id)
        return call

    def buried(self, call: str) -> bool:
        """Whether the call ended a moment ago."""
        return call in self._tombs

    def over(self, call: str) -> Call | None:
        """A call that ended a moment ago, as it went on record."""
        return self._tombs.get(call)

    def amend(self, call: Call, event: str) -> None:
        """Put a call that is over on record anew: something of it was heard of late."""
        self._tombs[call.id] = call
        self.effects.records.append(CallRecorded(at=self._now, epoch=self.epoch, event=event, call=call))

    def sync_seat(self, seat_id: str) -> None:
        """Tell the engine whether this seat is on duty, and may be offered a call now."""
        if self.quiet:
            return None
        seat = self.seats.get(seat_id)
        if seat is None or not seat.on_duty:
            return self.brain.gone(seat_id, self._now)
        agent = self.bundle.agents.get(seat.agent)
        free = Free(
            seat=seat.id,
            skills=agent.skills if agent else {},
            idle_since=seat.idle_since,
            agent=seat.agent,
            talks=seat.talks,
            occupancy=round(seat.occupancy(self._now), 4),
        )
        if self.can_take(seat):
            self.brain.free(free, self._now)
        else:
            self.brain.staff(free, self._now)
        return None

    def can_take(self, seat: Seat) -> bool:
        """Ready, its phone there and free, and not resting after a fault."""
        device = self.devices.get(seat.id, DeviceState.UNKNOWN)
        return bool(self.live) and seat.available and device in FREE_DEVICES and seat.id not in self.resting

    def rest(self, seat_id: str, seconds: float) -> None:
        """Leave a seat alone for a while after a fault of its phone."""
        self.resting.add(seat_id)
        self.timers.set("rested", seat_id, self._now + seconds)

    def rested(self, seat_id: str) -> None:
        """A seat that was left alone is tried again."""
        self.timers.clear("rested", seat_id)
        self.resting.discard(seat_id)
        if seat_id in self.seats:
            self.sync_seat(seat_id)

    def acknowledge(self, call_id: str) -> None:
        """Tell the dialplan that the router knows this waiting call; again every 30 s."""
        call = self.calls.get(call_id)
        if call is None or call.state is not CallState.QUEUED or call.node not in self.live:
            # Where nothing is offered now the dialplan shall know that, and serve the call itself before long.
            return
        # Not all at once, should many have been acknowledged at once.
        self.timers.set("ack", call.id, self._now + ACK_SECONDS - call.counter % ACK_SPREAD)
        self.command(
            t.Acknowledge(
                node=call.node,
                epoch=self.epoch,
                expires_at=self._now + 3.0,
                call=call.id,
                channel=call.channel,
                place=self.places.of(call.id),
                wait_seconds=round(self.brain.engine.expected_wait_of(call.id, self._now) or 0),
            )
        )

    def look(self, node: str, seconds: float = 0.0) -> None:
        """Have Asterisk say what it sees, in `seconds` and then until it has."""
        self.unseen.add(node)
        self.timers.set("look", node, self._now + seconds)

    def sync_call(self, call: Call) -> None:
        """Tell the engine whether this call waits now."""
        if self.quiet:
            return
        if call.node in self.live and self.waits(call):
            self.brain.wait(self.wants(call), self._now)
        else:
            self.brain.leave(call.id, self._now)

    def waits(self, call: Call) -> bool:
        """Whether a seat is looked for: the caller is in hold, or a callback is owed and may be made now."""
        if call.state is CallState.OWED and call.owed is not None:
            return call.owed.not_before <= self._now and self.bundle.outbound is not None
        return call.state is CallState.QUEUED and call.id not in self.leaving

    def wants(self, call: Call) -> Wants:
        """What a call asks for: its queue's skills, and those the menu added. Who came under another bundle is served
        by its rules as well, so that no change makes anybody wait who waits no more."""
        asked, queue = call.asked, self.queue(call.queue)
        former = self.former_bundle(call.bundle)
        came_to = former.queue_of(call.segment.queue if call.segment else call.queue) if former else None
        then = steps_of(came_to) if came_to else ()
        same = bool(then) and queue is not None and then == steps_of(queue)
        return Wants(
            call=call.id,
            queue=call.queue,
            rank=call.rank,
            skills=asked,
            since=_waits_since(call),
            absent=call.absent,
            asked=asked,
            prefer={speaks: 1} if (speaks := self.bundle.site.language_skills.get(call.language)) else {},
            priority=call.priority_seconds,
            last_agent=call.last_agent,
            also=() if same else then,
            been=call.came_by,
            speechless=call.speechless,
        )

    def went_live(self, node: str) -> None:
        """The node's snapshot has been applied: offer calls there from now on."""
        self.live.add(node)
        self.refill()

    def refill(self) -> None:
        """Match anew all that waits and all that is free."""
        self.brain.begin(self.bundle)
        for seat in self.seats.values():
            self.sync_seat(seat.id)
        for call in sorted(self.calls.values(), key=lambda call: call.rank):
            self.sync_call(call)

    @property
    def _first_version(self) -> int:
        # Above all that a former epoch can have put on record, even when the live state was lost meanwhile.
        return self.epoch * VERSIONS_PER_EPOCH + 1

    def _remember(self, subject: str, version: int) -> None:
        self.effects.was.setdefault(subject, version)


def _waits_since(call: Call) -> float:
    """From when on its waiting counts: a callback's goes on while nobody holds the line."""
    if call.absent and call.queued_at is not None:
        return call.queued_at
    return call.segment.queued_at if call.segment else call.arrived_at
