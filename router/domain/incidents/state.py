"""All that watching knows, as a plain value: to keep over a restart."""

from __future__ import annotations

from dataclasses import dataclass

from router.domain.incidents.cell import Cell, Dimension
from router.domain.incidents.history import History
from router.domain.incidents.recent import Noted


@dataclass(frozen=True, kw_only=True)
class CellState:
    """A cell's name."""

    dimension: Dimension
    value: str
    place: str = ""

    @classmethod
    def of(cls, cell: Cell) -> CellState:
        return cls(dimension=cell.dimension, value=cell.value, place=cell.place)

    @property
    def cell(self) -> Cell:
        return Cell(self.dimension, self.value, self.place)


@dataclass(frozen=True, kw_only=True)
class WeekState:
    """What a cell usually gets."""

    cell: CellState
    counts: tuple[float, ...]


@dataclass(frozen=True, kw_only=True)
class HistoryState:
    """What has been usual."""

    house: tuple[float, ...]
    hours: tuple[float, ...]
    weeks: tuple[WeekState, ...] = ()
    pairs: tuple[tuple[CellState, float], ...] = ()
    age: float = 0.0

    @classmethod
    def of(cls, history: History) -> HistoryState:
        return cls(
            house=tuple(history.house),
            hours=tuple(history.hours),
            weeks=tuple(WeekState(cell=CellState.of(c), counts=tuple(n)) for c, n in history.counts.items()),
            pairs=tuple((CellState.of(cell), n) for cell, n in history.pairs.items()),
            age=history.age,
        )

    @property
    def history(self) -> History:
        return History(
            house=list(self.house),
            hours=list(self.hours),
            counts={week.cell.cell: list(week.counts) for week in self.weeks},
            pairs={cell.cell: n for cell, n in self.pairs},
            age=self.age,
        )


@dataclass(frozen=True, kw_only=True)
class CallState:
    """A call of the last hours."""

    call: str
    at: float
    caller: str
    cells: tuple[CellState, ...]

    @classmethod
    def of(cls, call: Noted) -> CallState:
        cells = tuple(CellState.of(cell) for cell in call.cells)
        return cls(call=call.call, at=call.at, caller=call.caller, cells=cells)

    @property
    def noted(self) -> Noted:
        return Noted(self.call, self.at, self.caller, tuple(each.cell for each in self.cells))


@dataclass(frozen=True, kw_only=True)
class RecentState:
    """The last calls of a cell, each by its id, with when it was counted and its weight."""

    cell: CellState | None
    """None: the house"""
    calls: tuple[tuple[str, float, float], ...]


@dataclass(frozen=True, kw_only=True)
class WatchState:
    """Everything."""

    at: float
    """seconds since 1970"""
    history: HistoryState
    calls: tuple[CallState, ...] = ()
    recent: tuple[RecentState, ...] = ()
    open: tuple[tuple[CellState, float], ...] = ()
    """incidents that are not over, and since when"""
    taken: tuple[tuple[str, CellState], ...] = ()
    """calls that they took"""
