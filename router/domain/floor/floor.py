"""The floor: who handles which event, and what becomes of the engine's matches."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Final

from router.domain import telephony as t
from router.domain.bundle import Bundle
from router.domain.call import Call
from router.domain.floor import (
    callbacks,
    calls,
    duty,
    failures,
    ladder_connect,
    ladder_people,
    ladders,
    linking,
    listening,
    messages,
    offers,
    owing,
    passing,
    people,
    recording,
    rings,
    seats,
    snapshot,
    transfers,
)
from router.domain.floor.board import Board, BundleOf
from router.domain.floor.effects import Effects
from router.domain.floor.known import Known
from router.domain.floor.rung import Rung
from router.domain.floor.timers import set_seat_timers
from router.domain.history import DecisionRecorded
from router.domain.ladder.climb import Climb
from router.domain.ladder.settings import Trigger
from router.domain.matching import Match
from router.domain.requests import Request
from router.domain.routing.decision import Decided
from router.domain.routing.flow import FlowMemory
from router.domain.seat import Seat
from router.domain.shifts.duty import Duties

BEAT_SECONDS: Final = 1.0
FLOWS_SECONDS: Final = 10.0
LOOK_AGAIN_SECONDS: Final = 3.0
"""A snapshot that has not come by then is asked for again: until it comes, nobody is offered a call."""

HANDLERS: Final[dict[type[t.NodeEvent], Callable[..., None]]] = {
    t.CallArrived: calls.arrived,
    t.CallHeld: calls.held,
    t.CallFellBack: calls.fell_back,
    t.CallTalked: calls.talked,
    t.CallEnded: calls.ended,
    t.CallTransferred: transfers.transferred,
    t.TalkHeld: recording.held,
    t.RecordingKeyed: recording.keyed,
    t.TalkListenedTo: listening.heard,
    t.ListeningEnded: listening.ended,
    t.MessageBegun: messages.begun,
    t.MessageLeft: messages.left,
    t.CallSurveyed: messages.surveyed,
    t.CallbackAsked: callbacks.asked,
    t.CallbackAgreed: callbacks.agreed,
    t.CallbackBegun: callbacks.begun,
    t.RingTold: rings.told,
    t.HelpAsked: ladders.help_asked,
    t.IncidentFollowed: messages.followed,
    t.OfferRang: offers.rang,
    t.OfferEnded: offers.ended,
    t.CommandFailed: failures.command_failed,
    t.SeatLegEnded: linking.leg_ended,
    t.SeatReached: seats.reached,
    t.SeatDeviceChanged: seats.device_changed,
    t.SeatDialled: seats.dialled,
    t.SnapshotTaken: snapshot.taken,
}


DUE: Final[dict[str, Callable[[Board, str], None]]] = {
    "offer": offers.overdue,
    "retry": offers.retry,
    "shift": duty.due,
    "missing": duty.missing_due,
    "listen": listening.overdue,
    "owed": owing.due,
    "climb": ladders.due,
    "join": ladder_connect.join_due,
    "long": ladders.long_due,
}
"""Timers by name, beside those that the floor itself or a seat's phone knows what to do about."""


