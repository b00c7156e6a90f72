"""What the floor does when commands are lost, snapshots fail, phones vanish together, and events come out of step."""

from __future__ import annotations

from dataclasses import replace

from router.domain import requests as r
from router.domain import telephony as t
from router.domain.call import CallState, Outcome
from router.domain.floor import Floor
from router.domain.seat import SeatState
from tests.unit.domain.asterisk_model import NODE, AsteriskModel, Citizen
from tests.unit.domain.desk import Desk
from tests.unit.domain.sample import bundle


class DeafDesk(Desk):
    """A desk whose node does nothing by itself: commands are only kept."""

    deaf = False

    def take(self, effects):  # type: ignore[no-untyped-def]
        if not self.deaf:
            return super().take(effects)
        self.commands += effects.commands
        self.recorded += [one.call for one in effects.records if hasattr(one, "call") and not isinstance(one.call, str)]
        return effects

    def offers(self) -> list[t.Offer]:
        return [command for command in self.commands if isinstance(command, t.Offer)]

    def looks(self) -> int:
        return sum(isinstance(command, t.TakeSnapshot) for command in self.commands)

    def fails(self, offer: t.Offer, reason: str) -> None:
        self.tell(
            [
                t.CommandFailed(
                    node=NODE, at=self.now, command="Offer", call=offer.call, offer=offer.offer, reason=reason
                )
            ]
        )


def waiting(desk: DeafDesk) -> Citizen:
    """A caller who is offered to seat 1001, whose node keeps the command to itself."""
    desk.deaf = True
    desk.ready("1001")
    return desk.caller()


def test_a_snapshot_is_asked_for_until_it_comes() -> None:
    floor = Floor(bundle=bundle(), epoch=1, seats={}, calls={}, boots={})
    asked = [floor.start(1000.0, [NODE])]
    asked += [floor.tick(1000.0 + second) for second in range(1, 10)]
    assert sum(isinstance(c, t.TakeSnapshot) for effects in asked for c in effects.commands) == 4
    floor.handle(AsteriskModel(["1001"]).snapshot(1010.0), 1010.0)
    assert not any(isinstance(c, t.TakeSnapshot) for c in floor.tick(1020.0).commands)


def test_a_snapshot_that_failed_is_asked_for_again() -> None:
    desk = DeafDesk()
    before = desk.looks()
    desk.tell([t.CommandFailed(node=NODE, at=desk.now, command="TakeSnapshot", reason="asterisk_away")])
    desk.deaf = True
    desk.passes(1.0)
    assert desk.looks() == before + 1


def test_where_nothing_is_offered_nobody_is_acknowledged() -> None:
    desk = DeafDesk()
    citizen = desk.caller()
    desk.tell([t.NodeLost(node=NODE, at=desk.now)])
    desk.deaf, desk.commands = True, []
    desk.passes(31.0)
    assert not any(isinstance(command, t.Acknowledge) for command in desk.commands)
    desk.deaf = False
    desk.tell([desk.asterisk.snapshot(desk.now)])
    assert [c.call for c in desk.commands if isinstance(c, t.Acknowledge)] == [citizen.call]


def test_an_offer_that_came_late_is_made_again_a_second_later() -> None:
    desk = DeafDesk()
    citizen = waiting(desk)
    desk.fails(desk.offers()[-1], "late")
    assert len(desk.offers()) == 1
    desk.commands.clear()
    later = desk.caller()
    desk.passes(1.1)
    # The seat was kept for it: who came later has not overtaken.
    assert [offer.call for offer in desk.offers()] == [citizen.call]
    assert {c.call for c in desk.commands if isinstance(c, t.Acknowledge)} == {citizen.call, later.call}
    assert desk.call(citizen).failed_offers == 0


def test_an_offer_to_a_call_that_is_elsewhere_makes_the_router_look() -> None:
    desk = DeafDesk()
    waiting(desk)
    desk.commands, offer = [], desk.offers()[-1]
    desk.fails(offer, "not_in_hold")
    desk.passes(0.0)
    assert desk.looks() == 1


def test_a_call_that_the_fallback_did_not_get_is_matched_again() -> None:
    desk = DeafDesk()
    citizen = waiting(desk)
    for _ in range(3):
        desk.fails(desk.offers()[-1], "refused")
        desk.passes(1.1)
    assert desk.call(citizen).poisoned
    assert desk.call(citizen).state is CallState.QUEUED
    desk.passes(3.0)
    assert desk.call(citizen).state is CallState.OFFERED


