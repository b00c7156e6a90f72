"""Transfers by the agent's phone: one call, one id, nobody hung up on, both voices of every talk recorded.

blind to a seat       A ── refer 1002 ── B rings ── B talks
blind to a queue      A ── refer 7002 ── hold (legal), old rank ── B talks
nobody answers        A ── refer 1002 ── B rings out ── A rings ── A talks
A has gone            A ── refer 1002 ── B rings out, A's phone is away ── hold ── C talks
attended              A ── hold ── consults B ── refer, replaces ── B talks
"""

from __future__ import annotations

import pytest

from phones import IncomingCall, OutgoingCall
from phones.tone import heard
from router.domain.call import CallState, Outcome, Where
from router.domain.seat import SeatState, TalkKind
from tests.acceptance.ears import hears_music
from tests.acceptance.world import AGENT_HZ, CITIZEN_HZ, Citizen, World, join

B_HZ = 1320
C_HZ = 1760


async def talk_with_first(world: World, **options: object) -> tuple[Citizen, IncomingCall]:
    first = await world.agent("1001", **options)
    citizen = await world.citizen(hurry=True)
    offer = await first.incoming(15)
    await join(citizen, offer)
    return citizen, offer


async def both_hear(citizen: Citizen, seat_side: IncomingCall | OutgoingCall, hz: float) -> None:
    await citizen.call.hears_tone(hz, 10, seconds=0.5)
    await seat_side.hears_tone(CITIZEN_HZ, 10, seconds=0.5)


@pytest.mark.parametrize("second_sequence", [100, 60_000])
async def test_blind_to_a_seat(world: World, second_sequence: int) -> None:
    second = await world.agent("1002", tone=B_HZ, rtp_first_sequence=second_sequence)
    await world.pause("1002")
    citizen, offer = await talk_with_first(world, rtp_first_sequence=30_000)
    live = await citizen.until(CallState.TALKING)
    await offer.refer("1002")
    rings = await second.incoming(10)
    await citizen.until(CallState.TRANSFERRED)
    await world.until_seat("1001", SeatState.READY)
    await rings.answer()
    await both_hear(citizen, rings, B_HZ)
    talking = await world.until_seat("1002", SeatState.TALKING)
    assert talking.call == live.id
    await rings.hang_up()
    await citizen.call.ended(15)
    over = await citizen.outcome()
    assert over.call.id == live.id
    assert (over.call.outcome, over.call.where) == (Outcome.ANSWERED, Where.TALKING)
    assert [(s.seat, s.kind, s.end) for s in over.call.segments] == [
        ("1001", "offered", "transferred"),
        ("1002", "transfer", "talk_over"),
    ]
    before, after = await citizen.recordings(2)
    assert heard(before.agent, AGENT_HZ, seconds=0.3)
    assert heard(after.citizen, CITIZEN_HZ, seconds=0.3)
    assert heard(after.agent, B_HZ, seconds=0.3)


async def test_blind_to_a_queue_at_the_old_rank(world: World) -> None:
    citizen, offer = await talk_with_first(world)
    later = await world.citizen("12351", hurry=True)
    await later.until(CallState.QUEUED)
    await offer.refer("7002")
    moved = await citizen.until(CallState.QUEUED)
    assert moved.queue == "legal"
    await hears_music(citizen.call)
    expert = await world.agent("1003", tone=C_HZ)
    rings = await expert.incoming(10)
    assert rings.caller == citizen.number
    await rings.answer()
    await both_hear(citizen, rings, C_HZ)
    await citizen.call.hang_up()
    over = (await citizen.outcome()).call
    assert over.outcome is Outcome.ANSWERED
    assert [(s.queue, s.seat) for s in over.segments] == [("general", "1001"), ("legal", "1003")]
    await later.call.hang_up()


async def test_nobody_answers_and_it_comes_back(world: World) -> None:
    second = await world.agent("1002", tone=B_HZ)
    await world.pause("1002")
    citizen, offer = await talk_with_first(world)
    phone = world.phone("1001")
    await offer.refer("1002")
    rings = await second.incoming(10)
    await rings.reject(486)
    back = await phone.incoming(15)
    assert back.caller == citizen.number
    await back.answer()
    await both_hear(citizen, back, AGENT_HZ)
    await citizen.call.hang_up()
    over = (await citizen.outcome()).call
    assert [(s.seat, s.kind) for s in over.segments if s.seat] == [("1001", "offered"), ("1001", "returned")]


async def test_nobody_answers_and_the_first_has_gone(world: World) -> None:
    second = await world.agent("1002", tone=B_HZ)
    await world.pause("1002")
    citizen, offer = await talk_with_first(world)
    await offer.refer("1002")
    rings = await second.incoming(10)
    await world.phone("1001").unregister()
    await rings.reject(486)
    await citizen.until(CallState.QUEUED)
    third = await world.agent("1004", tone=C_HZ)
    taken = await third.incoming(10)
    await taken.answer()
    await both_hear(citizen, taken, C_HZ)
    await citizen.call.hang_up()
    assert (await citizen.outcome()).call.outcome is Outcome.ANSWERED


async def test_to_nobody_s_number(world: World) -> None:
    citizen, offer = await talk_with_first(world)
    phone = world.phone("1001")
    await offer.refer("9999")
    back = await phone.incoming(15)
    await back.answer()
    await both_hear(citizen, back, AGENT_HZ)
    await citizen.call.hang_up()


@pytest.mark.parametrize("ends", ["citizen", "second"])
async def test_attended(world: World, ends: str) -> None:
    second = await world.agent("1002", tone=B_HZ, rtp_first_sequence=100)
    await world.pause("1002")
    citizen, offer = await talk_with_first(world, rtp_first_sequence=30_000)
    live = await citizen.until(CallState.TALKING)
    phone = world.phone("1001")
    await offer.hold()
    await hears_music(citizen.call)
    consult = await phone.dial("1002")
    rings = await second.incoming(10)
    await rings.answer()
    await consult.hears_tone(B_HZ, 10, seconds=0.3)
    assert (await world.until_seat("1002", SeatState.TALKING)).kind is TalkKind.CONSULT
    first_seat = await world.seat("1001")
    assert (first_seat.state, first_seat.call) == (SeatState.TALKING, live.id)
    await offer.refer(to_call=consult)
    await both_hear(citizen, rings, B_HZ)
    talking = await world.until_seat("1002", lambda s: s.call == live.id)
    assert talking.state is SeatState.TALKING
    await world.until_seat("1001", SeatState.READY)
    await (citizen.call if ends == "citizen" else rings).hang_up()
    await citizen.call.ended(15)
    # Paused before, paused again.
    assert (await world.until_seat("1002", SeatState.NOT_READY)).reason == "break"
    over = (await citizen.outcome()).call
    assert (over.outcome, over.where) == (Outcome.ANSWERED, Where.TALKING)
    assert [(s.seat, s.end) for s in over.segments] == [("1001", "transferred"), ("1002", "talk_over")]
    recordings = await citizen.recordings(2)
    assert heard(recordings[-1].citizen, CITIZEN_HZ, seconds=0.3)
    assert heard(recordings[-1].agent, B_HZ, seconds=0.3)
