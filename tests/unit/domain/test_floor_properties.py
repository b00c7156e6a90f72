"""Whatever happens, in whatever order, with commands and events lost and routers restarted: the promises hold."""

from __future__ import annotations

from collections import Counter

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from router.domain import requests as r
from router.domain import telephony as t
from router.domain.call import Call, CallState
from router.domain.floor import Effects, Floor
from router.domain.history import CallRecorded, SeatRecorded
from router.domain.seat import BUSY, EDGES, Seat, SeatCause, SeatState
from tests.unit.domain.asterisk_model import NODE, AsteriskModel, Citizen
from tests.unit.domain.sample import bundle

SEATS = ["1001", "1002", "1003"]
CHOICE = st.integers(min_value=0, max_value=1000)


class Hotline(RuleBasedStateMachine):
    """One router, one modelled Asterisk, and a store that refuses what does not follow on."""

    def __init__(self) -> None:
        super().__init__()
        self.now = 1000.0
        self.asterisk = AsteriskModel(SEATS)
        self.seats: dict[str, Seat] = {}
        self.calls: dict[str, Call] = {}
        self.boots: dict[str, str] = {}
        self.commands: list[t.NodeCommand] = []
        self.backlog: list[t.NodeEvent] = []
        self.outcomes: Counter[str] = Counter()
        self.ranks: dict[str, tuple[float, int]] = {}
        self.last_seat: dict[str, Seat] = {}
        self.parked: Counter[str] = Counter()
        self.epoch = 0
        self.router_up = False
        self.start()
        for seat in SEATS:
            self.agent_asks(seat, "on")
            self.agent_asks(seat, "ready")

    # ------------------------------------------------------------ plumbing

    def start(self) -> None:
        self.epoch += 1
        self.floor = Floor(
            bundle=bundle(seats=3), epoch=self.epoch, seats=self.seats, calls=self.calls, boots=self.boots
        )
        self.router_up = True
        self.store(self.floor.start(self.now, [NODE]))
        waiting, self.backlog = self.backlog, []
        for event in waiting:
            self.store(self.floor.handle(event, self.now))
        self.tell([self.asterisk.snapshot(self.now)])

    def tell(self, events: list[t.NodeEvent]) -> None:
        if not self.router_up:
            self.backlog += events
            return
        for event in events:
            self.store(self.floor.handle(event, self.now))

    def store(self, effects: Effects) -> None:
        for seat in effects.seats.values():
            stored = self.seats.get(seat.id)
            assert (stored.version if stored else 0) == effects.was[seat.id]
            self.seats[seat.id] = seat
        for call in effects.calls.values():
            stored_call = self.calls.get(call.id)
            assert (stored_call.version if stored_call else 0) == effects.was[call.id]
            self.calls[call.id] = call
        for call_id in effects.forget:
            self.calls.pop(call_id, None)
        self.boots.update(effects.boots)
        self.commands += [c for c in effects.commands if isinstance(c, t.Offer | t.SendToFallback)]
        for record in effects.records:
            if isinstance(record, CallRecorded):
                self.record_call(record)
            elif isinstance(record, SeatRecorded):
                self.record_seat(record.seat)

    def record_call(self, record: CallRecorded) -> None:
        call = record.call
        if call.outcome is not None:
            assert call.state is CallState.ENDED
            self.outcomes[call.id] += 1
        assert self.ranks.setdefault(call.id, call.rank) == call.rank, "the place in the queue changed"
        assert call.parked <= 2

    def record_seat(self, seat: Seat) -> None:
        former = self.last_seat.get(seat.id, Seat(id=seat.id))
        if seat.state is not former.state:
            assert seat.cause is not None
            assert (former.state, seat.cause) in EDGES, f"{former.state} to {seat.state} by {seat.cause}"
            if seat.cause is SeatCause.RESERVE:
                assert former.reachable
        self.last_seat[seat.id] = seat

    def pick(self, choice: int, *states: str) -> Citizen | None:
        found = [c for c in self.asterisk.citizens.values() if c.state in states]
        return found[choice % len(found)] if found else None

    # ------------------------------------------------------------ what happens

    @rule(queue=st.sampled_from(["", "general", "general", "legal"]))
    def citizen_arrives(self, queue: str) -> None:
        self.tell(self.asterisk.arrive(self.now))
        if queue:
            self.greeting_over(-1, queue)

    @rule(choice=CHOICE, queue=st.sampled_from(["general", "legal"]))
    def greeting_over(self, choice: int, queue: str) -> None:
        if citizen := self.pick(choice, "menu"):
            citizen.queue = queue
            self.tell(self.asterisk.hold(citizen, self.now))

    @rule(choice=CHOICE)
    def citizen_hangs_up(self, choice: int) -> None:
        if citizen := self.pick(choice, "menu", "hold", "offer", "talk", "fallback"):
            self.tell(self.asterisk.hang_up(citizen, self.now))

    @rule(lost=st.sampled_from([False, False, False, True]), answered=st.booleans())
    def node_obeys(self, lost: bool, answered: bool) -> None:
        waiting, self.commands = self.commands, []
        for command in waiting:
            if lost:
                late = t.CommandFailed(
                    node=NODE, at=self.now, command=type(command).__name__, call=getattr(command, "call", ""),
                    offer=getattr(command, "offer", ""), reason="late",
                )  # fmt: skip
                self.tell([late])
            elif command.epoch == self.epoch:
                self.tell(self.asterisk.obey(command, self.now))
                if answered:
                    self.agent_answers(-1)

    @rule(choice=CHOICE)
    def agent_answers(self, choice: int) -> None:
        if citizen := self.pick(choice, "offer"):
            self.tell(self.asterisk.answer(citizen, self.now))

    @rule(choice=CHOICE, end=st.sampled_from([("NOANSWER", 0), ("BUSY", 17), ("CHANUNAVAIL", 58)]))
    def offer_fails(self, choice: int, end: tuple[str, int]) -> None:
        if citizen := self.pick(choice, "offer"):
            self.tell(self.asterisk.offer_over(citizen, self.now, *end))

    @rule(choice=CHOICE, died=st.booleans())
    def agent_leaves(self, choice: int, died: bool) -> None:
        if citizen := self.pick(choice, "talk"):
            self.tell(self.asterisk.agent_leaves(citizen, self.now, died=died))

    @rule(choice=CHOICE)
    def gives_up_on_router(self, choice: int) -> None:
        if citizen := self.pick(choice, "hold"):
            self.tell(self.asterisk.fall_back(citizen, self.now, "ack"))

    @rule(choice=CHOICE, seat=st.sampled_from(SEATS))
    def fallback_finds_a_seat(self, choice: int, seat: str) -> None:
        citizen = self.pick(choice, "fallback")
        if citizen and not citizen.answered and self.asterisk.phones[seat] is t.DeviceState.NOT_INUSE:
            self.tell(self.asterisk.fallback_answer(citizen, seat, self.now))

    @rule(seat=st.sampled_from(SEATS))
    def direct_call(self, seat: str) -> None:
        if not any(c.seat == seat for c in self.asterisk.citizens.values()):
            self.tell(self.asterisk.direct(seat, self.now))

    @rule(seat=st.sampled_from(SEATS), reachable=st.booleans())
    def phone_comes_or_goes(self, seat: str, reachable: bool) -> None:
        self.tell(self.asterisk.reach(seat, reachable, self.now))

    @rule(seat=st.sampled_from(SEATS), what=st.sampled_from(["on", "off", "ready", "ready", "pause"]))
    @precondition(lambda self: self.router_up)
    def agent_asks(self, seat: str, what: str) -> None:
        request: r.Request = {
            "on": r.SignOn(seat=seat, actor="t", agent=f"8{seat[1:]}"),
            "off": r.SignOff(seat=seat, actor="t"),
            "ready": r.MakeReady(seat=seat, actor="t"),
            "pause": r.Pause(seat=seat, actor="t", reason="break"),
        }[what]
        self.store(self.floor.ask(request, self.now, pin_ok=lambda _agent, _pin: True))

    @rule(seconds=st.sampled_from([0.1, 1.0, 11.0, 35.0, 70.0]))
    def time_passes(self, seconds: float) -> None:
        self.now += seconds
        if self.router_up:
            self.store(self.floor.tick(self.now))

    @rule()
    def router_dies(self) -> None:
        self.router_up = False
        self.commands.clear()

    @rule()
    @precondition(lambda self: not self.router_up)
    def router_returns(self) -> None:
        self.start()

    @rule()
    @precondition(lambda self: self.router_up)
    def listener_gap(self) -> None:
        self.tell([t.NodeLost(node=NODE, at=self.now), self.asterisk.snapshot(self.now, "gap")])

    @rule()
    @precondition(lambda self: not self.router_up)
    def events_lost(self) -> None:
        self.backlog.clear()

    @rule()
    def asterisk_restarts(self) -> None:
        self.asterisk.restart()
        self.commands.clear()
        if self.router_up:
            self.tell([self.asterisk.snapshot(self.now, "start")])

    # ------------------------------------------------------------ what must hold

    @invariant()
    def no_call_has_two_outcomes(self) -> None:
        assert all(count == 1 for count in self.outcomes.values()), self.outcomes

    @invariant()
    def no_seat_has_two_calls(self) -> None:
        talking = Counter(c.seat for c in self.asterisk.citizens.values() if c.seat)
        assert all(count == 1 for count in talking.values()), talking

    @invariant()
    def no_call_holds_two_seats(self) -> None:
        held = Counter(seat.call for seat in self.floor.seats.values() if seat.state in BUSY and seat.call)
        assert all(count == 1 for count in held.values()), held

    @invariant()
    def offers_and_seats_agree(self) -> None:
        if not self.router_up:
            return
        for call in self.floor.calls.values():
            if call.offer:
                assert call.state is CallState.OFFERED
        for seat in self.floor.seats.values():
            if seat.state in {SeatState.RESERVED, SeatState.RINGING}:
                call = self.floor.calls[seat.call]
                assert call.offer is not None
                assert call.offer.id == seat.offer

    @invariant()
    def known_calls_are_the_live_ones(self) -> None:
        if self.router_up:
            assert set(self.floor.calls) == set(self.asterisk.citizens)
            assert not set(self.outcomes) & set(self.asterisk.citizens)

    @invariant()
    def nobody_waits_for_a_free_seat(self) -> None:
        if not (self.router_up and self.floor.live):
            return
        for call in self.floor.calls.values():
            citizen = self.asterisk.citizens[call.id]
            if call.state is not CallState.QUEUED or citizen.state != "hold" or call.poisoned:
                continue
            if self.floor.timers.waits("retry", call.id):
                continue
            wants = self.floor.wants(call)
            for seat in self.floor.seats.values():
                agent = self.floor.bundle.agents.get(seat.agent)
                able = agent and all(agent.skills.get(s, 0) >= n for s, n in wants.skills.items())
                assert not (self.floor.can_take(seat) and able), f"{seat.id} is free and {call.id} waits"


Hotline.TestCase.settings = settings(
    max_examples=200, stateful_step_count=50, deadline=None, suppress_health_check=list(HealthCheck)
)
TestHotline = Hotline.TestCase
