from __future__ import annotations

import asyncio

from router.web.errors import ArchiveAway
from router.web.totals import KEEP_SECONDS, Total


class Archive:
    """Counts how often it is asked."""

    def __init__(self) -> None:
        self.now = 100.0
        self.asked = 0
        self.counts: dict[str, int] | None = {}

    async def count(self) -> dict[str, int]:
        self.asked += 1
        await asyncio.sleep(0)
        if self.counts is None:
            raise ArchiveAway
        return self.counts

    def total(self) -> Total:
        return Total(self.count, lambda: self.now)


async def test_it_is_asked_for_every_ten_seconds_only() -> None:
    archive = Archive()
    archive.counts = {"answered": 1}
    total = archive.total()
    assert list(await asyncio.gather(total.read(), total.read())) == [{"answered": 1}] * 2
    archive.counts = {"answered": 2}
    archive.now += KEEP_SECONDS - 0.1
    assert await total.read() == {"answered": 1}
    assert archive.asked == 1
    archive.now += 0.1
    assert await total.read() == {"answered": 2}


async def test_it_never_falls_and_is_none_while_the_archive_is_away() -> None:
    archive = Archive()
    total = archive.total()
    seen = []
    for counts in ({"abandoned": 5}, {"abandoned": 4, "answered": 1}, None, {"abandoned": 6, "answered": 1}):
        archive.counts = counts
        seen.append(await total.read())
        archive.now += KEEP_SECONDS
    assert seen == [
        {"abandoned": 5}, {"abandoned": 5, "answered": 1}, None, {"abandoned": 6, "answered": 1},
    ]  # fmt: skip
