"""How every part is, asked at one moment."""

from __future__ import annotations

import asyncio
import shutil
from pathlib import Path
from typing import Final

from router.domain.errors import StateLost
from router.web.sources.live import Live
from router.web.words import Part, Word, judge

LEAST_FREE_BYTES: Final = 1 << 30
"""A talk is 1.9 MB a minute while it is recorded: a gigabyte is about nine hours of talk."""


async def look_at_parts(live: Live, data: Path, *, now: float) -> tuple[Part, ...]:
    """Every part by name: redis, router, ami, agi, archiver, api, asterisk, disk. Raises nothing."""
    words: dict[str, Word] = {}
    try:
        words = await live.words()
        redis = Part(name="redis", ok=True, detail="answers")
    except StateLost as refusal:
        redis = Part(name="redis", ok=False, detail=f"does not answer: {refusal.detail}")
    disk = await asyncio.to_thread(look_at_disk, data)
    return (redis, *judge(words, now=now), disk)


def look_at_disk(data: Path) -> Part:
    """Room for recordings and history below the data folder."""
    try:
        free = shutil.disk_usage(data).free
    except OSError as error:
        return Part(name="disk", ok=False, detail=f"cannot be read: {error.strerror}")
    return Part(name="disk", ok=free >= LEAST_FREE_BYTES, detail=f"{free / (1 << 30):.1f} GiB free")
