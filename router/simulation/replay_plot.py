"""PNG plot of a replay: actual and simulated over the hours."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from router.simulation.replay_figures import HOUR, Comparison
from router.simulation.replay_history import History

_ROWS = (("mean_wait_s", "mean wait, s"), ("share_within", "share within target"), ("abandoned", "abandoned"))


def plot_replay(history: History, found: Comparison, folder: Path) -> Path:
    """Write `replay.png`, by hour of arrival; the folder is made when it is not there.

    Raises:
        OSError: the folder cannot be written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    # Without pyplot: no window system is looked for, and no figure is kept.
    figure = Figure(figsize=(10, 8), layout="constrained")
    FigureCanvasAgg(figure)
    rows = figure.subplots(len(_ROWS), 1, sharex=True)
    count = round((found.by_hour[-1][0] - history.since) / HOUR) + 1
    edges = np.arange(count + 1)
    for axes, (name, label) in zip(rows, _ROWS, strict=True):
        actual, simulated = np.full(count, np.nan), np.full(count, np.nan)
        for at, each in found.by_hour:
            hour = round((at - history.since) / HOUR)
            simulated[hour] = _or_nan(getattr(each.simulated, name))
            actual[hour] = _or_nan(None if each.actual is None else getattr(each.actual, name))
        if found.total.actual is not None:
            axes.stairs(actual, edges, label="actual", color="tab:gray", linewidth=1.8, baseline=None)
        axes.stairs(simulated, edges, label="simulated", color="tab:blue", linewidth=1.4, baseline=None)
        axes.set_ylabel(label)
        axes.set_ylim(bottom=0)
        axes.grid(alpha=0.3)
    rows[0].legend()
    # A site's name may be written in letters that the plot's font lacks.
    rows[0].set_title(history.name.encode("latin-1", "replace").decode("latin-1"))
    ticks = edges[:: max(1, -(-len(edges) // 8))]
    moments = [datetime.fromtimestamp(history.since + hour * HOUR, history.zone) for hour in ticks.tolist()]
    rows[-1].set_xticks(ticks, [f"{moment:%m-%d\n%H:%M}" for moment in moments])
    path = folder / "replay.png"
    figure.savefig(path, dpi=110)
    return path


def _or_nan(value: float | None) -> float:
    return float("nan") if value is None else value
