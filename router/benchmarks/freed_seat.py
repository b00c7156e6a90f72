"""From a freed seat's BYE to its next INVITE, with everything running: a copy of its own, one softphone, and callers
that wait by SIPp. Loopback only."""

from __future__ import annotations

import asyncio
import contextlib
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from asterisk_conf.runtime import Runtime
from phones import Phone
from router.cli.ask_api import ApiAway, ApiRefused, ask_api, read_secrets
from router.settings import CHECKOUT, Settings

SEAT: Final = "1001"
AGENT: Final = "8001"
LINE: Final = "12345"
START_SECONDS: Final = 60.0
CALLER: Final = Path(__file__).with_name("waiting_caller.xml")


class BenchFailed(Exception):
    """The benchmark could not be run."""


@dataclass(frozen=True, kw_only=True)
class FreedSeat:
    """Milliseconds of each hand-over, in order."""

    waiting: int
    freed_to_invite_ms: tuple[float, ...]


def measure_freed_seat(
    runtime: Runtime, *, port_base: int, waiting: int = 30, talk: tuple[float, float] = (0.3, 0.9), seed: int = 1
) -> FreedSeat:
    """Let `waiting` callers queue up for one seat without wrap-up, serve them one after the other, and take the time
    from each BYE the seat sends to the next INVITE it receives. `talk`: seconds of a talk, drawn uniformly.

    Raises:
        BenchFailed: the copy did not start, or a caller was not served.
    """
    folder = Path(tempfile.mkdtemp(prefix="hotline-bench-"))
    settings = Settings(data=folder / "data", config=_config(folder), port_base=port_base, drain_seconds=1.0)
    try:
        with _copy(settings):
            dice = random.Random(seed)
            talks = iter(lambda: dice.uniform(*talk), None)
            gaps = asyncio.run(_serve(settings, _sipp(settings, runtime, waiting), waiting, talks))
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return FreedSeat(waiting=waiting, freed_to_invite_ms=tuple(gaps))


def _config(folder: Path) -> Path:
    config = folder / "config"
    # Without a menu, and without what it says: callers who press nothing would come to wait seconds later.
    shutil.copytree(CHECKOUT / "config", config, ignore=shutil.ignore_patterns("simulation", "menus.yaml"))
    published = config / "lines.yaml"
    published.write_text("".join(line for line in published.open() if not line.lstrip().startswith("menu:")))
    (config / "texts.yaml").write_text("zh-CN: {}\nen: {}\n")
    queues = config / "queues.yaml"
    lines = queues.read_text().splitlines()
    queues.write_text("\n".join("  wrap_up_seconds: 0" if "wrap_up_seconds" in line else line for line in lines) + "\n")
    return config


@contextlib.contextmanager
def _copy(settings: Settings) -> Iterator[None]:
    settings.data.mkdir(parents=True)
    environ = {**os.environ, **settings.to_environ(), "PYTHONPATH": str(CHECKOUT)}
    with (settings.data / "up.log").open("wb") as said:
        up = subprocess.Popen(
            [sys.executable, "-m", "router", "up"], env=environ, stdin=subprocess.DEVNULL, stdout=said, stderr=said
        )
    try:
        deadline = time.monotonic() + START_SECONDS
        while not _takes_calls(settings):
            if up.poll() is not None or time.monotonic() > deadline:
                raise BenchFailed(f"the copy did not start: {(settings.data / 'up.log').read_text().strip()[-500:]}")
            time.sleep(0.1)
        yield
    finally:
        for number in (signal.SIGINT, signal.SIGINT, signal.SIGKILL):
            if up.poll() is None:
                up.send_signal(number)
                with contextlib.suppress(subprocess.TimeoutExpired):
                    up.wait(10)


def _takes_calls(settings: Settings) -> bool:
    try:
        return ask_api(settings, "GET", "/v1/health").get("status") in {"ok", "degraded"}
    except (ApiAway, ApiRefused):
        return False


async def _serve(settings: Settings, callers: list[str], waiting: int, talks: Iterator[float]) -> list[float]:
    password = read_secrets(settings)["sip"][SEAT]
    server = (settings.listen, settings.sip_port)
    async with Phone(SEAT, password, server, keep_heard=False) as phone:
        await phone.register()
        dialling = await asyncio.create_subprocess_exec(
            *callers, cwd=settings.data, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        try:
            await _until_queued(settings, waiting)
            await asyncio.to_thread(ask_api, settings, "POST", f"/v1/seats/{SEAT}/sign-on", {"agent": AGENT})
            await asyncio.to_thread(ask_api, settings, "POST", f"/v1/seats/{SEAT}/ready")
            gaps: list[float] = []
            freed_at: float | None = None
            for _ in range(waiting):
                call = await phone.incoming(20)
                came = call.at("invite_received")
                if freed_at is not None and came is not None:
                    gaps.append((came - freed_at) * 1000)
                await call.answer()
                await asyncio.sleep(next(talks))
                call.send_bye()
                freed_at = call.at("bye_sent")
            return gaps
        finally:
            with contextlib.suppress(ProcessLookupError):
                dialling.terminate()
            await dialling.wait()


async def _until_queued(settings: Settings, waiting: int) -> None:
    deadline = time.monotonic() + START_SECONDS
    while True:
        queues = (await asyncio.to_thread(ask_api, settings, "GET", "/v1/queues"))["queues"]
        if sum(queue["waiting"] for queue in queues) >= waiting:
            return
        if time.monotonic() > deadline:
            raise BenchFailed(f"not all of {waiting} callers came to wait")
        await asyncio.sleep(0.2)


def _sipp(settings: Settings, runtime: Runtime, waiting: int) -> list[str]:
    count = str(waiting)
    local = str(settings.port_base + 90)
    media = str(settings.port_base + 1900)
    return runtime.command(
        "sipp", f"{settings.listen}:{settings.sip_port}", "-sf", str(CALLER), "-s", LINE, "-m", count, "-l", count,
        "-r", "10", "-i", "127.0.0.1", "-p", local, "-mp", media, "-nostdin", "-timeout", "300",
    )  # fmt: skip
