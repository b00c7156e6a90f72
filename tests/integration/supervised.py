"""Tiny programs for a supervisor to keep, and a supervisor of them in a process of its own.

`python supervised.py DATA [NAME=VALUE ...]` keeps `alpha` and `beta` until it is told to stop, and prints what happens.
What is named is the mark of both.
"""

from __future__ import annotations

import asyncio
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from router.settings import Settings
from router.supervisor.errors import CannotStart
from router.supervisor.happening import Happening
from router.supervisor.program import Program
from router.supervisor.record import created
from router.supervisor.supervisor import Supervisor

BODY = """
import os, pathlib, signal, subprocess, sys
data, name, manner = sys.argv[1:]
if manner == "deaf":
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
if manner == "family":
    child = subprocess.Popen([sys.executable, "-c", "import signal; signal.pause()"])
    pathlib.Path(data, name + ".grandchild").write_text(str(child.pid))
with open(os.path.join(data, name + ".pids"), "a") as file:
    file.write(str(os.getpid()) + chr(10))
print(name, "speaks", flush=True)
if manner == "mortal":
    sys.exit(7)
while True:
    signal.pause()
"""


def fake(data: Path, name: str, manner: str = "good", *, after: Sequence[str] = (), stop: float = 20.0) -> Program:
    """A program that writes its id down, then waits. Deaf: does not hear SIGTERM; mortal: ends with code 7."""
    return Program(
        name=name,
        argv=(sys.executable, "-c", BODY, str(data), name, manner),
        environ={},
        ready=partial(_wrote, data, name),
        folder=data,
        after=tuple(after),
        stop_seconds=stop,
    )


async def _wrote(data: Path, name: str, pid: int) -> bool:
    return pid in pids(data, name)


def pids(data: Path, name: str) -> list[int]:
    """All processes that the program ever had, in order."""
    try:
        return [int(line) for line in (data / f"{name}.pids").read_text().splitlines()]
    except FileNotFoundError:
        return []


def gone(pid: int) -> bool:
    """Whether nothing runs under this id."""
    return created(pid) is None


async def until(condition: Callable[[], bool], *, seconds: float = 30.0) -> None:
    """Wait for it; AssertionError when it does not come."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "waited in vain"
        await asyncio.sleep(0.02)


def settings_for(data: Path, port_base: int = 20_000, drain_seconds: float = 20.0) -> Settings:
    """Settings of a copy of fakes."""
    return Settings(data=data, config=data, port_base=port_base, drain_seconds=drain_seconds)


def main() -> None:
    """Keep two fakes."""
    data, mark = Path(sys.argv[1]), dict(word.split("=") for word in sys.argv[2:])

    def report(happening: Happening) -> None:
        print(happening.what.value, happening.process, happening.pid, flush=True)

    programs = [fake(data, "alpha"), fake(data, "beta", after=["alpha"])]
    supervisor = Supervisor(
        settings_for(data), [replace(program, mark=lambda: mark) for program in programs], report=report
    )
    try:
        asyncio.run(supervisor.run(lambda missing: print("up", *missing, flush=True)))
    except CannotStart as error:
        raise SystemExit(str(error)) from None
    print("ended", flush=True)


if __name__ == "__main__":
    main()
