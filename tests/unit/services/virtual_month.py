"""People at the desk in a virtual month, and what has to come of what they do by the slow reading of the roster."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import dataclass, field

from router.domain.call import CallState
from router.domain.shifts.role import SERVING
from tests.unit.domain.asterisk_model import Citizen
from tests.unit.services.slow_roster import DOOR, WARNED, SlowRoster, Work
from tests.unit.services.virtual_desk import VirtualDesk, seat_of

LEAVES_HOME = 20
"""minutes before a shift"""
A_CALLER_EACH = 20
"""minutes"""
Told = list[tuple[float, str]]
"""when, and of whom"""


@dataclass
class Sitting:
    """Somebody at a seat."""

    until: float
    """the end that counts"""
    told: bool = False
    stays: bool = False
    """the own shift is over, and others are still there"""
    goes_at: float | None = None
    asks_at: float | None = None
    """to stay on"""


@dataclass
class Expected:
    """What the slow reading says."""

    told: Told = field(default_factory=list)
    missing: Told = field(default_factory=list)
    found: Told = field(default_factory=list)
    taken_off: Told = field(default_factory=list)
    overruns: Told = field(default_factory=list)


@dataclass
class VirtualMonth:
    """Each half minute: first the router's own clock, then the roster's changes, then people."""

    desk: VirtualDesk
    slow: SlowRoster
    chance: random.Random = field(default_factory=lambda: random.Random(10))
    sitting: dict[str, Sitting] = field(default_factory=dict)
    coming: dict[str, list[float]] = field(default_factory=dict)
    """who tries to sign on, and when"""
    talks: dict[str, tuple[Citizen, float]] = field(default_factory=dict)
    """with whom, and until when"""
    overdue: dict[str, float] = field(default_factory=dict)
    """who was in a talk at the end of the shift, and when that was"""
    lost: dict[str, Work] = field(default_factory=dict)
    """who is missing"""
    stranded: set[str] = field(default_factory=set)
    """who sits there by a lead's slip: the shift was struck out"""
    expected: Expected = field(default_factory=Expected)
    count: Counter[str] = field(default_factory=Counter)
    by_start: dict[float, list[Work]] = field(default_factory=dict)
    by_miss: dict[float, list[Work]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.read()

    def read(self) -> None:
        """The roster was changed."""
        self.by_start, self.by_miss = {}, {}
        for work in self.slow.all():
            self.by_start.setdefault(work.start - LEAVES_HOME, []).append(work)
            self.by_miss.setdefault(self.slow.missed(work), []).append(work)

    # ------------------------------------------------------------ by the slow reading

    def clock_strikes(self, at: float) -> None:
        """What has to be by now, whatever people do next."""
        for work in self.by_miss.get(at, []):
            if work.role in SERVING and work.person not in self.sitting:
                self.expected.missing.append((at, work.person))
                self.lost[work.person] = work
        for person, sitting in self.sitting.items():
            self._tell(person, sitting, at)
            if at == sitting.until:
                self._end(person, sitting, at)

    def _tell(self, person: str, sitting: Sitting, at: float) -> None:
        if not sitting.told and sitting.until - WARNED <= at < sitting.until:
            sitting.told = True
            self.expected.told.append((at, person))

    def _end(self, person: str, sitting: Sitting, at: float) -> None:
        if person in self.talks:
            self.overdue[person] = at
            self.count["in a talk at the end"] += 1
        how = self.chance.random()
        # Once is enough: who stayed on all night would run into the next shift.
        if how < 0.2 and person not in self.stranded and not sitting.stays:
            sitting.asks_at = at + 1
        else:
            sitting.goes_at = at + (self.chance.randint(0, 3) if how < 0.8 else self.chance.randint(30, 120))

    def struck(self, at: float) -> None:
        """The roster was changed: another end may count for who sits there."""
        self.read()
        for person, sitting in self.sitting.items():
            until = self.slow.until(person, at)
            if until is None and sitting.until > at + WARNED and not sitting.stays:
                self.expected.taken_off.append((at, person))
                self.stranded.add(person)
                until = at + WARNED
            if until is not None and until != sitting.until:
                sitting.until, sitting.told = until, False
            self._tell(person, sitting, at)

    def to_have_calls(self, at: float) -> set[str]:
        return {person for person, sitting in self.sitting.items() if sitting.until > at}

    # ------------------------------------------------------------ people

    def people_act(self, at: float) -> None:
        self._hang_up(at)
        for work in self.by_start.get(at, []):
            if not work.at_home and work.person not in self.sitting:
                self.coming[work.person] = self._mood(work)
        for person in [one for one, times in self.coming.items() if times and times[0] <= at]:
            self._comes(person, at)
        for person, sitting in list(self.sitting.items()):
            if self._wants(sitting, at) and not self.desk.busy(person):
                self._has_a_word(person, sitting, at)
        if at % A_CALLER_EACH == 0 or (at + 2) % 60 == 0:
            self.desk.caller()
        self._pick_up(at)

    def _mood(self, work: Work) -> list[float]:
        how, start = self.chance.random(), float(work.start)
        if how < 0.08:
            return [start - LEAVES_HOME, start - DOOR - 0.5, start - DOOR]
        if how < 0.80:
            return [start - self.chance.randint(1, 14)]
        if how < 0.88:
            return [start + self.chance.randint(1, 9)]
        return [start + self.chance.randint(11, 45)] if how < 0.95 else []

    def _comes(self, person: str, at: float) -> None:
        self.coming[person].pop(0)
        heard = self.desk.comes(person)
        assert heard == self.slow.sign_on(person, at), (person, at)
        self.count[heard or "signed on"] += 1
        if heard:
            return
        until = self.slow.until(person, at)
        assert until is not None, (person, at)
        self.coming[person] = []
        self.sitting[person] = sitting = Sitting(until=until)
        if self.chance.random() < 0.1:
            sitting.goes_at = until - 3
        self._tell(person, sitting, at)
        missed = self.lost.pop(person, None)
        if missed is not None and at < missed.end:
            self.expected.found.append((at, person))

    def _wants(self, sitting: Sitting, at: float) -> bool:
        return any(each is not None and each <= at for each in (sitting.asks_at, sitting.goes_at))

    def _has_a_word(self, person: str, sitting: Sitting, at: float) -> None:
        """Asks to stay on, or goes home."""
        if sitting.asks_at is not None and sitting.asks_at <= at:
            later, sitting.asks_at = self.slow.stays(sitting.until, at), None
            heard = self.desk.ready_again(person)
            assert heard == ("" if later is not None else "shift_over"), (person, at)
            self.count["stayed on" if later is not None else "could not stay"] += 1
            if later is None:
                sitting.goes_at = at + 5
            else:
                sitting.until, sitting.told, sitting.stays = later, False, True
                self._tell(person, sitting, at)
        else:
            self.desk.goes_home(person)
            self.stranded.discard(person)
            del self.sitting[person]

    # ------------------------------------------------------------ calls

    def _pick_up(self, at: float) -> None:
        for citizen in self.desk.picks_up():
            person = f"8{citizen.seat[1:]}"
            assert self.sitting[person].until > at, (person, at, "is done, and was rung")
            # On a full minute, as shifts end on one: who is free half a minute later has wrapped up before it.
            self.talks[person] = (citizen, at // 1 + self.chance.randint(2, 25))

    def _hang_up(self, at: float) -> None:
        for person, (citizen, until) in list(self.talks.items()):
            if until > at:
                continue
            assert (citizen.state, citizen.seat) == ("talk", seat_of(person)), (person, at, "was cut off")
            assert self.desk.call(citizen).state is CallState.TALKING
            self.desk.tell(self.desk.asterisk.agent_leaves(citizen, self.desk.now, died=False))
            del self.talks[person]
            self.count["talks"] += 1
            if (since := self.overdue.pop(person, None)) is not None:
                self.expected.overruns.append((at + 0.5, f"{person} {at + 0.5 - since:.1f}"))
