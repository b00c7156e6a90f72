"""Wait until something is heard."""

# ruff: noqa: ASYNC109 - a wait with a bound says what did not happen; a bare timeout says nothing

from __future__ import annotations

import asyncio
import time

from phones.errors import WaitedInVain
from phones.heard import Heard
from phones.tone import THRESHOLD_DB, sound_level, tone_level, tone_spans

_LOOK_EVERY = 0.04


async def wait_for_tone(
    heard: Heard, hz: float, *, timeout: float, seconds: float, since: float | None, threshold: float = THRESHOLD_DB
) -> float:  # fmt: skip
    """Monotonic time at which the tone began, once it has been there for `seconds` without a break.

    What came before `since` (now, unless given) does not count.

    Raises:
        WaitedInVain: it was not there within `timeout` seconds, or the call ended first.
    """
    began = time.monotonic() if since is None else since
    deadline = time.monotonic() + timeout
    first = True
    while True:
        ended, now = heard.stopped is not None, time.monotonic()
        # The first look takes in all since `since`; later ones what is new, with room for a whole span.
        look = began if first or ended else max(began, now - seconds - 0.5)
        first = False
        spans = tone_spans(heard.since(look), hz, threshold=threshold, shortest=seconds)
        if spans:
            return heard.start_of(look) + spans[0][0]
        if ended or now >= deadline:
            last = heard.since(now - 0.2)
            raise WaitedInVain(
                f"no tone of {hz:g} Hz for {seconds:g} s within {timeout:g} s"
                f"{' (the call has ended)' if ended else ''}; last heard "
                f"{tone_level(last, hz):.0f} dB of it, {sound_level(last):.0f} dB in all"
            )
        await asyncio.sleep(_LOOK_EVERY)


async def wait_for_sound(heard: Heard, *, timeout: float, level: float = -45.0) -> float:
    """Monotonic time at which anything louder than `level` dB was heard, 100 ms of it.

    Raises:
        WaitedInVain: there was silence for `timeout` seconds, or the call ended first.
    """
    deadline = time.monotonic() + timeout
    while True:
        now = time.monotonic()
        if sound_level(heard.since(now - 0.1)) > level:
            return now - 0.1
        if heard.stopped is not None or now >= deadline:
            raise WaitedInVain(f"heard nothing louder than {level:g} dB within {timeout:g} s")
        await asyncio.sleep(_LOOK_EVERY)
