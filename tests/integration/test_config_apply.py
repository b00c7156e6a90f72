"""Another bundle on a whole running copy: nobody who talks, waits or is registered notices."""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from asterisk_conf.runtime import find_runtime
from router.adapters.files.config_folder import read_folder
from router.adapters.files.start import bundle_in_force
from router.domain.bundle import Bundle
from router.domain.call import CallState
from router.domain.requests import LookAtSeat
from router.domain.seat import SeatState
from router.free_ports import free_port_base
from router.services.apply_config import apply_config
from router.services.apply_parts import ApplyFailed, StepFailed, Tell
from router.services.ask_router import ask_router
from router.settings import CHECKOUT
from router.supervisor.applying.parts import live_parts
from router.supervisor.programs import asterisk_console
from tests.acceptance.ears import hears_music
from tests.acceptance.world import AGENT_HZ, CITIZEN_HZ, World, eventually, join, start_world, stop_world

CONFIG = Path(__file__).parent / "small_house"
MENU = "main:\n  prompt: {zh-CN: 综合请按1。供水请按2。}\n  choices: {1: {queue: general}, 2: {queue: water}}\n"


@pytest.fixture(scope="module")
def copy() -> Iterator[World]:
    """A running copy with a configuration folder of its own."""
    data = Path(tempfile.mkdtemp(prefix="hl-cfg-"))
    config = shutil.copytree(CONFIG, data / "config")
    with free_port_base(wait=60) as base:
        world = start_world(data, base, config=config)
        try:
            asyncio.run(_up(world))
            yield world
        finally:
            stop_world(world)
            shutil.rmtree(data, ignore_errors=True)


async def _up(world: World) -> None:
    async def ready() -> bool:
        assert world.process.poll() is None, (world.settings.data / "up.log").read_text()
        return world.settings.redis_socket.exists()

    await eventually(ready, bool, within=60, what="the copy has started its programs")
    async with world.scene():
        pass


@pytest.fixture
async def world(copy: World) -> AsyncIterator[World]:
    """A scene on it, on the same configuration each time."""
    config = copy.settings.config
    shutil.rmtree(config)
    shutil.copytree(CONFIG, config)
    async with copy.scene():
        await good(copy, "apply", "--note", "as it was")
        yield copy


async def config(world: World, *words: str) -> tuple[int, str]:
    """A `config` command in a process of its own: its exit code and what it said."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "router", "config", *words, "--data", str(world.settings.data),
        cwd=CHECKOUT, env={**os.environ, "PYTHONPATH": str(CHECKOUT)},
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT,
    )  # fmt: skip
    out, _ = await process.communicate()
    assert process.returncode is not None
    return process.returncode, out.decode()


async def good(world: World, *words: str) -> str:
    code, said = await config(world, *words)
    assert code == 0, said
    return said


def write(world: World, file: str, text: str) -> None:
    (world.settings.config / file).write_text(text)


def read(world: World, file: str) -> str:
    return (world.settings.config / file).read_text()


def number(world: World) -> int:
    bundle = bundle_in_force(world.settings)
    assert bundle is not None
    return bundle.number


async def console(world: World, command: str) -> str:
    return await asterisk_console(world.settings, find_runtime()).ask(command) or ""


async def asterisk_runs(world: World) -> int:
    """The bundle of Asterisk's dialplan."""
    said = await console(world, "dialplan show s@arrive")
    return int(said.partition("HL_BUNDLE=")[2].partition(")")[0])


async def registrations(world: World) -> list[str]:
    """As Asterisk keeps them, with the time that each runs out."""
    said = await console(world, "database show registrar")
    return sorted(line for line in said.splitlines() if line.startswith("/registrar/contact"))


def water(world: World) -> None:
    """A new queue, a menu that leads to it, a new seat, another wrap-up."""
    write(world, "menus.yaml", MENU)
    write(world, "lines.yaml", read(world, "lines.yaml").replace("queue: general", "queue: general, menu: main", 1))
    text = read(world, "queues.yaml").replace("wrap_up_seconds: 0", "wrap_up_seconds: 1")
    write(world, "queues.yaml", text + "water: {name: Water, number: 7010, wrap_up_seconds: 0}\n")
    write(world, "seats.yaml", read(world, "seats.yaml") + "1007: {name: S7}\n")


