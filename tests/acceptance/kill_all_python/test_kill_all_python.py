"""Every Python process is killed and stays dead for a while: Asterisk alone serves.

greeting ──x── "please hold" ── Queue() ── seat     recorded all the same
hold     ──x── beat too old ─── Queue() ── seat     recorded all the same
ringing  ──x── the agent answers
talking  ──x── goes on
"""

from __future__ import annotations

import asyncio
import os
import signal
import time

import psutil

from phones.tone import heard
from tests.acceptance.four_callers import four_callers
from tests.acceptance.healing import Healing
from tests.acceptance.world import AGENT_HZ, CITIZEN_HZ, PYTHON, World


async def test_kill_all_python(world: World, healing: Healing) -> None:
    four = await four_callers(world)
    # The phones of 1003 and 1004 answer by themselves; with the others taken, nobody else is free.
    supervisor = psutil.Process(world.process.pid)
    os.kill(supervisor.pid, signal.SIGSTOP)
    try:
        killed_at = time.monotonic()
        killed = world.kill(*PYTHON)
        await four.ringing_is_answered()
        await four.others_reach_a_seat()
        await four.talk_went_on(killed_at)
        # Long enough to be found in a recording.
        await asyncio.gather(*(c.call.hears_tone(AGENT_HZ, 5, seconds=1.0) for c in (four.holding, four.greeted)))
    finally:
        os.kill(supervisor.pid, signal.SIGCONT)
    back_at = time.monotonic()
    await world.until_replaced(killed, within=30)
    healing.add("all python", time.monotonic() - back_at)
    await four.talk_went_on(killed_at)
    await four.all_hang_up()
    await four.all_were_answered()
    for citizen in four.citizens:
        (recorded, *_) = await citizen.recordings()
        assert heard(recorded.citizen, CITIZEN_HZ, seconds=0.4), citizen.number
        assert heard(recorded.agent, AGENT_HZ, seconds=0.4), citizen.number
