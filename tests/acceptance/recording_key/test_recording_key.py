"""The agent presses *8 and the recording goes on in silence; *8 again, or the API, and there is sound again.

agent     talk ── *8 ── not recorded ── *8 ── recorded ──
recording [tones][....... silence ......][tones]             as long as the talk
"""

from __future__ import annotations

import asyncio

from phones.alaw import Samples
from phones.tone import sound_level
from router.domain.seat import SeatState
from tests.acceptance.ears import press
from tests.acceptance.world import World, eventually, join

PART_SECONDS = 1.5
"""How long each part of the talk lasts."""
_QUIET_DB = -50.0


async def test_recording_key(world: World) -> None:
    agent = await world.agent("1001")
    citizen = await world.citizen(hurry=True)
    offer = await agent.incoming(15)
    await join(citizen, offer)
    await asyncio.sleep(PART_SECONDS)
    await press(offer, "*8")

    async def paused() -> bool | None:
        call = await citizen.live()
        return call.segments[-1].paused if call else None

    await eventually(paused, lambda p: p is True, within=5, what="the recording is paused")
    await asyncio.sleep(PART_SECONDS)
    await world.api("POST", "/v1/seats/1001/recording", {"paused": False})
    await eventually(paused, lambda p: p is False, within=5, what="the recording goes on")
    await asyncio.sleep(PART_SECONDS)
    await citizen.call.hang_up()
    await world.until_seat("1001", SeatState.READY)
    (recorded,) = await citizen.recordings()
    for side in (recorded.citizen, recorded.agent):
        levels = [level < _QUIET_DB for level in tenths(side)]
        assert not levels[3]
        assert not levels[-3]
        silent = max(len(run) for run in "".join("s" if quiet else "." for quiet in levels).split("."))
        assert silent >= 10, f"no second of silence in {recorded.seconds:.1f} s: {levels}"


def tenths(samples: Samples) -> list[float]:
    return [sound_level(samples[n : n + 800]) for n in range(0, len(samples) - 799, 800)]