async def test_a_queue_and_a_menu_come_and_go_and_no_call_notices(world: World) -> None:
    before = number(world)
    agent = await world.agent("1001")
    first = await world.citizen(hurry=True)
    talk = await agent.incoming(15)
    await join(first, talk)
    waiting = [await world.citizen(hurry=True) for _ in range(2)]
    places = [(await citizen.until(CallState.QUEUED)).rank for citizen in waiting]
    registered = await registrations(world)
    assert registered

    water(world)
    said = await good(world, "apply", "--note", "water comes to the desk")
    for change in ("queue water is new", "menu main is new", "seat 1007 is new", "queue general: wrap-up 0 s -> 1 s"):
        assert f"  {change}" in said.splitlines()
    assert number(world) == await asterisk_runs(world) == before + 1
    assert await registrations(world) == registered
    assert (await world.seat("1001")).state is SeatState.TALKING
    await first.call.hears_tone(AGENT_HZ, 10, seconds=0.3)
    await talk.hears_tone(CITIZEN_HZ, 10, seconds=0.3)
    for citizen, place in zip(waiting, places, strict=True):
        assert (await citizen.until(CallState.QUEUED)).rank == place
        await hears_music(citizen.call)

    # What is new works: the menu leads to the new queue, and a phone can register at the new seat.
    thirsty = await world.citizen()
    await thirsty.call.send_keys("2")
    assert (await thirsty.until(CallState.QUEUED)).queue == "water"
    await world.softphone("1007")
    await world.phone("1007").stop()
    await world.until_seat("1007", lambda seat: not seat.reachable, what="its phone is gone")
    await thirsty.call.hang_up()
    await thirsty.outcome()

    assert f"bundle {before} is in force" in await good(world, "rollback", "--note", "not yet")
    assert number(world) == await asterisk_runs(world) == before
    assert await registrations(world) == registered
    await first.call.hang_up()
    for citizen in waiting:
        talk = await agent.incoming(15)
        assert talk.caller == citizen.number
        await join(citizen, talk)
        await citizen.call.hang_up()


async def test_a_bad_folder_changes_nothing(world: World) -> None:
    before = number(world), await asterisk_runs(world)
    write(world, "lines.yaml", read(world, "lines.yaml").replace("queue: legal", "queue: leagl"))
    code, said = await config(world, "apply", "--note", "x")
    assert code == 1
    assert "lines.yaml:2: there is no queue `leagl`; did you mean `legal`?" in said
    assert (number(world), await asterisk_runs(world)) == before


def without_legal(world: World) -> None:
    write(world, "lines.yaml", read(world, "lines.yaml").replace("queue: legal", "queue: general"))
    lines = read(world, "queues.yaml").splitlines(keepends=True)
    write(world, "queues.yaml", "".join(line for line in lines if not line.startswith("legal")))


async def test_a_queue_with_callers_goes_only_with_a_successor(world: World) -> None:
    before = number(world)
    caller = await world.citizen("12351", hurry=True)
    place = (await caller.until(CallState.QUEUED)).rank
    without_legal(world)
    code, said = await config(world, "apply", "--note", "x")
    assert code == 1
    assert "queue legal: 1 call" in said
    assert number(world) == await asterisk_runs(world) == before
    await good(world, "apply", "--note", "x", "--successor", "legal=general")
    moved = await caller.until(CallState.QUEUED)
    assert (moved.queue, moved.rank) == ("general", place)
    agent = await world.agent("1002")
    talk = await agent.incoming(15)
    await join(caller, talk)
    await caller.call.hang_up()


