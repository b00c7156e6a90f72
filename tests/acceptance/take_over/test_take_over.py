"""A lead takes a talk over: the agent leaves, the citizen hears one of the two all along.

citizen  talk with 1001 ──────────────────────┬── talk with the lead ──────────┬── talk with 1002
agent    talk ────────────────────────────────┘ ended
lead     rings ── 5 whisper ── 7, wrong digit ── 7, right digit ── hands on ────┘
"""

from __future__ import annotations

import asyncio
import time
from typing import Any

from phones import IncomingCall, OutgoingCall
from phones.tone import RATE, tone_level, tone_spans
from router.domain.call import Call, CallState, Outcome
from router.domain.seat import SeatState, TalkKind
from tests.acceptance.callbacks.stage import ask_for_callback, reached
from tests.acceptance.codes.test_codes import dial
from tests.acceptance.ears import heard_prompt, hears_prompt
from tests.acceptance.listening.test_listening import LEAD_HZ, both, hear, listenings, talk, who_hears_the_lead
from tests.acceptance.world import AGENT_HZ, CITIZEN_HZ, Citizen, World

THIRD_HZ = 1760
MOST_SILENCE = 0.2
DIGITS = "12389"
_HEARD_DB, _QUIET_DB = -20.0, -45.0


async def take(world: World, call: Call, seat: str = "1003", **headers: str) -> tuple[int, Any]:
    body = {"seat": seat, "note": "hard one"}
    return await world.api_answer("POST", f"/v1/calls/{call.id}/take-over", body, **headers)


async def nonce(world: World, lead: IncomingCall | OutgoingCall) -> str:
    """The digit that the lead is asked for, told by the sound of it. Asked for again when a busy machine let packets
    come late: the prompts differ in their last syllable alone."""
    for _ in range(3):
        since = time.monotonic()
        await lead.send_keys("7")
        await hears_prompt(lead, world.prompt("ask_take_over"), since=since)
        if digit := await told_digit(world, lead, since):
            return digit
        await both(lead)
    raise AssertionError("no digit was told that could be made out")


async def told_digit(world: World, lead: IncomingCall | OutgoingCall, since: float) -> str:
    """Empty when it is not made out in time."""
    until = time.monotonic() + 3.0
    while time.monotonic() < until:
        heard = lead.heard_since(since)
        found = [digit for digit in DIGITS if heard_prompt(heard, world.prompt(f"press_{digit}"), share=0.95)]
        if len(found) == 1:
            return found[0]
        await asyncio.sleep(0.1)
    return ""


def longest_silence(citizen: Citizen, since: float) -> float:
    """Seconds for which the citizen heard nobody."""
    heard = citizen.call.heard_since(since)
    spans = sorted(span for hz in (AGENT_HZ, LEAD_HZ, THIRD_HZ) for span in tone_spans(heard, hz))
    edges = [0.0, *(edge for span in spans for edge in span), len(heard) / RATE]
    return max(later - earlier for earlier, later in zip(edges[::2], edges[1::2], strict=True))


async def with_the_lead(world: World, citizen: Citizen, lead: IncomingCall | OutgoingCall, before: Call) -> None:
    """The citizen and the lead talk, in the same call, and the agent is free."""
    await citizen.call.hears_tone(LEAD_HZ, 10, seconds=0.5)
    await lead.hears_tone(CITIZEN_HZ, 10, seconds=0.5)
    await world.until_seat("1003", lambda seat: seat.call == before.id and seat.kind is TalkKind.OFFERED)
    await world.until_seat("1001", lambda seat: seat.state is not SeatState.TALKING)
    call = await citizen.live()
    assert call is not None
    assert (call.id, call.state, call.listening) == (before.id, CallState.TALKING, None)
    assert [(one.seat, one.end, one.kind) for one in call.segments] == [
        ("1001", "taken_over", "offered"), ("1003", "", "taken_over"),
    ]  # fmt: skip


