"""A history played several times, each with other draws of what is not known."""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import partial

from router.simulation.refusals import NoCalls
from router.simulation.replay_draws import draw_unknown
from router.simulation.replay_figures import Comparison, compare
from router.simulation.replay_history import History
from router.simulation.replay_run import Run, replay
from router.simulation.spread import spread


def replay_history(
    history: History,
    *,
    runs: int,
    seed: int,
    cores: int | None = None,
    progress: Callable[[], object] = lambda: None,
) -> Comparison:
    """Play it `runs` times and compare with what was. `progress` is called after each run.

    Raises:
        NoCalls: nobody came to a queue.
        NothingKnown: no call says how long handling takes.
    """
    if not history.queues:
        raise NoCalls
    # Few calls are played sooner than other processes have started.
    workers = 1 if len(history.calls) * runs < 20_000 else min(cores or os.cpu_count() or 1, runs)
    if history.usual is not None:
        # What a scenario says is asked call by call, which does not pickle.
        workers = 1
    played: list[Run] = []
    for run in spread(partial(play_once, history, seed), runs, workers):
        played.append(run)
        progress()
    return compare(history, played)


def play_once(history: History, seed: int, run: int) -> Run:
    """One run, from its number."""
    return replay(history, draw_unknown(history, seed, run))