async def test_an_apply_can_wait_until_a_seat_is_free(world: World) -> None:
    await world.agent("1006", ready=False)
    lines = read(world, "seats.yaml").splitlines(keepends=True)
    write(world, "seats.yaml", "".join(line for line in lines if not line.startswith("1006")))
    refused, said = await config(world, "apply", "--note", "x")
    assert refused == 1
    assert "seat 1006: agent 8006 is signed on" in said
    waiting = asyncio.create_task(good(world, "apply", "--note", "x", "--wait"))
    await world.api("POST", "/v1/seats/1006/sign-off", {})
    assert "  seat 1006 goes" in await waiting
    await good(world, "rollback", "--note", "x")


class Breaks:
    """A step that fails once all the others were taken."""

    name = "last"

    def __init__(self) -> None:
        self.seen: list[int] = []

    async def prepare(self, bundle: Bundle, tell: Tell) -> None:
        """Nothing is known to be wrong ahead."""

    async def use(self, bundle: Bundle) -> None:
        self.seen.append(bundle.number)
        if len(self.seen) == 1:
            raise StepFailed("it broke")


async def test_a_failure_on_the_way_puts_all_back(world: World) -> None:
    before = number(world)
    sounds = world.settings.sounds / "zh-CN"
    spoken = os.readlink(sounds / "fallback.alaw")
    files = {path.name: path.read_bytes() for path in world.settings.asterisk.glob("*.conf")}
    water(world)
    write(world, "texts.yaml", read(world, "texts.yaml").replace("系统维护", "系统升级"))
    parts = live_parts(world.settings, find_runtime(), actor="cli", note="x")
    broken = Breaks()
    parts = replace(parts, steps=(*parts.steps, broken))
    wanted = read_folder(world.settings.config)
    with pytest.raises(ApplyFailed, match="last: it broke"):
        await apply_config(parts, wanted, expected=before, note="x", actor="cli")
    assert len(broken.seen) == 2
    assert broken.seen[1] == number(world) == await asterisk_runs(world) == before
    assert {path.name: path.read_bytes() for path in world.settings.asterisk.glob("*.conf")} == files
    assert os.readlink(sounds / "fallback.alaw") == spoken
    assert "1007" not in await console(world, "pjsip show endpoints")
    reply = await ask_router(world.redis, LookAtSeat(seat="1007", actor="test"))
    assert reply.code == "unknown_seat"
    assert "taken back" in await good(world, "history")
    # The way is free once the fault is gone.
    await good(world, "apply", "--note", "again")
    await good(world, "rollback", "--note", "x")


async def test_who_takes_a_copy_over_does_not_start_a_router_anew_that_has_the_bundle(world: World) -> None:
    water(world)
    await good(world, "apply", "--note", "water")
    router, asterisk = world.pid("router"), world.pid("asterisk")
    world.process.send_signal(signal.SIGKILL)
    world.process.wait()
    again = start_world(world.settings.data, world.settings.port_base, config=world.settings.config)
    world.process = again.process
    again.engine.dispose()
    log = world.settings.data / "up.log"

    async def told() -> str:
        assert world.process.poll() is None, log.read_text()
        return log.read_text()

    await eventually(told, lambda text: "Ready" in text, within=60, what="the copy was taken over")
    assert (world.pid("router"), world.pid("asterisk")) == (router, asterisk)
    await world.until_healthy()
    assert "process_renewed" not in (world.settings.logs / "up.log").read_text()


def test_an_apply_waits_for_nobody_who_died(copy: World) -> None:
    """The kernel lets go of the lock of a process that was killed in the middle."""
    holder = subprocess.Popen(
        [sys.executable, "-c",
         "import sys, time; from pathlib import Path; from router.supervisor.applying.parts import hold_apply\n"
         "with hold_apply(Path(sys.argv[1])): print('held', flush=True); time.sleep(600)",
         str(copy.settings.bundles)],
        cwd=CHECKOUT, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    try:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        code, said = asyncio.run(config(copy, "apply", "--note", "x"))
        assert code == 1
        assert "Another configuration is being applied" in said
    finally:
        holder.kill()
        holder.wait()
        holder.stdout.close()
    deadline = time.monotonic() + 20
    while asyncio.run(config(copy, "apply", "--note", "x"))[0] != 0:
        assert time.monotonic() < deadline
