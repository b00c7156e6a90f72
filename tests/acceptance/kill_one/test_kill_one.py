"""kill -9 of one process with a caller in the greeting, one in hold, one ringing and one talking.

greeting ──x── hold or fallback ── seat
hold     ──x── hold ────────────── seat
ringing  ──x── the agent answers ─ talk
talking  ──x── goes on, measured by ear
"""

from __future__ import annotations

import time

import pytest

from tests.acceptance.four_callers import four_callers, serve_the_rest
from tests.acceptance.healing import Healing
from tests.acceptance.world import World


@pytest.mark.parametrize("name", ["agi", "ami", "router", "archiver", "redis"])
async def test_kill_one(world: World, name: str, healing: Healing) -> None:
    four = await four_callers(world)
    killed_at = time.monotonic()
    killed = world.kill(name)
    await four.ringing_is_answered()
    await world.until_replaced(killed)
    healing.add(name, time.monotonic() - killed_at)
    await serve_the_rest(world)
    await four.others_reach_a_seat()
    await four.talk_went_on(killed_at)
    await four.all_hang_up()
    await four.all_were_answered()