async def test_by_key_with_the_right_digit_and_no_other(world: World) -> None:
    lead = await world.agent("1003", ready=False, tone=LEAD_HZ)
    citizen, agent, call = await talk(world)
    await world.pause("1001")
    assert (await hear(world, call))[0] == 200
    rings = await lead.incoming(10)
    await rings.answer()
    await both(rings)
    await rings.send_keys("5")
    await both(rings)
    assert await who_hears_the_lead(citizen, agent) == (False, True)

    digit = await nonce(world, rings)
    await rings.send_keys(next(one for one in DIGITS if one != digit))
    # Back in the talk as before: nothing has happened.
    await both(rings)
    assert await who_hears_the_lead(citizen, agent) == (False, True)
    seen = await citizen.live()
    assert seen is not None
    assert ([one.seat for one in seen.segments], agent.ending) == (["1001"], None)

    third = await world.agent("1002", tone=THIRD_HZ)
    digit = await nonce(world, rings)
    began = time.monotonic()
    await citizen.call.hears_tone(AGENT_HZ, 5, seconds=0.3)
    await rings.send_keys(digit)
    await with_the_lead(world, citizen, rings, call)
    assert (await agent.ended(5)).by == "far"
    assert longest_silence(citizen, began) < MOST_SILENCE
    await world.until_seat("1001", SeatState.NOT_READY)

    assert await rings.refer("1002") == 200
    handed = await third.incoming(10)
    await handed.answer()
    await citizen.call.hears_tone(THIRD_HZ, 10, seconds=0.5)
    await handed.hears_tone(CITIZEN_HZ, 10, seconds=0.5)
    await rings.ended(5)
    await world.until_seat("1003", SeatState.NOT_READY)
    await citizen.call.hang_up()

    stored = await citizen.outcome()
    assert (stored.call.id, stored.call.outcome) == (call.id, Outcome.ANSWERED)
    assert [(one.seat, one.agent, one.kind, one.end) for one in stored.call.segments] == [
        ("1001", "8001", "offered", "taken_over"), ("1003", "8003", "taken_over", "transferred"),
        ("1002", "8002", "transfer", "talk_over"),
    ]  # fmt: skip
    (one,) = await listenings(world, call, over=True)
    assert (one["end"], one["ended_by"], one["heard_seat"]) == ("taken_over", "agent:8003", "1001")
    parts = await citizen.recordings(3)
    for part, hz in zip(parts, (AGENT_HZ, LEAD_HZ, THIRD_HZ), strict=True):
        assert tone_level(part.agent[-4000:], hz) > _HEARD_DB
        assert tone_level(part.citizen[-4000:], CITIZEN_HZ) > _HEARD_DB
        assert tone_level(part.citizen[-4000:], hz) < _QUIET_DB


async def test_by_the_api_a_phone_is_rung_and_takes_over_on_its_answer_though_router_and_listener_die(
    world: World,
) -> None:
    lead = await world.agent("1003", ready=False, tone=LEAD_HZ)
    citizen, agent, call = await talk(world)
    await world.pause("1001")
    assert (await take(world, call))[0] == 200
    rings = await lead.incoming(10)
    assert rings.caller == "1001"
    status, answer = await take(world, call, "1002")
    assert (status, answer["code"]) == (409, "heard_already")
    await rings.ring()
    began = time.monotonic()
    await citizen.call.hears_tone(AGENT_HZ, 5, seconds=0.5)

    killed = world.kill("router", "ami")
    await rings.answer()
    await citizen.call.hears_tone(LEAD_HZ, 10, seconds=0.5)
    assert (await agent.ended(5)).by == "far"
    assert longest_silence(citizen, began) < MOST_SILENCE
    await world.until_replaced(killed)
    await with_the_lead(world, citizen, rings, call)
    (one,) = await listenings(world, call, over=True)
    assert (one["actor"], one["end"], one["ended_by"], one["note"]) == (
        "token:admin", "taken_over", "token:admin", "hard one",
    )  # fmt: skip

    await rings.hang_up()
    await hears_prompt(citizen.call, world.prompt("goodbye"))
    await citizen.call.ended(10)
    stored = await citizen.outcome()
    assert (stored.call.id, stored.call.outcome) == (call.id, Outcome.ANSWERED)
    assert [one.end for one in stored.call.segments] == ["taken_over", "talk_over"]
    assert len(await citizen.recordings(2)) == 2


