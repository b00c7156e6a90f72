"""The incident test as a picture: how many of an incident's calls come before it is seen."""

from __future__ import annotations

from pathlib import Path

from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from router.simulation.incident_cases import CALLERS
from router.simulation.incident_report import SIXTH, Report


def plot_incidents(report: Report, path: Path) -> None:
    """Write a PNG. Raises OSError."""
    figure = Figure(figsize=(9, 6), layout="constrained")
    FigureCanvasAgg(figure)
    above, below = figure.subplots(2, 1)
    steps = range(1, CALLERS + 1)
    shares = [sum(count <= step for count in report.counts) / max(1, len(report.counts)) for step in steps]
    above.step(list(steps), shares, where="post")
    above.axvline(SIXTH, color="tab:red", linestyle=":", label="sixth call")
    above.set_xlabel("calls of the incident")
    above.set_ylabel("share seen by then")
    above.set_ylim(0, 1.02)
    above.legend(loc="lower right")
    above.set_title(f"{report.per_month:.2f} false alarms a month ({report.low:.2f} to {report.high:.2f})")
    bands = [each for each in report.detections if each.name.endswith("an hour")]
    below.bar([each.name.removesuffix(" an hour") for each in bands], [each.by_sixth for each in bands])
    below.set_xlabel("usual calls an hour of the struck cell, in the evening")
    below.set_ylabel("share seen by the sixth call")
    below.set_ylim(0, 1.02)
    path.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(path, format="png", dpi=120)
