"""Applies and rollbacks under callers in every part of a call: nobody notices.

menu ──────────────── the former menu to its end
hold ──────────────── same place; offered to whom the old or the new rules allow
ringing, talking ──── not touched, heard without a gap
phones ────────────── no one registers anew
"""

from __future__ import annotations

import asyncio
import os
import shutil
import sys
from pathlib import Path

from phones.tone import sound_level
from router.domain.call import CallState, Outcome
from router.domain.seat import SeatState
from router.settings import CHECKOUT
from tests.acceptance.ears import hears_prompt
from tests.acceptance.world import AGENT_HZ, World, join

APPLIES = 4
"""and as many rollbacks"""


async def config(world: World, *words: str) -> str:
    """`./hotline config ...` against the running copy; its output."""
    environ = {**os.environ, **world.settings.to_environ(), "PYTHONPATH": str(CHECKOUT), "COLUMNS": "200"}
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "router", "config", *words, env=environ, cwd=CHECKOUT,
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT,
    )  # fmt: skip
    output, _ = await process.communicate()
    assert process.returncode == 0, output.decode()
    return output.decode()


async def test_nobody_notices(world: World, tmp_path: Path) -> None:
    edited = tmp_path / "config"
    shutil.copytree(world.settings.config, edited)
    queues, menus = edited / "queues.yaml", edited / "menus.yaml"
    queues.write_text(queues.read_text().replace("wrap_up_seconds: 2", "wrap_up_seconds: 3"))
    menus.write_text(menus.read_text().replace("更多选择", "另外的选择"))

    talker_seat = await world.agent("1001")
    talker = await world.citizen(hurry=True)
    talk = await talker_seat.incoming(15)
    await join(talker, talk)
    ringing_seat = await world.agent("1003")
    rung = await world.citizen("12351", hurry=True)
    ring = await ringing_seat.incoming(15)
    await ring.ring()
    waiters = [await world.citizen("12303", hurry=True) for _ in range(2)]
    for waiter in waiters:
        await waiter.until(CallState.QUEUED)
    registered = [seat_phone.journal.count("registered") for seat_phone in (talker_seat, ringing_seat)]

    changed = False
    for _ in range(APPLIES):
        said = await config(world, "apply", str(edited), "--note", "try")
        changed = changed or "wrap-up" in said
        in_menu = await world.citizen("12300")
        await hears_prompt(in_menu.call, world.prompt("menu_main"))
        await in_menu.call.send_keys("2")
        await hears_prompt(in_menu.call, world.prompt("menu_more"))
        await config(world, "rollback", "--note", "back")
        # Nothing pressed for two seconds: a person.
        await in_menu.until(CallState.QUEUED)
        await in_menu.call.hang_up()
        assert (await in_menu.outcome()).call.outcome is Outcome.ABANDONED
    assert changed

    assert [seat_phone.journal.count("registered") for seat_phone in (talker_seat, ringing_seat)] == registered
    assert (await world.seat("1001")).state is SeatState.TALKING
    assert [(await waiter.until(CallState.QUEUED)).segments[-1].number for waiter in waiters] == [1, 1]
    # The talk was heard all the time: no half of a second without the agent's tone. (A busy machine may be late.)
    heard = talker.call.heard_since(talk.at("answered") or 0.0)[8000:]
    silent = "".join("s" if sound_level(heard[n : n + 800]) < -45 else "." for n in range(0, len(heard) - 799, 800))
    assert max(len(gap) for gap in silent.split(".")) < 5, silent
    await talker.call.hears_tone(AGENT_HZ, 5, seconds=0.5)
    for citizen in (talker, rung, *waiters):
        await citizen.call.hang_up()
    outcomes = [(await citizen.outcome()).call.outcome for citizen in (talker, rung, *waiters)]
    assert outcomes == [Outcome.ANSWERED, Outcome.ABANDONED, Outcome.ABANDONED, Outcome.ABANDONED]
