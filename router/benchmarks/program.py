"""One program of the platform by itself, ended afterwards."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Final

STOP_SECONDS: Final = 6.0


@asynccontextmanager
async def program(argv: Sequence[str], environ: Mapping[str, str], folder: Path) -> AsyncIterator[int]:
    """Run it in that folder; its process id. What it says goes nowhere."""
    process = await asyncio.create_subprocess_exec(
        *argv, env=environ, cwd=folder, stdin=asyncio.subprocess.DEVNULL, stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.DEVNULL,
    )  # fmt: skip
    try:
        yield process.pid
    finally:
        await end(process, STOP_SECONDS)


async def end(process: asyncio.subprocess.Process, seconds: float) -> None:
    """Ask it to end, and make it end when it has not after so long."""
    if process.returncode is None:
        process.terminate()
    try:
        await asyncio.wait_for(process.wait(), seconds)
    except TimeoutError:
        process.kill()
        await process.wait()
