"""Whatever happens, in whatever order, with commands and events lost and routers restarted: the promises hold."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from router.domain import requests as r
from router.domain import telephony as t
from router.domain.call import Call, CallState, Outcome
from router.domain.floor import Effects, Floor
from router.domain.floor.rung import Rung
from router.domain.history import CallRecorded, MessageKept, RingRecorded, SeatRecorded
from router.domain.outbound import DAY_SECONDS, Callbacks, Outbound, RingPhase
from router.domain.route_policy import steps_of
from router.domain.routing.clause import Clause
from router.domain.routing.policy import Step
from router.domain.seat import BUSY, EDGES, Seat, SeatCause, SeatState
from tests.unit.domain.asterisk_model import NODE, AsteriskModel, Citizen
from tests.unit.domain.passing_sample import with_ways_on
from tests.unit.domain.sample import bundle

SEATS = ["1001", "1002", "1003"]
A_DAY = 3
RULES = Callbacks(retry_minutes=(1,), at_most=3, cut_off=True, left_after_seconds=30)
OUTBOUND = Outbound(trunk="carrier", a_day=A_DAY, callbacks=RULES)
NUMBERS = ["1", "13800138000", "13811138111"]
"""The first may not be rung."""
BUNDLES = {
    1: with_ways_on(bundle(seats=3, outbound=OUTBOUND)),
    2: with_ways_on(bundle(seats=3, number=2, legal=False, successors={"legal": "general"})),
    3: with_ways_on(bundle(seats=2, number=3, outbound=OUTBOUND)),
    4: with_ways_on(bundle(seats=4, number=4, legal=False)),
}
QUEUES = ["general", "legal"]
WAYS_ON = sorted(BUNDLES[1].queues.keys() - QUEUES)
ON_THE_LINE = ("menu", "hold", "offer", "talk", "fallback", "transfer", "message", "survey", "callback")
CHOICE = st.integers(min_value=0, max_value=1000)


def while_some(*states: str) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Only when a citizen is there: a step that comes to nothing proves nothing."""
    return precondition(lambda self: any(c.state in states for c in self.asterisk.citizens.values()))


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
        self.ranks: dict[tuple[str, object], tuple[float, int]] = {}
        self.queues: dict[str, str] = {}
        self.last_seat: dict[str, Seat] = {}
        self.parked: Counter[str] = Counter()
        self.versions: dict[str, int] = {}
        self.messages: Counter[str] = Counter()
        self.rings: list[tuple[str, float]] = []
        self.promised: set[str] = set()
        self.cancelled: set[str] = set()
        self.taken: set[str] = set()
        self.bundle = BUNDLES[1]
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
            bundle=self.bundle, epoch=self.epoch, seats=self.seats, calls=self.calls, boots=self.boots,
            bundle_of=BUNDLES.get, rung=Rung(self.rings),
        )  # fmt: skip
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
        for command in effects.commands:
            if isinstance(command, t.Offer | t.CallBack | t.SendOn | t.SendToFallback):
                self.commands.append(command)
            if isinstance(command, t.SendOn | t.SendToFallback) and command.call in self.calls:
                assert not self.calls[command.call].absent, "nobody is there to be sent anywhere"
        for record in effects.records:
            if isinstance(record, CallRecorded):
                self.goes_on(record.call.id, record.call.version)
                self.record_call(record)
            elif isinstance(record, SeatRecorded):
                self.goes_on(record.seat.id, record.seat.version)
                self.record_seat(record.seat)
            elif isinstance(record, MessageKept):
                self.messages[record.call] += 1
            elif isinstance(record, RingRecorded) and record.phase is RingPhase.DIALLED:
                self.record_ring(record)

    def goes_on(self, subject: str, version: int) -> None:
        assert version > self.versions.get(subject, 0), f"version {version} of {subject} after a later one"
        self.versions[subject] = version

    def record_call(self, record: CallRecorded) -> None:
        call = record.call
        if call.outcome is not None:
            assert call.state is CallState.ENDED
            self.outcomes[call.id] += 1
            assert all(segment.ended_at is not None for segment in call.segments)
            if call.message:
                assert call.outcome is not Outcome.ABANDONED
            self.record_end_of_callback(call)
            handed_on = bool(call.segments) and call.segments[-1].end == "transferred"
            if handed_on and call.id.startswith(f"{NODE}-{self.asterisk.boot}."):
                assert call.outcome in {Outcome.ANSWERED, Outcome.CALLED_BACK}, "handing on is no fault"
        assert self.ranks.setdefault((call.id, call.place_of), call.rank) == call.rank, "the place in the queue changed"
        assert call.parked <= 2
        former = self.queues.get(call.id, "")
        self.queues[call.id] = call.queue
        if call.queue != former and call.state is CallState.QUEUED and record.event not in {"moved", "held_transfer"}:
            assert call.queue not in call.came_by, f"{call.id} is back in {call.queue}, which passed it on"

    def record_end_of_callback(self, call: Call) -> None:
        owed, outcome = call.owed, call.outcome
        if outcome is Outcome.CALLED_BACK:
            assert owed is not None
            assert owed.reached_at is not None
        if outcome is Outcome.CALLBACK_FAILED:
            assert owed is not None
            assert call.id in self.cancelled or len(owed.tried_at) > len(RULES.retry_minutes)
        if owed is not None and owed.reached_at is None:
            assert outcome is Outcome.CALLBACK_FAILED or call.id in self.taken, "a promise was broken"

    def record_ring(self, ring: RingRecorded) -> None:
        self.rings.append((ring.number, ring.at))
        today = [at for number, at in self.rings if number == ring.number and at > ring.at - DAY_SECONDS]
        assert len(today) <= A_DAY, f"{ring.number} was rung too often"

    def record_seat(self, seat: Seat) -> None:
        former = self.last_seat.get(seat.id, Seat(id=seat.id))
        if seat.state is not former.state:
            assert seat.cause is not None
            assert (former.state, seat.cause) in EDGES, f"{former.state} to {seat.state} by {seat.cause}"
            if seat.cause is SeatCause.RESERVE and seat.actor == "router":
                assert former.reachable
        self.last_seat[seat.id] = seat

    def pick(self, choice: int, *states: str, away: bool | None = False) -> Citizen | None:
        """One of those; `away`: of whom a channel stands in for, None: of both."""
        found = [c for c in self.asterisk.citizens.values() if c.state in states and away in {None, c.away}]
        return found[choice % len(found)] if found else None

    # ------------------------------------------------------------ what happens

    @rule(queue=st.sampled_from(["", *QUEUES, *QUEUES, *WAYS_ON]), number=st.sampled_from(NUMBERS))
    def citizen_arrives(self, queue: str, number: str = NUMBERS[0]) -> None:
        self.tell(self.asterisk.arrive(self.now, number))
        if queue:
            self.greeting_over(-1, queue)

    @rule(choice=CHOICE, queue=st.sampled_from([*QUEUES, *WAYS_ON]))
    @while_some("menu")
    def greeting_over(self, choice: int, queue: str) -> None:
        if citizen := self.pick(choice, "menu"):
            citizen.queue = queue
            self.tell(self.asterisk.hold(citizen, self.now))

    @rule(choice=CHOICE)
    def citizen_hangs_up(self, choice: int) -> None:
        if citizen := self.pick(choice, *ON_THE_LINE):
            self.tell(self.asterisk.hang_up(citizen, self.now))

    @rule(lost=st.sampled_from([False, False, False, True]), answered=st.booleans())
    def node_obeys(self, lost: bool, answered: bool) -> None:
        waiting, self.commands = self.commands, []
        for command in waiting:
            if lost or (isinstance(command, t.CallBack) and command.expires_at < self.now):
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
    @while_some("offer")
    def agent_answers(self, choice: int) -> None:
        if citizen := self.pick(choice, "offer", away=None):
            self.tell(self.asterisk.answer(citizen, self.now))

    @rule(choice=CHOICE, end=st.sampled_from([("NOANSWER", 0), ("BUSY", 17), ("CHANUNAVAIL", 58)]))
    @while_some("offer")
    def offer_fails(self, choice: int, end: tuple[str, int]) -> None:
        if citizen := self.pick(choice, "offer", away=None):
            self.tell(self.asterisk.offer_over(citizen, self.now, *end))

    @rule(choice=CHOICE, died=st.booleans())
    @while_some("talk")
    def agent_leaves(self, choice: int, died: bool) -> None:
        if citizen := self.pick(choice, "talk", away=None):
            self.tell(self.asterisk.agent_leaves(citizen, self.now, died=died))

    @rule(queue=st.sampled_from(["general", "legal"]), seat=st.sampled_from(SEATS))
    @precondition(lambda self: self.router_up)
    def citizen_is_served(self, queue: str, seat: str) -> None:
        """The usual course, so that what comes after it is tried often."""
        self.agent_asks(seat, "on")
        self.agent_asks(seat, "ready")
        self.citizen_arrives(queue)
        self.node_obeys(lost=False, answered=True)

    @rule(choice=CHOICE, to=st.sampled_from(SEATS), leg_first=st.booleans())
    @while_some("talk")
    def agent_hands_on(self, choice: int, to: str, leg_first: bool) -> None:
        if citizen := self.pick(choice, "talk"):
            self.tell(self.asterisk.hand_on(citizen, to, self.now, leg_first=leg_first))

    @rule(choice=CHOICE, seat=st.sampled_from(SEATS))
    @while_some("transfer")
    def the_seat_named_answers(self, choice: int, seat: str) -> None:
        citizen = self.pick(choice, "transfer")
        if citizen and self.asterisk.phones[seat] is t.DeviceState.NOT_INUSE:
            self.tell(self.asterisk.rings_through(citizen, seat, self.now))

    @rule(choice=CHOICE, queue=st.sampled_from(["", "general", "legal"]))
    @while_some("transfer")
    def nobody_answers_or_a_queue_was_named(self, choice: int, queue: str) -> None:
        if citizen := self.pick(choice, "transfer"):
            citizen.queue = queue or citizen.queue
            self.tell(self.asterisk.hold(citizen, self.now, "transfer" if queue else "returned"))

    @rule(choice=CHOICE, to=st.sampled_from(SEATS), leg_first=st.booleans(), asked=st.booleans())
    @while_some("talk")
    def agent_hands_over(self, choice: int, to: str, leg_first: bool, asked: bool) -> None:
        citizen = self.pick(choice, "talk")
        if citizen and self.asterisk.phones[to] is t.DeviceState.NOT_INUSE:
            self.tell(self.asterisk.dial(citizen.seat, to, self.now))
            if asked:
                self.time_passes(1.0)
            self.tell(self.asterisk.hand_over(citizen, to, self.now, leg_first=leg_first))

    @rule(choice=CHOICE, held=st.booleans())
    @while_some("talk")
    def agent_holds(self, choice: int, held: bool) -> None:
        if citizen := self.pick(choice, "talk"):
            self.tell(self.asterisk.holds(citizen, held, self.now))

    @rule(choice=CHOICE)
    @while_some("talk")
    def agent_keys(self, choice: int) -> None:
        if citizen := self.pick(choice, "talk"):
            self.tell(self.asterisk.key(citizen, self.now))

    @rule(choice=CHOICE)
    @while_some("menu", "hold")
    def citizen_begins_a_message(self, choice: int) -> None:
        if citizen := self.pick(choice, "menu", "hold"):
            self.tell(self.asterisk.begin_message(citizen, self.now))

    @rule(choice=CHOICE)
    @while_some("message")
    def citizen_leaves_a_message(self, choice: int) -> None:
        if citizen := self.pick(choice, "message"):
            self.tell(self.asterisk.leave_message(citizen, self.now))

    @rule(choice=CHOICE)
    @while_some("message")
    def citizen_says_nothing(self, choice: int) -> None:
        if citizen := self.pick(choice, "message"):
            self.tell(self.asterisk.hold(citizen, self.now, "silent"))

    @rule(choice=CHOICE)
    @while_some("talk")
    def agent_leaves_before_the_survey(self, choice: int) -> None:
        if citizen := self.pick(choice, "talk"):
            self.tell(self.asterisk.ask_for_grade(citizen, self.now))

    @rule(choice=CHOICE, grade=st.sampled_from([0, 1, 5]))
    @while_some("survey")
    def citizen_grades(self, choice: int, grade: int) -> None:
        if citizen := self.pick(choice, "survey"):
            self.tell(self.asterisk.grade(citizen, grade, self.now))

    @rule(choice=CHOICE)
    @while_some("hold")
    def citizen_asks_for_a_callback(self, choice: int) -> None:
        if citizen := self.pick(choice, "hold"):
            self.tell(self.asterisk.ask_for_callback(citizen, self.now))

    @rule(choice=CHOICE, number=st.sampled_from(["", *NUMBERS[1:]]), stays=st.booleans())
    @while_some("callback")
    def citizen_agrees_or_waits_on(self, choice: int, number: str, stays: bool) -> None:
        citizen = self.pick(choice, "callback")
        if citizen is None or citizen.call in self.promised:
            return
        if not number:
            self.tell(self.asterisk.hold(citizen, self.now, "kept"))
            return
        self.promised.add(citizen.call)
        self.tell(self.asterisk.agree(citizen, number, self.now))
        if not stays:
            self.hangs_up_for_a_callback(citizen)

    @rule(queue=st.sampled_from(QUEUES), seat=st.sampled_from(SEATS), number=st.sampled_from(NUMBERS[1:]))
    @precondition(lambda self: self.router_up)
    def citizen_is_called_back(self, queue: str, seat: str, number: str) -> None:
        """The usual course, so that what comes of it is tried often."""
        self.citizen_arrives("", number)
        citizen = list(self.asterisk.citizens.values())[-1]
        citizen.queue = queue
        self.tell(self.asterisk.hold(citizen, self.now))
        self.tell(self.asterisk.ask_for_callback(citizen, self.now))
        self.promised.add(citizen.call)
        self.tell(self.asterisk.agree(citizen, number, self.now))
        self.hangs_up_for_a_callback(citizen)
        self.agent_asks(seat, "on")
        self.agent_asks(seat, "ready")
        self.node_obeys(lost=False, answered=True)

    def hangs_up_for_a_callback(self, citizen: Citizen) -> None:
        self.tell(self.asterisk.hang_up(citizen, self.now))
        self.promised.discard(citizen.call)

    @rule(choice=CHOICE, what=st.sampled_from(["picks up", "1", "1", "2", "BUSY", "NOANSWER", "CONGESTION"]))
    @precondition(lambda self: any(c.away and c.state == "talk" for c in self.asterisk.citizens.values()))
    def citizens_phone_rings(self, choice: int, what: str) -> None:
        citizen = self.pick(choice, "talk", away=True)
        assert citizen is not None
        if what == "picks up":
            self.tell(self.asterisk.pick_up(citizen, self.now))
        elif what.isdigit():
            self.tell(self.asterisk.press(citizen, what, self.now))
        else:
            self.tell(self.asterisk.not_reached(citizen, self.now, what))

    @rule(choice=CHOICE, queue=st.sampled_from(QUEUES))
    @precondition(lambda self: self.router_up and self.floor.calls)
    def citizen_calls_again(self, choice: int, queue: str) -> None:
        former = sorted(self.floor.calls)[choice % len(self.floor.calls)]
        if self.floor.calls[former].state is CallState.OWED:
            self.taken.add(former)
        self.citizen_arrives("", NUMBERS[1])
        citizen = list(self.asterisk.citizens.values())[-1]
        citizen.queue = queue
        self.tell(self.asterisk.hold(citizen, self.now, takes=former))

    @rule(choice=CHOICE)
    @precondition(lambda self: self.router_up and self.floor.calls)
    def ops_cancel_a_callback(self, choice: int) -> None:
        call = sorted(self.floor.calls)[choice % len(self.floor.calls)]
        owed = self.floor.calls[call].state is CallState.OWED
        self.cancelled |= {call} if owed else set()
        ask = r.CancelCallback(seat="", actor="t", call=call)
        effects = self.floor.ask(ask, self.now, pin_ok=lambda _agent, _pin: True)
        assert effects.reply is not None
        assert effects.reply.ok == owed
        self.store(effects)

    @rule(number=st.sampled_from(sorted(BUNDLES)), check=st.booleans())
    @precondition(lambda self: self.router_up)
    def ops_apply(self, number: int, check: bool) -> None:
        ask = r.AdoptBundle(seat="", actor="t", number=number, check=check)
        served = {call.id for call in self.floor.calls.values() if self.floor.queue(call.queue) is not None}
        effects = self.floor.ask(ask, self.now, pin_ok=lambda _agent, _pin: True)
        assert effects.reply is not None
        lost = [call.id for call in self.floor.calls.values() if call.id in served and not self.floor.queue(call.queue)]
        waits_nowhere = {CallState.MESSAGE}
        assert not [call for call in lost if self.floor.calls[call].state not in waits_nowhere]
        if not effects.reply.ok or check:
            assert effects.empty, "refused, or only asked for, and yet something changed"
            assert self.floor.bundle == self.bundle
        self.store(effects)
        self.bundle = self.floor.bundle

    @rule(choice=CHOICE)
    @while_some("hold")
    def gives_up_on_router(self, choice: int) -> None:
        if citizen := self.pick(choice, "hold"):
            self.tell(self.asterisk.fall_back(citizen, self.now, "ack"))

    @rule(choice=CHOICE, seat=st.sampled_from(SEATS))
    @while_some("fallback")
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
    def no_message_is_kept_twice(self) -> None:
        assert all(count == 1 for count in self.messages.values()), self.messages

    @invariant()
    def places_are_those_of_the_waiting(self) -> None:
        waiting = [
            call for call in self.floor.calls.values()
            # A callback whose time has just come stands in line as soon as the timer has said so.
            if call.state is CallState.QUEUED or (call.state is CallState.OWED and self.floor.places.of(call.id))
        ]  # fmt: skip
        assert all(call.owed is None or call.absent is False or call.owed.not_before <= self.now for call in waiting)
        for queue in {call.queue for call in waiting}:
            line = sorted((call for call in waiting if call.queue == queue), key=lambda call: (call.rank, call.id))
            assert [self.floor.places.of(call.id) for call in line] == list(range(1, len(line) + 1))

    @invariant()
    def who_talks_by_the_model_talks_by_the_router(self) -> None:
        if not self.router_up:
            return
        for citizen in self.asterisk.citizens.values():
            if citizen.state == "talk" and citizen.seat in self.floor.seats:
                call, seat = self.floor.calls[citizen.call], self.floor.seats[citizen.seat]
                assert (call.state, call.segment and call.segment.seat) == (CallState.TALKING, citizen.seat)
                assert (seat.state, seat.call) == (SeatState.TALKING, citizen.call)

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
            assert set(self.asterisk.citizens) <= set(self.floor.calls)
            for call in [call for name, call in self.floor.calls.items() if name not in self.asterisk.citizens]:
                assert call.state is CallState.OWED or (call.absent and call.offer is not None)
            assert not set(self.outcomes) & set(self.asterisk.citizens)

    @invariant()
    def who_is_owed_a_callback_is_looked_at_again(self) -> None:
        """Unless the bundle rings nobody: the next one does."""
        if not (self.router_up and self.floor.live and self.floor.bundle.outbound):
            return
        for call in self.floor.calls.values():
            if call.state is CallState.OWED:
                waits = self.floor.timers.waits("owed", call.id)
                assert waits or self.floor.brain.engine.place_of(call.id) is not None

    @invariant()
    def no_number_is_rung_twice_at_once(self) -> None:
        rung = Counter(c.number for c in self.asterisk.citizens.values() if c.away)
        assert all(count == 1 for count in rung.values()), rung

    @invariant()
    def nobody_is_on_the_line_whom_the_router_takes_for_absent(self) -> None:
        if self.router_up:
            for citizen in self.asterisk.citizens.values():
                if citizen.state in {"hold", "fallback"}:
                    assert not self.floor.calls[citizen.call].absent

    @invariant()
    def nobody_waits_for_a_free_seat(self) -> None:
        owed = [call for call in self.floor.calls.values() if call.state is CallState.OWED and self.router_up]
        for call in [*self.in_hold(), *owed]:
            if self.floor.brain.engine.place_of(call.id) is None:
                continue
            clauses = [clause for step in self.steps_by_now(call) for clause in step.tiers]
            for seat in self.floor.seats.values():
                agent = self.floor.bundle.agents.get(seat.agent)
                able = agent is not None and any(clause.met_by(agent.skills) for clause in clauses)
                assert not (self.floor.can_take(seat) and able), f"{seat.id} is free and {call.id} waits"

    @invariant()
    def nobody_is_forgotten(self) -> None:
        for call in self.in_hold():
            if self.floor.brain.engine.place_of(call.id) is None:
                assert self.floor.timers.waits("retry", call.id), f"nobody will ever look at {call.id} again"
            else:
                assert call.id not in self.floor.leaving

    @invariant()
    def who_was_passed_on_without_the_dialplans_knowing_is_sent_there(self) -> None:
        for call in self.in_hold():
            known = self.floor.queue_id(self.asterisk.citizens[call.id].queue)
            if known != call.queue and known in call.came_by and call.id not in self.floor.leaving:
                assert call.id in self.floor.untold
                assert self.floor.timers.waits("retry", call.id)

    def in_hold(self) -> list[Call]:
        """Calls that router and model agree on that they wait; none while the router is away or has not seen them."""
        if not (self.router_up and self.floor.live):
            return []
        waiting = [call for call in self.floor.calls.values() if call.state is CallState.QUEUED]
        return [call for call in waiting if self.asterisk.citizens[call.id].state == "hold"]

    def steps_by_now(self, call: Call) -> list[Step]:
        """What will do for a call that has waited so long, by the rules of now and by those it came under."""
        queue = self.floor.bundle.queues.get(call.queue)
        wants = self.floor.wants(call)
        # A queue that the bundle does not know asks for nothing but what the call does.
        steps = (*(steps_of(queue) if queue else (Step(after=0.0, tiers=(Clause(),)),)), *wants.also)
        return [step for step in steps if self.now >= wants.since + step.after]


Hotline.TestCase.settings = settings(
    max_examples=200, stateful_step_count=50, deadline=None, suppress_health_check=list(HealthCheck)
)
TestHotline = Hotline.TestCase
