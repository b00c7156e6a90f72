"""A floor with a model of the node beside it, for tests that tell a story."""

from __future__ import annotations

from typing import TypeVar

from router.domain import requests as r
from router.domain import telephony as t
from router.domain.bundle import Bundle
from router.domain.call import Call, CallState
from router.domain.floor import Effects, Floor
from router.domain.history import AlarmRaised, CallRecorded, HistoryRecord, SeatRecorded
from router.domain.requests import Reply
from router.domain.seat import Seat
from tests.unit.domain import sample
from tests.unit.domain.asterisk_model import NODE, AsteriskModel, Citizen

T = TypeVar("T")


class Desk:
    """Events go in, offers and ways on are carried out at once, everything that went on record is kept."""

    def __init__(self, *, seats: int = 3, wrap_up: int = 0, bundle: Bundle | None = None) -> None:
        self.now = 1000.0
        self.bundles: dict[int, Bundle] = {}
        """those that may be adopted"""
        self.deaf = False
        """whether Asterisk hears none of the commands"""
        self.records: list[HistoryRecord] = []
        self.floor = Floor(
            bundle=bundle or sample.bundle(seats=seats, wrap_up=wrap_up), epoch=1, seats={}, calls={}, boots={},
            bundle_of=self.bundles.get,
        )  # fmt: skip
        self.asterisk = AsteriskModel(list(self.floor.seats))
        self.recorded: list[Call] = []
        self.alarms: list[str] = []
        self.commands: list[t.NodeCommand] = []
        self.take(self.floor.start(self.now, [NODE]))
        self.tell([self.asterisk.snapshot(self.now)])

    def take(self, effects: Effects) -> Effects:
        self.recorded += [one.call for one in effects.records if isinstance(one, CallRecorded)]
        self.records += effects.records
        self.alarms += [one.code for one in effects.records if isinstance(one, AlarmRaised)]
        self.commands += effects.commands
        for command in effects.commands:
            if isinstance(command, t.PlaceRing):
                self.asterisk.rings.add(command.ring)
            if isinstance(command, t.CancelRing):
                self.asterisk.rings.discard(command.ring)
            if isinstance(command, t.Offer | t.CallBack | t.SendOn | t.SendToFallback) and not self.deaf:
                self.tell(self.asterisk.obey(command, self.now))
        return effects

    def tell(self, events: list[t.NodeEvent]) -> None:
        for event in events:
            self.take(self.floor.handle(event, self.now))

    def ask(self, request: r.Request) -> Reply:
        reply = self.take(self.floor.ask(request, self.now, pin_ok=lambda _agent, pin: pin == "1234")).reply
        assert reply is not None
        return reply

    def ready(self, *seats: str) -> None:
        for seat in seats:
            self.ask(r.SignOn(seat=seat, actor="t", agent=f"8{seat[1:]}"))
            assert self.ask(r.MakeReady(seat=seat, actor="t")).ok

    def pause(self, seat: str) -> None:
        assert self.ask(r.Pause(seat=seat, actor="t", reason="break")).ok

    def restart(self, *, forget: bool = False) -> None:
        """Another router, with the state that is stored, or with none of its calls."""
        former = self.floor
        self.floor = Floor(
            bundle=former.bundle, epoch=former.epoch + 1, seats=former.seats, calls={} if forget else former.calls,
            boots=former.boots, bundle_of=self.bundles.get, rung=former.rung,
        )  # fmt: skip
        self.take(self.floor.start(self.now, [NODE]))

    def caller(self, queue: str = "general", *, bundle: int = 1, number: str = "1") -> Citizen:
        self.tell(self.asterisk.arrive(self.now, number))
        citizen = list(self.asterisk.citizens.values())[-1]
        citizen.queue, citizen.bundle = queue, bundle
        self.tell(self.asterisk.hold(citizen, self.now))
        return citizen

    def talk(self, seat: str = "1001") -> Citizen:
        """A citizen who talks with this seat's agent, nobody else being ready."""
        self.ready(seat)
        citizen = self.caller()
        self.tell(self.asterisk.answer(citizen, self.now))
        assert self.call(citizen).state is CallState.TALKING
        return citizen

    def kept(self, cls: type[T]) -> list[T]:
        """What went on record of this kind."""
        return [record for record in self.records if isinstance(record, cls)]

    def seats_recorded(self, seat: str) -> list[Seat]:
        """What went on record of one seat."""
        return [record.seat for record in self.kept(SeatRecorded) if record.seat.id == seat]

    def sent(self, cls: type[T]) -> list[T]:
        """The commands of this kind."""
        return [command for command in self.commands if isinstance(command, cls)]

    def passes(self, seconds: float) -> None:
        self.now += seconds
        self.take(self.floor.tick(self.now))

    def seat(self, seat: str) -> Seat:
        return self.floor.seats[seat]

    def call(self, citizen: Citizen) -> Call:
        return self.floor.calls[citizen.call]

    def ended(self, citizen: Citizen) -> Call:
        (over,) = [call for call in self.recorded if call.id == citizen.call and call.outcome]
        return over
