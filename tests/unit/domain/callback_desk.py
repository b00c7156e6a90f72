"""A desk whose bundle rings the outside, for stories of callbacks."""

from __future__ import annotations

from dataclasses import replace

from router.domain import telephony as t
from router.domain.bundle import Bundle, Hours
from router.domain.history import RingRecorded
from router.domain.outbound import Callbacks, Outbound
from router.domain.seat import SeatState
from tests.unit.domain.asterisk_model import Citizen
from tests.unit.domain.desk import Desk
from tests.unit.domain.sample import bundle as sample_bundle

NUMBER = "13800138000"
OTHER = "13900139000"
"""A number that may not be rung."""


def ringing_bundle(
    *,
    seats: int = 3,
    wrap_up: int = 0,
    number: int = 1,
    a_day: int = 10,
    retries: tuple[int, ...] = (5, 30),
    hours: Hours | None = None,
    callbacks: Callbacks | None = None,
) -> Bundle:
    """The sample, by which numbers that begin with 138 are rung."""
    rules = callbacks or Callbacks(retry_minutes=retries)
    outbound = Outbound(trunk="carrier", a_day=a_day, hours=hours.id if hours else "", callbacks=rules)
    made = sample_bundle(seats=seats, wrap_up=wrap_up, number=number, outbound=outbound)
    return replace(made, hours={hours.id: hours}) if hours else made


class CallbackDesk(Desk):
    """Its callers may be called back."""

    def __init__(self, bundle: Bundle | None = None) -> None:
        super().__init__(bundle=bundle or ringing_bundle())

    def asks(self, citizen: Citizen, number: str = NUMBER) -> None:
        """The caller in hold asks for a callback, is promised one, and hangs up."""
        self.tell(self.asterisk.ask_for_callback(citizen, self.now))
        self.tell(self.asterisk.agree(citizen, number, self.now))
        self.tell(self.asterisk.hang_up(citizen, self.now))

    def owed(self, queue: str = "general", number: str = NUMBER) -> Citizen:
        """A caller who has hung up and is owed a callback."""
        citizen = self.caller(queue, number=number)
        self.asks(citizen, number)
        return citizen

    def stand_in(self, citizen: Citizen) -> Citizen:
        """The channel of the callback that is under way."""
        return self.asterisk.citizens[citizen.call]

    def rung(self, seat: str = "1001") -> Citizen:
        """A caller owed a callback whose phone rings, by this seat's agent."""
        citizen = self.owed()
        self.ready(seat)
        self.agent_answers(citizen)
        return citizen

    def reached(self, seat: str = "1001") -> Citizen:
        """A caller who was called back and talks with this seat's agent. Returns the new channel's."""
        citizen = self.rung(seat)
        self.presses(citizen, "1")
        return self.stand_in(citizen)

    def agent_answers(self, citizen: Citizen) -> None:
        self.tell(self.asterisk.answer(self.stand_in(citizen), self.now))

    def presses(self, citizen: Citizen, key: str) -> None:
        """The phone that is rung is answered, and a key pressed."""
        self.tell(self.asterisk.pick_up(self.stand_in(citizen), self.now))
        self.tell(self.asterisk.press(self.stand_in(citizen), key, self.now))

    def not_reached(self, citizen: Citizen, status: str = "BUSY") -> None:
        self.tell(self.asterisk.not_reached(self.stand_in(citizen), self.now, status))

    def in_vain(self, citizen: Citizen, status: str = "BUSY") -> None:
        """A whole try: the seat that is rung takes it, the citizen does not."""
        self.agent_answers(citizen)
        self.not_reached(citizen, status)

    def misses(self, citizen: Citizen) -> str:
        """The seat that is rung for it does not answer. Returns the seat."""
        stand_in = self.stand_in(citizen)
        seat = stand_in.seat
        self.tell(self.asterisk.offer_over(stand_in, self.now, "NOANSWER", 0))
        return seat

    def tries(self) -> list[tuple[str, str]]:
        """Calls and seats that a callback was ordered for."""
        return [(command.call, command.seat) for command in self.sent(t.CallBack)]

    def ring_ends(self) -> list[str]:
        """How the rings ended."""
        return [ring.end for ring in self.kept(RingRecorded) if ring.end]

    def is_free(self, seat: str) -> bool:
        return self.seat(seat).state is SeatState.READY
