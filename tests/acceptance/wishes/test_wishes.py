"""What an agent asks for in a talk happens when the call is over, and no sooner; a wrap-up is finished first.

1001 (union)   talk ────────────────── wrap-up (2 s) ── ready ── offered what waits
1003 (union)   talk ── pause? ──────── wrap-up (2 s) ── not ready, break
1002 (city)    talk ── pause? ──────── not ready, meal
1004 (city)    talk ── sign off? ───── signed off
"""

from __future__ import annotations

import asyncio
import time

from router.domain import requests as r
from router.domain.call import CallState, OfferResult, Outcome
from router.domain.seat import SeatCause, SeatState
from tests.acceptance.world import Citizen, World, eventually, join, offers_of


async def test_wishes(world: World) -> None:
    began = time.time()
    phones = {seat: await world.agent(seat) for seat in ("1002", "1004", "1001", "1003")}
    talks: dict[str, Citizen] = {}

    async def talk(line: str, *seats: str) -> None:
        for seat in seats:
            talks[seat] = await world.citizen(line, hurry=True)
            await join(talks[seat], await phones[seat].incoming(15))

    # The city's callers go to whoever has been idle longest, the union's to the best lawyer first.
    await asyncio.gather(talk("12345", "1002", "1004"), talk("12351", "1003", "1001"))
    await world.ask(r.Pause(seat="1003", actor="test", reason="break"))
    await world.ask(r.Pause(seat="1002", actor="test", reason="meal"))
    await world.ask(r.SignOff(seat="1004", actor="test"))
    for seat, wish in (("1003", SeatCause.PAUSE), ("1002", SeatCause.PAUSE), ("1004", SeatCause.SIGN_OFF)):
        asked = await world.seat(seat)
        assert (asked.state, asked.wish) == (SeatState.TALKING, wish)
    waiting = await world.citizen(hurry=True)
    await waiting.until(CallState.QUEUED)

    for citizen in talks.values():
        await citizen.call.hang_up()
    offer = await phones["1001"].incoming(15)
    assert offer.caller == waiting.number
    await join(waiting, offer)
    await waiting.call.hang_up()
    for citizen in (*talks.values(), waiting):
        assert (await citizen.outcome()).call.outcome is Outcome.ANSWERED
    assert offers_of(await waiting.outcome()) == [("1001", OfferResult.ANSWERED)]

    after_talk = {
        "1001": [("wrap_up", ""), ("ready", ""), ("reserved", "")],
        "1002": [("wrap_up", ""), ("not_ready", "meal")],
        "1003": [("wrap_up", ""), ("not_ready", "break")],
        "1004": [("wrap_up", ""), ("signed_off", "")],
    }
    for seat, wanted in after_talk.items():
        states = await eventually(
            lambda seat=seat: world.states(seat, since=began),
            lambda seen, wanted=wanted: _after(seen, "talking")[: len(wanted)] == wanted,
            within=15,
            what=f"seat {seat}: {wanted}",
            every=0.2,
        )
        assert states.count(("talking", "")) == (2 if seat == "1001" else 1)
    left = await world.seat("1004")
    assert (left.state, left.agent, left.wish) == (SeatState.SIGNED_OFF, "", None)


def _after(states: list[tuple[str, str]], state: str) -> list[tuple[str, str]]:
    """What came after a state's first time."""
    names = [name for name, _ in states]
    return states[names.index(state) + 1 :] if state in names else []
