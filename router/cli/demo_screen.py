"""What the demo shows while it runs: the live table with the last events below, or plain lines without a terminal."""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from rich.console import Console
from rich.live import Live
from rich.markup import escape

from router.cli.demo_events import events_between
from router.cli.top_read import TopReader
from router.cli.top_show import show_top

LOOK_SECONDS: Final = 1.0
KEPT_EVENTS: Final = 60


class DemoScreen:
    """Tells what happens; `watch` redraws once a second until cancelled."""

    def __init__(self, reader: TopReader, words: Mapping[str, str], console: Console, *, began: float) -> None:
        """`began`: monotonic time of the command."""
        self._reader, self._words, self._console, self._began = reader, words, console, began
        self._events: deque[tuple[float, str]] = deque(maxlen=KEPT_EVENTS)
        self._live = False
        self._zone: ZoneInfo | None = None
        """the site's; until that is known the machine's counts"""
        self.notes: Sequence[str] = ()
        """how to try it; stands below"""
        self.first_talk: float | None = None
        """seconds from the command to the first talk"""

    def tell(self, text: str) -> None:
        """One plain line, now."""
        self._add(escape(text))

    async def watch(self) -> None:
        """Look and draw until cancelled."""
        if not self._console.is_terminal:
            await self._look_on(None)
        with Live(console=self._console, auto_refresh=False, screen=True) as live:
            self._live = True
            try:
                await self._look_on(live)
            finally:
                self._live = False

    async def _look_on(self, live: Live | None) -> None:
        calls = self._reader.live.calls
        while True:
            # In a thread: voices are paced by this loop, and must not wait for a slow archive.
            view = await asyncio.to_thread(self._reader.look)
            self._zone = ZoneInfo(view.timezone)
            for event in events_between(calls, self._reader.live.calls):
                if self.first_talk is None and "→ seat" in event:
                    self.first_talk = time.monotonic() - self._began
                self._add(event)
            if not self._reader.live.problem:
                calls = self._reader.live.calls
            if live is not None:
                size = self._console.size
                events = [self._line(at, markup) for at, markup in self._events]
                picture = show_top(
                    view, self._words, width=size.width, height=size.height, events=events, notes=self.notes
                )
                live.update(picture, refresh=True)
            await asyncio.sleep(LOOK_SECONDS)

    def _add(self, markup: str) -> None:
        at = time.time()
        self._events.append((at, markup))
        if not self._live:
            self._console.print(self._line(at, markup), soft_wrap=True)

    def _line(self, at: float, markup: str) -> str:
        return f"[dim]{datetime.fromtimestamp(at, self._zone):%H:%M:%S}[/] {markup}"
