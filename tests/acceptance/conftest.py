"""One copy of the platform for all scenarios, and a fresh scene on it for each."""

from __future__ import annotations

import asyncio
import os
import shutil
import tempfile
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from router.free_ports import free_port_base
from tests.acceptance.healing import Healing
from tests.acceptance.healing import healing as healing_times
from tests.acceptance.world import World, eventually, start_world, stop_world
from tests.hostile.leaks import assert_nothing_leaked

KEEP = os.environ.get("HOTLINE_TEST_KEEP")
"""Set to a folder to keep the copy's data there, for looking at logs afterwards."""


# Not for the session: idle beside all other tests, the copies of all workers would slow them.
@pytest.fixture(scope="package")
def copy() -> Iterator[World]:
    """The running copy."""
    data = Path(KEEP) if KEEP else Path(tempfile.mkdtemp(prefix="hl-"))
    with free_port_base(wait=60) as base:
        world = start_world(data, base)
        try:
            asyncio.run(_up(world))
            yield world
            # Whatever the scenarios were: no secret and no caller's number in full where it has no business.
            assert_nothing_leaked(world)
        finally:
            stop_world(world)
            if not KEEP:
                shutil.rmtree(data, ignore_errors=True)


async def _up(world: World) -> None:

    async def children() -> bool:
        assert world.process.poll() is None, (world.settings.data / "up.log").read_text()
        return (world.settings.run / "children.json").exists() and world.settings.redis_socket.exists()

    await eventually(children, bool, within=60, what="the copy has started its programs")
    async with world.scene():
        pass


@pytest.fixture
async def world(copy: World) -> AsyncIterator[World]:
    """A scene of its own on the running copy."""
    async with copy.scene() as scene:
        yield scene


@pytest.fixture
def healing() -> Healing:
    """Where a kill scenario notes how long normal service was away."""
    return healing_times


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    lines = healing_times.lines()
    if lines:
        terminalreporter.section("normal service again after kill -9")
        for line in lines:
            terminalreporter.write_line(line)
