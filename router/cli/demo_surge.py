"""The end of a surge: callbacks are made until none is owed, and all of it is held against the archive."""

from __future__ import annotations

import asyncio
import json
import os
import sys
import time
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from router.adapters.sql.engine import ArchiveAway, open_engine
from router.cli.read_live import read_live
from router.client import ask
from router.demo.callback_order import OwedCall
from router.demo.citizen import Tell
from router.demo.read_callbacks import read_callbacks
from router.demo.reconcile_callbacks import CallbackBalance, reconcile_callbacks
from router.demo.surge_city import SurgeCity
from router.domain.call import CallState
from router.domain.errors import Refusal
from router.domain.requests import CancelCallback
from router.settings import CHECKOUT, Settings

LOOK_SECONDS: Final = 1.0
TOLD_SECONDS: Final = 30.0
LAST_SECONDS: Final = 120.0
"""how long callbacks that are just being made may take once the others have been taken off the list"""
REPLAY_SECONDS: Final = 300.0


@dataclass(frozen=True, kw_only=True)
class Surge:
    """What is said of a surge beyond what is said of any demo."""

    per_minute: float
    drained_after: float
    """seconds from the last citizen who dialled until nobody was owed a callback"""
    cancelled: int
    """callbacks that the demo took off the list, as there was no end of them"""
    callbacks: CallbackBalance
    replay: str
    """what `hotline replay` says of the run"""
    replayed: bool
    """it found no difference"""

    @property
    def good(self) -> bool:
        return self.replayed and self.callbacks.good


class SurgeEnd:
    """`drain` once nobody dials in any more, then `reckon` once the archive has the end of every call."""

    def __init__(self, settings: Settings, city: SurgeCity, tell: Tell, *, seconds: float) -> None:
        """`seconds`: how long callbacks are made before those still owed are taken off the list."""
        self._settings, self._city, self._tell, self._seconds = settings, city, tell, seconds
        self._cancelled: set[str] = set()
        self._took = 0.0

    async def drain(self) -> None:
        """Until nobody is on the phone or owed a callback, or for `LAST_SECONDS` beyond the bound."""
        began, told = time.monotonic(), 0.0
        while self._took <= self._seconds + LAST_SECONDS:
            live = await asyncio.to_thread(read_live, self._settings)
            owed = [call for call in live.calls if call.owed is not None]
            self._took = time.monotonic() - began
            if not (live.problem or owed or self._city.on_the_phone):
                return
            if self._took > self._seconds:
                # First: whoever is still on the line might ask for one more.
                self._city.hang_up()
                await self._take_off(call.id for call in owed if call.state is CallState.OWED)
            if time.monotonic() - told > TOLD_SECONDS:
                told = time.monotonic()
                self._tell(
                    f"nobody dials in any more; callbacks owed: {len(owed)}, on the phone: {self._city.on_the_phone}"
                )
            await asyncio.sleep(LOOK_SECONDS)

    async def reckon(self, since: float, per_minute: float) -> Surge:
        """Compare what the phones saw of callbacks with the archive, and decide again all that routing decided."""
        engine = open_engine(self._settings.database_url)
        found: list[OwedCall] = []
        try:
            found = await asyncio.to_thread(read_callbacks, engine, since)
        except ArchiveAway as error:
            self._city.troubles.append(f"the archive does not answer: {error}")
        finally:
            engine.dispose()
        replayed, replay = await _replay(self._settings, since, time.time())
        return Surge(
            per_minute=per_minute, drained_after=self._took, cancelled=len(self._cancelled),
            callbacks=reconcile_callbacks(self._city.cases, found), replay=replay, replayed=replayed,
        )  # fmt: skip

    async def _take_off(self, calls: Iterable[str]) -> None:
        for call in calls:
            if await asyncio.to_thread(_cancel, self._settings, call):
                self._cancelled.add(call)


def _cancel(settings: Settings, call: str) -> bool:
    try:
        return ask(settings, CancelCallback(seat="", actor="cli", call=call, note="the demo ends")).ok
    except Refusal:
        return False


async def _replay(settings: Settings, since: float, until: float) -> tuple[bool, str]:
    """Whether the command found no difference, and what it says."""
    begin, end = (datetime.fromtimestamp(at, UTC).isoformat() for at in (since, until))
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "router", "replay", "--from", begin, "--to", end, "--json",
        env={**os.environ, **settings.to_environ(), "PYTHONPATH": str(CHECKOUT)}, cwd=CHECKOUT,
        stdin=asyncio.subprocess.DEVNULL, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    try:
        out, errors = await asyncio.wait_for(process.communicate(), REPLAY_SECONDS)
    except TimeoutError:
        process.kill()
        await process.wait()
        return False, f"hotline replay was not done after {REPLAY_SECONDS:.0f} s"
    try:
        found: dict[str, Any] = json.loads(out)
    except ValueError:
        return False, errors.decode(errors="replace").strip() or f"hotline replay ended with {process.returncode}"
    return process.returncode == 0, _say(found)


def _say(found: dict[str, Any]) -> str:
    said = f"{found['entries']} entries, {found['decisions']} decisions"
    if found["difference"] is None:
        return f"{said}, no difference"
    return f"{said}; {found['differing']} of {found['engines']} engines came to something else"