def test_a_word_from_before_the_present_offer_does_not_end_it() -> None:
    desk = DeafDesk()
    citizen = waiting(desk)
    offer = desk.call(citizen).offer
    assert offer is not None
    stale = desk.asterisk.hold(citizen, desk.now - 1.0, "offer")
    desk.tell(stale)
    desk.tell([replace(desk.asterisk.snapshot(desk.now - 1.0))])
    assert desk.call(citizen).offer == offer


def test_a_snapshot_from_before_the_start_opens_nothing() -> None:
    desk = Desk()
    floor = Floor(bundle=bundle(), epoch=2, seats=desk.floor.seats, calls={}, boots={})
    floor.start(desk.now + 60.0, [NODE])
    floor.handle(desk.asterisk.snapshot(desk.now), desk.now + 60.0)
    assert not floor.live


def test_after_an_outage_of_the_switch_every_seat_is_back() -> None:
    desk = Desk()
    desk.ready("1001", "1002", "1003")
    for seat in ("1001", "1002", "1003"):
        desk.tell(desk.asterisk.reach(seat, False, desk.now))
    desk.passes(90.0)
    assert {desk.seat(s).state for s in ("1001", "1002", "1003")} == {SeatState.NOT_READY}
    for seat in ("1001", "1002", "1003"):
        desk.tell(desk.asterisk.reach(seat, True, desk.now))
    assert {desk.seat(s).state for s in ("1001", "1002", "1003")} == {SeatState.READY}


def test_a_parked_seat_becomes_the_last_one_when_the_other_leaves() -> None:
    desk = Desk()
    desk.ready("1001", "1002")
    citizen = desk.caller()
    desk.tell(desk.asterisk.offer_over(citizen, desk.now, "NOANSWER", 0))
    desk.tell(desk.asterisk.answer(citizen, desk.now))
    desk.ask(r.SignOff(seat="1002", actor="t"))
    desk.tell(desk.asterisk.agent_leaves(citizen, desk.now, died=False))
    assert desk.seat("1002").state is SeatState.SIGNED_OFF
    desk.passes(30.0)
    assert desk.seat("1001").state is SeatState.READY


def test_the_grace_of_a_phone_counts_from_the_routers_start() -> None:
    desk = Desk()
    desk.ready("1001")
    desk.tell(desk.asterisk.reach("1001", False, desk.now))
    later = desk.now + 90.0
    floor = Floor(bundle=bundle(), epoch=2, seats=desk.floor.seats, calls={}, boots={})
    floor.start(later, [NODE])
    floor.tick(later)
    floor.handle(t.SeatReached(node=NODE, at=desk.now + 5.0, seat="1001", reachable=True), later)
    assert floor.seats["1001"].state is SeatState.READY


def test_the_fallbacks_ring_is_no_end_of_a_pause() -> None:
    desk = Desk(wrap_up=10)
    desk.ready("1001")
    desk.ask(r.Pause(seat="1001", actor="t", reason="break"))
    citizen = desk.caller()
    desk.tell(desk.asterisk.fall_back(citizen, desk.now, "ack"))
    ringing = t.SeatDeviceChanged(node=NODE, at=desk.now, seat="1001", device=t.DeviceState.RINGING)
    desk.tell([ringing])
    desk.passes(1.0)
    desk.tell(desk.asterisk.fallback_answer(citizen, "1001", desk.now))
    assert (desk.seat("1001").state, desk.seat("1001").call) == (SeatState.TALKING, citizen.call)
    desk.tell(desk.asterisk.hang_up(citizen, desk.now))
    desk.passes(11.0)
    assert (desk.seat("1001").state, desk.seat("1001").reason) == (SeatState.NOT_READY, "break")


def test_a_talk_whose_leg_has_just_gone_is_no_lost_talk() -> None:
    desk = Desk()
    desk.ready("1001")
    citizen = desk.caller()
    desk.tell(desk.asterisk.answer(citizen, desk.now))
    picture = desk.asterisk.snapshot(desk.now)
    desk.tell([replace(picture, calls=tuple(replace(seen, seat="", bridged=False) for seen in picture.calls))])
    desk.tell(desk.asterisk.hang_up(citizen, desk.now))
    assert desk.ended(citizen).outcome is Outcome.ANSWERED