class Floor(Board):
    """All seats and live calls of the nodes that one router leads, and what each event does to them.

    `handle`, `ask` and `tick` return what must be committed.
    """

    def __init__(
        self,
        *,
        bundle: Bundle,
        epoch: int,
        seats: Mapping[str, Seat],
        calls: Mapping[str, Call],
        boots: Mapping[str, str],
        bundle_of: BundleOf = lambda _number: None,
        flows: Mapping[str, FlowMemory] | None = None,
        known: Known | None = None,
        rung: Rung | None = None,
        missing: Mapping[str, bool] | None = None,
        climbs: Mapping[str, Climb] | None = None,
    ) -> None:
        """`flows`: what was learnt of each queue before; `known`: callers of the last hours; `rung`: numbers that
        were rung within a day; `missing`: who was told of
        as missing on a shift, by `<agent> <shift's key>`, and whether they still are; `climbs`: ladders that were being
        climbed."""
        super().__init__(
            bundle=bundle,
            epoch=epoch,
            seats=seats,
            calls=calls,
            boots=boots,
            bundle_of=bundle_of,
            flows=flows or {},
            known=known or Known(),
            rung=rung or Rung(),
            missing=missing or {},
            climbs=climbs or {},
        )
        self._flows: Mapping[str, FlowMemory] = flows or {}

    def handle(self, event: t.NodeEvent, now: float) -> Effects:
        """One fact from a node."""
        self._begin(now)
        if isinstance(event, t.NodeLost):
            self.live.discard(event.node)
            self.look(event.node, LOOK_AGAIN_SECONDS)
            self.refill()
        elif handler := HANDLERS.get(type(event)):
            handler(self, event)
        else:
            self.note(f"unknown event {type(event).__name__}")
        return self._finish()

    def ask(self, request: Request, now: float, *, pin_ok: Callable[[str, str], bool]) -> Effects:
        """One request of a person; the effects carry the reply. `pin_ok(agent, pin)` knows the PINs."""
        self._begin(now)
        self.effects.reply = people.answer(self, request, pin_ok)
        return self._finish()

    def use_roster(self, duties: Duties | None, now: float, *, problem: str = "") -> Effects:
        """Another roster, or another day of it, leads the seats; None: none does. With a `problem` it could not be
        read: the former one goes on leading."""
        self._begin(now)
        if problem:
            self.alarm("roster_unreadable", "roster", problem)
        else:
            self.ladders.roster = duties
            duty.adopt(self, duties)
        return self._finish()

    def use_troubles(self, troubles: Mapping[Trigger, Mapping[str, str]], now: float) -> Effects:
        """Parts that are down and incidents that go on, all there are; each to what there is to say of it."""
        self._begin(now)
        self.ladders.troubles = dict(troubles)
        return self._finish()

    def owe(self, calls: Iterable[Call], now: float) -> Effects:
        """Callbacks of calls that no router has seen to their end."""
        self._begin(now)
        for call in calls:
            if call.id not in self.calls and not self.buried(call.id) and call.node in self.nodes:
                owing.adopt(self, call)
        return self._finish()

    def tick(self, now: float) -> Effects:
        """The deadline has come: do all that is due."""
        self._begin(now)
        while name := self.timers.pop(now):
            what, whom = name
            match what:
                case "ack":
                    self.acknowledge(whom)
                case "beat":
                    self._beat()
                case "rested":
                    self.rested(whom)
                case "flows":
                    self._keep_flows()
                case "wrap_up" | "unreachable" | "come_back" | "occupied":
                    seats.due(self, what, whom)
                case "look":
                    self._look(whom)
                case "tomb":
                    self._tombs.pop(whom, None)
                case _ if handler := DUE.get(what):
                    handler(self, whom)
        self.brain.due(self._now)
        return self._finish()

    @property
    def deadline(self) -> float | None:
        """When `tick` must be called."""
        times = [time for time in (self.timers.next, self.brain.engine.deadline) if time is not None]
        return min(times, default=None)

    def start(self, now: float, nodes: list[str]) -> Effects:
        """First of all: set the timers of what was stored, beat, and ask every node what it sees."""
        self._begin(now)
        self.started = now
        for seat in self.seats.values():
            set_seat_timers(self.timers, self.bundle, seat, now, now)
        for call in self.calls.values():
            listening.watch(self, call)
            owing.watch(self, call)
        ladders.start(self)
        self.timers.set("beat", "", now)
        self.timers.set("flows", "", now + FLOWS_SECONDS)
        self.nodes = nodes
        for node in nodes:
            self._look(node)
        return self._finish()

    def _begin(self, now: float) -> None:
        self._now = max(now, self._now)
        self.effects = Effects()

    def _finish(self) -> Effects:
        listening.follow_talks(self)
        ladders.look(self)
        while True:
            # Whose queue has changed is told so before an offer is made to it.
            for notice in self.brain.passed_on():
                passing.pass_on(self, notice)
            if not self.brain.matches:
                break
            self._decide(self.brain.matches.pop(0))
        if self.stirred:
            self.stirred = False
            seats.consider_parked(self)
        self._mark_duty()
        if entry := self.brain.entry(self._now):
            self.effects.records.append(entry)
        return self.effects

    def _decide(self, match: Match) -> None:
        call, seat = self.calls.get(match.call), self.seats.get(match.seat)
        waits = call is not None and self.waits(call) and owing.ready(self, call)
        if call is None or seat is None or not waits or not self.can_take(seat):
            # The engine said so before a later step of the same event changed it: put back whichever still stands.
            if call is not None:
                self.sync_call(call)
            if seat is not None:
                self.sync_seat(seat.id)
            return
        offer = offers.make(self, call, seat)
        self.effects.records.append(
            DecisionRecorded(
                at=self._now,
                epoch=self.epoch,
                call=call.id,
                offer=offer,
                seat=seat.id,
                reason=match.reason,
                waited=match.waited,
                considered=match.considered,
                decision=match.decision if isinstance(match, Decided) else None,
            )
        )

    def _look(self, node: str) -> None:
        self.look(node, LOOK_AGAIN_SECONDS)
        self.command(t.TakeSnapshot(node=node, epoch=self.epoch, expires_at=self._now + LOOK_AGAIN_SECONDS))

    def _beat(self) -> None:
        self.timers.set("beat", "", self._now + BEAT_SECONDS)
        if self.ladders.on_call != (number := ladder_people.number_on_call(self)):
            self.ladders.on_call, self.duty_told = number, False
        for node in self.nodes:
            self.command(t.Beat(node=node, epoch=self.epoch, expires_at=self._now + 5.0))

    def _keep_flows(self) -> None:
        """What was learnt is stored, so that it outlives this router; now and then an engine begins anew, so that no
        replay has to begin long ago."""
        self.timers.set("flows", "", self._now + FLOWS_SECONDS)
        flows = self.brain.engine.flows()
        if flows != self._flows:
            self._flows = flows
            self.effects.flows = flows
        if self.brain.is_old:
            self.refill()

    def _mark_duty(self) -> None:
        if self.duty_told:
            return
        self.duty_told = True
        duty = tuple(sorted(self.duty))
        for node in self.nodes:
            self.command(
                t.MarkDuty(
                    node=node,
                    epoch=self.epoch,
                    expires_at=self._now + 60.0,
                    on_duty=duty,
                    on_call=self.ladders.on_call,
                )
            )
