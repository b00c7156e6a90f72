"""A day of the roster as a picture: people in the house against the most that is needed."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator, MultipleLocator

from router.domain.shifts.levels import Levels, levels
from router.domain.shifts.roster import Roster
from router.domain.shifts.wall import DAY, Period, moment

if TYPE_CHECKING:
    from router.services.roster_house import RosterHouse


def plot_day(house: RosterHouse, roster: Roster, on: date, path: Path) -> None:
    """Write a PNG, one panel per role and skill that is needed. Raises OSError."""
    window = Period(start=moment(on, 0, house.zone), end=moment(on, DAY, house.zone))
    near = roster.between(on - timedelta(days=3), on + timedelta(days=1))
    found = levels(house.calendar, near, house.people, window)
    subjects = sorted({each.of for _, counts in found for each in counts})
    figure = Figure(figsize=(9, 1 + 1.6 * max(len(subjects), 1)), layout="constrained")
    FigureCanvasAgg(figure)
    panels = figure.subplots(max(len(subjects), 1), 1, sharex=True, squeeze=False)[:, 0]
    for panel, subject in zip(panels, subjects, strict=False):
        edges = [(period.start - window.start) / timedelta(hours=1) for period, _ in found]
        edges.append((window.end - window.start) / timedelta(hours=1))
        have, need = _steps(found, subject)
        panel.stairs(have, edges, fill=True, alpha=0.4, label="there")
        panel.stairs(need, edges, color="tab:red", label="needed")
        panel.set_ylabel(subject)
        panel.set_ylim(bottom=0)
        panel.yaxis.set_major_locator(MaxNLocator(integer=True))
    panels[0].set_title(str(on))
    panels[-1].xaxis.set_major_locator(MultipleLocator(3))
    panels[-1].set_xlabel("hours since midnight")
    if subjects:
        panels[0].legend(loc="upper right", ncols=2)
    path.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(path, format="png", dpi=120)


def _steps(found: Levels, subject: str) -> tuple[list[int], list[int]]:
    at = [next((each for each in counts if each.of == subject), None) for _, counts in found]
    return [each.have if each else 0 for each in at], [each.need if each else 0 for each in at]
