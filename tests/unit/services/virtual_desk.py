"""A floor of forty seats that follows a roster on disk, on a virtual clock of half minutes, and the people at it."""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Iterator
from pathlib import Path

from router.adapters.files.roster_book import FileRosterBook
from router.domain import requests as r
from router.domain import telephony as t
from router.domain.bundle import Bundle
from router.domain.errors import Refusal
from router.domain.floor import Effects
from router.domain.floor.duty import check_sign_on
from router.domain.floor.overrun import pending
from router.domain.history import ActionTaken, AlarmRaised, SeatRecorded
from router.domain.seat import OCCUPIED, SeatState
from router.ports import RosterSeen
from router.services.follow_roster import RosterFollower
from tests.unit.domain.asterisk_model import Citizen
from tests.unit.domain.desk import Desk
from tests.unit.services.slow_roster import unix


class Book(FileRosterBook):
    """Remembers what it was asked, and says when it was read in a thread."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.asked: object = None
        self.done = asyncio.Event()
        self._loop = asyncio.get_running_loop()

    def read(self, bundle: Bundle, now: float) -> RosterSeen:
        try:
            return super().read(bundle, now)
        finally:
            self._loop.call_soon_threadsafe(self.done.set)

    def stamp(self, bundle: Bundle, now: float) -> tuple[object, ...]:
        self.asked = found = super().stamp(bundle, now)
        return found


class VirtualDesk(Desk):
    """Minutes are those of `slow_roster`."""

    def __init__(self, folder: Path, bundle: Bundle, at: float) -> None:
        self.offered: list[tuple[float, str]] = []
        """when, and to whom"""
        self.told: list[tuple[float, str]] = []
        """when a seat was told that its end is near, and whose"""
        self.ending: set[str] = set()
        super().__init__(bundle=bundle)
        self.book = Book(folder)
        self.follower = RosterFollower(self.book)
        self.known: object = None
        self.at = at
        self.now = unix(at)
        self.passes(0)

    def take(self, effects: Effects) -> Effects:
        minute = (self.now - unix(0)) / 60
        for command in effects.commands:
            if isinstance(command, t.Offer):
                self.offered.append((minute, self.floor.seats[command.seat].agent))
        for record in effects.records:
            if isinstance(record, SeatRecorded):
                seat = record.seat
                if seat.shift_ending and seat.agent not in self.ending:
                    self.told.append((minute, seat.agent))
                (self.ending.add if seat.shift_ending else self.ending.discard)(seat.agent)
        kept, recorded, commands = len(self.records), len(self.recorded), len(self.commands)
        super().take(effects)
        # A month is long: what nobody will ask for is not kept.
        self.records[kept:] = [one for one in self.records[kept:] if isinstance(one, AlarmRaised | ActionTaken)]
        self.recorded[recorded:] = [call for call in self.recorded[recorded:] if call.outcome]
        self.commands[commands:] = [one for one in self.commands[commands:] if isinstance(one, t.SendToFallback)]
        return effects

    # ------------------------------------------------------------ time, and the roster

    def goes(self, to: float, *, halves: Collection[float]) -> Iterator[float]:
        """One minute after the other, each after what was due then; half a minute only if it is one of these, or if a
        wrap-up ends then."""
        while self.at < to:
            self.at += 0.5
            if self.at % 1 and self.at not in halves and not self._wraps_up():
                continue
            self.now = unix(self.at)
            self.passes(0)
            yield self.at

    def _wraps_up(self) -> bool:
        return any(seat.state is SeatState.WRAP_UP for seat in self.floor.seats.values())

    async def begin(self) -> None:
        self._adopt(await self.follower.begin(self.floor.bundle, self.now))
        self.book.done.clear()

    async def look(self) -> None:
        """What the router does each second; waits for what is read meanwhile."""
        news = self.follower.look(self.floor.bundle, self.now)
        while news is None and self.book.asked != self.known:
            await self.book.done.wait()
            # The thread's last step is still to come.
            await asyncio.sleep(0)
            news = self.follower.look(self.floor.bundle, self.now)
        if news is not None:
            self.book.done.clear()
            self._adopt(news)

    def _adopt(self, seen: RosterSeen) -> None:
        assert not seen.problem, seen.problem
        self.known = self.book.asked
        self.take(self.floor.use_roster(seen.duties, self.now))
        self.passes(0)

    # ------------------------------------------------------------ people

    def door(self, person: str) -> str:
        """What this agent would hear who wants to sign on now: nothing, or the refusal."""
        try:
            check_sign_on(self.floor, person, forced=False)
        except Refusal as refusal:
            return refusal.code
        return ""

    def comes(self, person: str) -> str:
        """Signs on and is ready; the refusal, if there is one."""
        reply = self.ask(r.SignOn(seat=seat_of(person), actor="t", agent=person))
        return self.ready_again(person) if reply.ok else reply.code

    def ready_again(self, person: str) -> str:
        reply = self.ask(r.MakeReady(seat=seat_of(person), actor="t"))
        return "" if reply.ok else reply.code

    def goes_home(self, person: str) -> None:
        assert self.ask(r.SignOff(seat=seat_of(person), actor="t")).ok

    def in_matching(self) -> set[str]:
        """Who is to have a next call."""
        return {
            seat.agent
            for seat in self.floor.seats.values()
            if seat.state is SeatState.READY or (seat.state in OCCUPIED and not pending(seat))
        }

    def busy(self, person: str) -> bool:
        return self.seat(seat_of(person)).state in OCCUPIED

    def picks_up(self) -> list[Citizen]:
        """Whoever rings answers; who is answered."""
        rung = [citizen for citizen in self.asterisk.citizens.values() if citizen.state == "offer"]
        for citizen in rung:
            self.tell(self.asterisk.answer(citizen, self.now))
        return rung

    def minutes_of(self, kind: type[AlarmRaised] | type[ActionTaken], word: str) -> list[tuple[float, str]]:
        """When something was told, and of whom."""
        named = ((one, one.code if isinstance(one, AlarmRaised) else one.what) for one in self.kept(kind))
        return [((one.at - unix(0)) / 60, one.subject) for one, name in named if name == word]


def seat_of(person: str) -> str:
    """Everybody has a seat."""
    return f"1{person[1:]}"
