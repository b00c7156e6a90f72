"""Whatever happens in whatever order: one climb for a cause, one open ring for a person, nobody rung twice in a round,
and no phone left ringing for nothing."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from router.domain import requests as r
from router.domain import telephony as t
from router.domain.bundle import AgentRole, Bundle
from router.domain.call import CallState
from router.domain.floor import Floor
from router.domain.history import LadderRung
from router.domain.ladder.climb import LadderRing
from router.domain.ladder.settings import Ladder, Rule, Trigger
from router.domain.outbound import Outbound, RingPhase, RingPurpose
from tests.unit.domain import sample
from tests.unit.domain.asterisk_model import NODE
from tests.unit.domain.desk import Desk

WORDS = (
    "call", "call", "leave", "long", "leave", "wait", "long", "dialled", "answered", "1", "2", "ended", "joined",
    "failed", "sign_on", "sign_off", "phone", "help", "talk", "trouble", "restart", "snapshot", "withdraw",
)  # fmt: skip
STEPS = st.lists(st.tuples(st.sampled_from(WORDS), st.integers(0, 3)), min_size=15, max_size=80)


def bundle() -> Bundle:
    plain = sample.bundle(seats=4, wrap_up=0, outbound=Outbound(trunk="city"))
    agents = {**plain.agents, "8002": replace(plain.agents["8002"], role=AgentRole.LEAD, skills={})}
    agents["8003"] = replace(agents["8003"], mobile="13800000003", skills={})
    rules = (
        Rule(trigger=Trigger.WAITING, seconds=5),
        Rule(trigger=Trigger.HELP),
        Rule(trigger=Trigger.NOBODY, seconds=30),
        Rule(trigger=Trigger.PART_DOWN),
    )
    ladder = Ladder(id="night", people=("lead", "8003", "8002"), rules=rules, ring_seconds=20)
    return replace(plain, agents=agents, ladders={"night": ladder})


class Walk:
    """A desk, and what may happen to it."""

    def __init__(self) -> None:
        self.desk = Desk(bundle=bundle())
        self.desk.ask(r.SignOn(seat="1002", actor="t", agent="8002"))
        # Somebody is being rung from the beginning: more happens to that.
        self.desk.caller("legal")
        self.desk.passes(5)

    def do(self, what: str, which: int) -> None:
        desk, seat = self.desk, f"100{which + 1}"
        match what:
            case "call":
                desk.caller("legal" if which % 2 else "general")
            case "leave":
                for citizen in list(desk.asterisk.citizens.values())[which : which + 1]:
                    desk.tell(desk.asterisk.hang_up(citizen, desk.now))
            case "wait" | "long":
                desk.passes(1 if what == "wait" else 70)
            case "sign_on":
                desk.ask(r.SignOn(seat=seat, actor="t", agent=f"800{which + 1}"))
                desk.ask(r.MakeReady(seat=seat, actor="t"))
            case "sign_off":
                desk.ask(r.SignOff(seat=seat, actor="t"))
            case "phone":
                desk.tell(desk.asterisk.reach(seat, not desk.asterisk.reachable[seat], desk.now))
            case "talk" | "help":
                self._agents(what)
            case "trouble":
                down = {"api": "api is not well"} if which % 2 else {}
                desk.take(desk.floor.use_troubles({Trigger.PART_DOWN: down}, desk.now))
            case "snapshot":
                desk.tell([desk.asterisk.snapshot(desk.now)])
            case "restart" | "withdraw":
                self._begin_anew(what, which)
            case _:
                self._ring(what, which)

    def _agents(self, what: str) -> None:
        for citizen in list(self.desk.asterisk.citizens.values()):
            if what == "talk" and citizen.state == "offer":
                self.desk.tell(self.desk.asterisk.answer(citizen, self.desk.now))
            elif what == "help" and citizen.state == "talk":
                asked = t.HelpAsked(node=NODE, at=self.desk.now, call=citizen.call, seat=citizen.seat)
                self.desk.tell([asked])

    def _ring(self, what: str, which: int) -> None:
        orders = self.desk.sent(t.PlaceRing)
        if not orders:
            return
        order, now = orders[-1 - which % min(len(orders), 2)], self.desk.now
        if what == "failed":
            self.desk.asterisk.rings.discard(order.ring)
            failed = t.CommandFailed(node=NODE, at=now, command="PlaceRing", ring=order.ring, reason="seat_taken")
            return self.desk.tell([failed])
        if what == "joined":
            return self._joined()
        phase = RingPhase.KEYED if what in {"1", "2"} else RingPhase(what)
        if phase is RingPhase.ENDED:
            self.desk.asterisk.rings.discard(order.ring)
        told = t.RingTold(
            node=NODE, at=now, ring=order.ring, purpose=RingPurpose.LADDER, subject=order.subject, phase=phase,
            key=what if what in {"1", "2"} else "", status="ANSWER" if which else "BUSY", channel="p/1",
        )  # fmt: skip
        return self.desk.tell([told])

    def _joined(self) -> None:
        orders = self.desk.sent(t.ConnectRing)
        citizen = self.desk.asterisk.citizens.get(orders[-1].call) if orders else None
        known = self.desk.floor.calls.get(orders[-1].call) if orders else None
        if citizen is None or known is None or known.offer is None or known.offer.id != orders[-1].offer:
            return
        order = orders[-1]
        citizen.state, citizen.offer, citizen.seat, citizen.answered = "talk", order.offer, order.seat, bool(order.seat)
        talked = t.CallTalked(
            node=NODE, at=self.desk.now, call=order.call, seat=order.seat, offer=order.offer, kind="ladder"
        )
        self.desk.tell([talked])

    def _begin_anew(self, what: str, which: int) -> None:
        if what == "restart":
            self._restart()
            self.desk.tell([self.desk.asterisk.snapshot(self.desk.now)])
        else:
            self._adopt(which)

    def _restart(self) -> None:
        former = self.desk.floor
        self.desk.floor = Floor(
            bundle=former.bundle, epoch=former.epoch + 1, seats=former.seats, calls=former.calls, boots=former.boots,
            bundle_of=self.desk.bundles.get, climbs=former.ladders.climbs,
        )  # fmt: skip
        self.desk.take(self.desk.floor.start(self.desk.now, [NODE]))

    def _adopt(self, which: int) -> None:
        number = self.desk.floor.bundle.number + 1
        ladders = bundle().ladders if which % 2 else {}
        self.desk.bundles[number] = replace(self.desk.floor.bundle, number=number, ladders=ladders)
        self.desk.ask(r.AdoptBundle(seat="", actor="t", number=number))

    def holds(self) -> None:
        """What is so at all times."""
        climbs = list(self.desk.floor.ladders.climbs.values())
        assert len({one.cause for one in climbs}) == len(climbs)
        people = [one.ring.person for one in climbs if one.ring is not None and one.runs]
        assert len(set(people)) == len(people)
        rings = [one.ring for one in self.desk.sent(t.PlaceRing)]
        assert len(set(rings)) == len(rings)
        rung = {one.ring.id: one.ring for one in self.desk.kept(LadderRung)}
        assert self._twice(rung) == []
        stopped = {one.ring for one in self.desk.sent(t.CancelRing)}
        open_now = {one.ring.id for one in climbs if one.ring is not None}
        left = [one.id for one in rung.values() if one.ended_at is None and one.id not in open_now | stopped]
        assert left == []

    def _twice(self, rung: dict[str, LadderRing]) -> list[tuple[str, int, str]]:
        # Who had accepted and could not be connected is rung once more.
        kept = [one for one in rung.values() if one.key != "1"]
        times = Counter((one.climb, one.round, one.person) for one in kept)
        return [who for who, many in times.items() if many > 1]


@given(STEPS)
@settings(max_examples=150, deadline=None)
def test_it_holds_whatever_happens(steps: list[tuple[str, int]]) -> None:
    walk = Walk()
    for what, which in steps:
        walk.do(what, which)
        walk.holds()


@given(STEPS)
@settings(max_examples=60, deadline=None)
def test_with_every_cause_gone_nobody_is_rung_any_more(steps: list[tuple[str, int]]) -> None:
    walk = Walk()
    for what, which in steps:
        walk.do(what, which)
    desk = walk.desk
    for citizen in list(desk.asterisk.citizens.values()):
        desk.tell(desk.asterisk.hang_up(citizen, desk.now))
    desk.take(desk.floor.use_troubles({Trigger.PART_DOWN: {}}, desk.now))
    desk.ask(r.SignOn(seat="1001", actor="t", agent="8001"))
    desk.passes(1)
    assert not [call for call in desk.floor.calls.values() if call.state is CallState.QUEUED]
    assert desk.floor.ladders.climbs == {}
