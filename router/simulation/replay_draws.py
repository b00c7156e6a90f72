"""What history does not tell of each call, drawn: the same seed and run draw the same."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

import numpy as np

from router.simulation.duration import Duration, Floats
from router.simulation.patience import Patience, estimate_patience
from router.simulation.refusals import NothingKnown
from router.simulation.replay_history import Ending, History, PastCall

FEWEST_TALKS: Final = 20
"""With fewer talks of its own a queue draws from those of all queues."""
FEWEST_WAITS: Final = 50
"""With fewer waits of its own a queue takes the patience of all queues."""


@dataclass(frozen=True, kw_only=True)
class Drawn:
    """One entry per call, in the history's order, in seconds."""

    handling: Floats
    ringing: Floats
    patience: Floats
    """inf: never gives up"""


def draw_unknown(history: History, seed: int, run: int) -> Drawn:
    """Keeps what is known of each call and draws the rest, by queue.

    Patience: who gave up at w has patience w; of who was answered at w, or left otherwise, it is only known that it was
    longer, so it is drawn from what lies beyond w.

    Raises:
        NothingKnown: no call says how long handling takes.
    """
    talk, ring, wait = (
        np.random.Generator(np.random.PCG64(part)) for part in np.random.SeedSequence(seed, spawn_key=(run,)).spawn(3)
    )
    calls = history.calls
    return Drawn(
        handling=_lengths(history, lambda call: call.handling, talk, needed=True),
        ringing=_lengths(history, lambda call: call.ringing, ring, needed=False),
        patience=_patience(calls, history, wait),
    )


def patience_of(calls: Sequence[PastCall]) -> Patience:
    """The patience of callers, from those of these calls whose wait is known."""
    known = [call for call in calls if call.waited is not None and call.ending is not None]
    waited = np.asarray([call.waited for call in known], dtype=np.float64)
    return estimate_patience(waited, np.asarray([call.ending is Ending.ABANDONED for call in known], dtype=np.bool_))


def _lengths(
    history: History, of: Callable[[PastCall], float | None], random: np.random.Generator, *, needed: bool
) -> Floats:
    values = np.asarray([np.nan if (value := of(call)) is None else value for call in history.calls])
    queue = np.asarray([call.queue for call in history.calls])
    unknown = np.isnan(values)
    pool = values[~unknown]
    for name in np.unique(queue[unknown]):
        gaps = unknown & (queue == name)
        own = values[~unknown & (queue == name)]
        seen = own if len(own) >= FEWEST_TALKS else pool
        if len(seen):
            values[gaps] = random.choice(seen, int(gaps.sum()))
        elif not needed:
            values[gaps] = 0.0
        elif history.usual is None:
            raise NothingKnown
        else:
            for number in np.flatnonzero(gaps):
                values[number] = _one(history.usual(history.calls[number]).handling, random)
    return values


def _patience(calls: Sequence[PastCall], history: History, random: np.random.Generator) -> Floats:
    found = np.empty(len(calls))
    waits = [call for call in calls if call.waited is not None]

    @cache
    def everybody() -> Patience:
        return patience_of(waits)

    groups: dict[str, list[int]] = {}
    for number, call in enumerate(calls):
        if call.patience is not None:
            found[number] = call.patience
        elif call.ending is Ending.ABANDONED and call.waited is not None:
            found[number] = call.waited
        else:
            groups.setdefault(call.queue, []).append(number)
    for name, numbers in sorted(groups.items()):
        known = [call for call in waits if call.queue == name]
        if not waits and history.usual is not None:
            usual = [history.usual(calls[number]).patience for number in numbers]
            found[numbers] = [np.inf if length is None else _one(length, random) for length in usual]
            continue
        patience = patience_of(known) if len(known) >= FEWEST_WAITS else everybody()
        # Before 0: of some it is not even known that they wait at all.
        lasted = (calls[number].waited for number in numbers)
        found[numbers] = patience.draw(random, np.asarray([-1.0 if wait is None else wait for wait in lasted]))
    return found


def _one(length: Duration, random: np.random.Generator) -> float:
    return float(length.draw(random, 1)[0])
