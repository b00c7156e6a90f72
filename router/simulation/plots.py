"""PNG plots of a result: waits, seats busy, share within the threshold, over the day."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from router.simulation.intervals import Estimate
from router.simulation.result import Result
from router.simulation.scenario import Scenario


def plot_days(result: Result, folder: Path) -> tuple[Path, ...]:
    """Write `waits.png`, `seats.png` and `share.png`; the folder is made when it is not there.

    Raises:
        OSError: the folder cannot be written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    return (
        _waits(result, folder / "waits.png"),
        _seats(result, folder / "seats.png"),
        _share(result, folder / "share.png"),
    )


def plot_staff(
    scenario: Scenario, erlang: tuple[int, ...], heads: tuple[int, ...], share: list[Estimate], path: Path
) -> Path:
    """Heads per half hour, by formula and confirmed, and the share that they reach.

    Raises:
        OSError: the file cannot be written.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    figure, (above, below) = _figure(2)
    edges = _edges(scenario)
    above.stairs(erlang, edges, label="Erlang A", color="tab:gray", linestyle="--")
    above.stairs(heads, edges, label="confirmed by simulation", color="tab:blue", linewidth=1.8)
    above.set_ylabel("heads")
    above.set_ylim(bottom=0)
    above.legend()
    _band(below, edges, share, "share within the threshold")
    below.axhline(scenario.target_share, color="tab:red", linestyle=":", label="target")
    below.set_ylim(0, 1.02)
    below.legend()
    return _save(figure, (above, below), scenario, path, f"{scenario.name}: fewest heads")


def _waits(result: Result, path: Path) -> Path:
    figure, (axes,) = _figure(1)
    edges = _edges(result.scenario)
    _band(axes, edges, [found.mean_wait_s for found in result.by_period], "mean wait")
    _band(axes, edges, [found.p95_wait_s for found in result.by_period], "95 % wait no longer than", color="tab:orange")
    axes.set_ylabel("seconds, by period of arrival")
    axes.set_ylim(bottom=0)
    axes.legend()
    return _save(figure, (axes,), result.scenario, path, f"{result.scenario.name}: waits, policy {result.policy}")


def _seats(result: Result, path: Path) -> Path:
    figure, (axes,) = _figure(1)
    edges = _edges(result.scenario)
    heads = [sum(group.heads[number] for group in result.scenario.groups) for number in range(len(edges) - 1)]
    axes.stairs(heads, edges, color="tab:gray", linestyle="--", label="heads")
    _band(axes, edges, list(result.busy), "seats busy")
    axes.set_ylabel("seats, mean over the period")
    axes.set_ylim(bottom=0)
    axes.legend()
    return _save(figure, (axes,), result.scenario, path, f"{result.scenario.name}: seats, policy {result.policy}")


def _share(result: Result, path: Path) -> Path:
    figure, (axes,) = _figure(1)
    edges = _edges(result.scenario)
    _band(axes, edges, [found.share_within for found in result.by_period], "all types")
    for name, periods in list(result.by_type_period.items())[:10]:
        means = [np.nan if found.share_within.mean is None else found.share_within.mean for found in periods]
        axes.stairs(means, edges, label=name, linewidth=0.8, baseline=None)
    axes.axhline(result.scenario.target_share, color="tab:red", linestyle=":", label="target")
    axes.set_ylabel("share answered within the threshold")
    axes.set_ylim(0, 1.02)
    axes.legend(fontsize="small", ncols=2)
    return _save(figure, (axes,), result.scenario, path, f"{result.scenario.name}: service, policy {result.policy}")


def _figure(count: int) -> tuple[Any, tuple[Any, ...]]:
    # Without pyplot: no window system is looked for, and no figure is kept.
    figure = Figure(figsize=(10, 3.2 + 1.8 * count), layout="constrained")
    FigureCanvasAgg(figure)
    axes = figure.subplots(count, 1, sharex=True, squeeze=False)
    return figure, tuple(axes[:, 0])


def _edges(scenario: Scenario) -> list[float]:
    """Hours on the clock, from midnight."""
    return [(scenario.starts_at_s + at) / 3600 for at in (*scenario.starts, scenario.length)]


def _band(axes: Any, edges: list[float], found: list[Estimate], label: str, *, color: str = "tab:blue") -> None:
    def line(values: list[float | None]) -> list[float]:
        return [np.nan if value is None else value for value in values]

    means = line([estimate.mean for estimate in found])
    axes.stairs(means, edges, color=color, label=label, linewidth=1.6, baseline=None)
    low, high = line([estimate.low for estimate in found]), line([estimate.high for estimate in found])
    axes.fill_between(edges, [*low, low[-1]], [*high, high[-1]], step="post", color=color, alpha=0.2, linewidth=0)


def _save(figure: Any, axes: tuple[Any, ...], scenario: Scenario, path: Path, title: str) -> Path:
    # A scenario's name may be written in letters that the plot's font lacks.
    axes[0].set_title(title.encode("latin-1", "replace").decode("latin-1"))
    edges = _edges(scenario)
    step = max(1, round((edges[-1] - edges[0]) / 12))
    ticks = np.arange(np.ceil(edges[0]), edges[-1] + 1e-9, step)
    axes[-1].set_xticks(ticks, [f"{int(tick) % 24:02d}:00" for tick in ticks])
    axes[-1].set_xlim(edges[0], edges[-1])
    for each in axes:
        each.grid(alpha=0.3)
    figure.savefig(path, dpi=110)
    return path