async def test_by_the_api_a_lead_who_listens_takes_over_at_once(world: World) -> None:
    lead = await world.agent("1003", ready=False, tone=LEAD_HZ)
    citizen, agent, call = await talk(world)
    await world.pause("1001")
    assert (await hear(world, call, mode="barge"))[0] == 200
    rings = await lead.incoming(10)
    await rings.answer()
    await both(rings)
    bearer = world.secrets["tokens"]["wallboard"]["token"]
    status, answer = await take(world, call, Authorization=f"Bearer {bearer}")
    assert (status, answer["code"]) == (403, "forbidden")
    assert agent.ending is None

    began = time.monotonic()
    await citizen.call.hears_tone(AGENT_HZ, 5, seconds=0.3)
    assert (await take(world, call))[0] == 200
    await with_the_lead(world, citizen, rings, call)
    assert longest_silence(citizen, began) < MOST_SILENCE
    await citizen.call.hang_up()
    await rings.ended(5)
    assert [one.end for one in (await citizen.outcome()).call.segments] == ["taken_over", "talk_over"]
    await world.until_seat("1003", SeatState.NOT_READY)


async def test_by_code_a_lead_with_the_own_pin_and_nobody_else(world: World) -> None:
    lead = await world.agent("1003", ready=False, tone=LEAD_HZ)
    citizen, agent, call = await talk(world)
    await world.pause("1001")
    other = await world.agent("1002", ready=False)
    for phone, pin, said in ((other, "8002", "not_a_lead"), (lead, "8002", "wrong_pin")):
        denied = await dial(phone, "*17")
        await hears_prompt(denied, world.prompt("ask_take_over_seat"))
        await denied.send_keys("1001#")
        await hears_prompt(denied, world.prompt("ask_pin"))
        await denied.send_keys(f"{world.secrets['pins'][pin]}#")
        await hears_prompt(denied, world.prompt(said))
        await denied.ended(10)
    assert agent.ending is None

    code = await dial(lead, "*17")
    await hears_prompt(code, world.prompt("ask_take_over_seat"))
    await code.send_keys("1001#")
    await hears_prompt(code, world.prompt("ask_pin"))
    began = time.monotonic()
    await citizen.call.hears_tone(AGENT_HZ, 5, seconds=0.3)
    await code.send_keys(f"{world.secrets['pins']['8003']}#")
    await with_the_lead(world, citizen, code, call)
    assert longest_silence(citizen, began) < MOST_SILENCE
    (one,) = await listenings(world, call, over=True)
    assert (one["actor"], one["agent"], one["end"]) == ("agent:8003", "8003", "taken_over")
    await code.hang_up()
    await citizen.call.ended(10)
    assert [one.end for one in (await citizen.outcome()).call.segments] == ["taken_over", "talk_over"]


async def test_a_citizen_who_was_called_back_is_taken_over_and_handed_on_like_any_other(world: World) -> None:
    # Each phone numbers its sound from below the one before: what a path that translates would take for late.
    carrier = await world.carrier()
    lead = await world.agent("1003", ready=False, tone=LEAD_HZ, rtp_first_sequence=40_000)
    citizen = await ask_for_callback(world)
    first = await world.agent("1001", rtp_first_sequence=60_000)
    agent, rung = await reached(world, first, carrier, citizen.number)
    await world.pause("1001")
    call = await citizen.until(CallState.TALKING)
    assert (await take(world, call))[0] == 200
    rings = await lead.incoming(10)
    await rings.answer()
    await rung.hears_tone(LEAD_HZ, 10, seconds=0.5)
    await rings.hears_tone(CITIZEN_HZ, 10, seconds=0.5)
    assert (await agent.ended(5)).by == "far"

    third = await world.agent("1002", tone=THIRD_HZ, rtp_first_sequence=20_000)
    assert await rings.refer("1002") == 200
    handed = await third.incoming(10)
    await handed.answer()
    await rung.hears_tone(THIRD_HZ, 10, seconds=0.5)
    await rung.hang_up()
    stored = await citizen.outcome()
    assert (stored.call.id, stored.call.outcome) == (call.id, Outcome.CALLED_BACK)
    talks = [(one.seat, one.end) for one in stored.call.segments if one.talked_at is not None]
    assert talks == [("1001", "taken_over"), ("1003", "transferred"), ("1002", "talk_over")]
    assert len(await citizen.recordings(3)) == 3
