"""One seat rings up another: while they talk neither is offered a call, afterwards both are what they were before.

1001   ready ────── dials 1002, talking (direct) ──────────── ready ── offered
1002   paused ───── talking (direct) ──────────────────────── paused
1003   ready ────────────── offered, talking
first               hold ── talk (1003)
second                          hold ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ talk (1001)
"""

from __future__ import annotations

from router.domain import requests as r
from router.domain.call import CallState, OfferResult
from router.domain.seat import SeatState, TalkKind
from tests.acceptance.ears import hears_music
from tests.acceptance.world import AGENT_HZ, World, join, offers_of

OTHER_HZ = 1320


async def test_direct_call(world: World) -> None:
    dialler = await world.agent("1001")
    dialled = await world.agent("1002", ready=False, tone=OTHER_HZ)
    await world.ask(r.Pause(seat="1002", actor="test", reason="break"))
    third = await world.agent("1003")

    direct = await dialler.dial("1002")
    rings = await dialled.incoming(10)
    assert rings.caller == "1001"
    await rings.answer()
    await direct.hears_tone(OTHER_HZ, 10, seconds=0.3)
    await rings.hears_tone(AGENT_HZ, 10, seconds=0.3)
    for seat in ("1001", "1002"):
        talking = await world.until_seat(seat, SeatState.TALKING)
        assert (talking.kind, talking.call) == (TalkKind.DIRECT, "")

    # 1001 has been idle for longer than 1003, and is not asked.
    first = await world.citizen(hurry=True)
    await join(first, await third.incoming(15))
    second = await world.citizen(hurry=True)
    await second.until(CallState.QUEUED)
    await hears_music(second.call)
    assert dialler.journal.count("incoming") == 0
    assert dialled.journal.count("incoming") == 1

    await direct.hang_up()
    await rings.ended(10)
    paused = await world.until_seat("1002", SeatState.NOT_READY)
    assert paused.reason == "break"
    await join(second, await dialler.incoming(10))
    assert dialled.journal.count("incoming") == 1
    for citizen in (first, second):
        await citizen.call.hang_up()
    await world.until_seat("1001", SeatState.READY)
    assert offers_of(await first.outcome()) == [("1003", OfferResult.ANSWERED)]
    assert offers_of(await second.outcome()) == [("1001", OfferResult.ANSWERED)]
