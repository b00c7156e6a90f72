"""Usual rates, learned from history: per cell and hour of the week.

A cell's own hours are drawn towards its share of the house's curve, a topic at a place towards the product of the two:
the thinner the history, the more.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from router.domain.incidents.cell import Cell, Dimension
from router.domain.incidents.history import History
from router.domain.incidents.shrink import alike, ratio, shape_of
from router.domain.incidents.week import SLOTS

Week = Sequence[float]
"""calls an hour, per slot"""
HOUSE_SHAPE: Final = 10.0
"""An hour of the week is believed over that hour of all days as if ten calls spoke for the latter."""
NOTHING: Final = tuple([0.0] * SLOTS)


class Usual:
    """Rates as they stood when it was made; history may go on."""

    def __init__(self, history: History) -> None:
        self.hours = sum(history.hours)
        self.house = _house(history)
        expected = [rate * hours for rate, hours in zip(self.house, history.hours, strict=True)]
        self._watched = tuple(history.hours)
        self._total = max(sum(expected), 1e-9)
        self._counted = {cell: sum(week) for cell, week in history.counts.items()}
        self._shapes: dict[Dimension, float] = {}
        self._rates: dict[Cell, Week] = {}
        for dimension in Dimension:
            cells = [cell for cell in history.counts if cell.dimension is dimension]
            share = {cell: self._counted[cell] / self._total for cell in cells}
            seen = ((n, share[c] * e) for c in cells for n, e in zip(history.counts[c], expected, strict=True))
            self._shapes[dimension] = shape = shape_of(seen)
            for cell in cells:
                self._rates[cell] = tuple(
                    share[cell] * rate * ratio(n, share[cell] * e, shape)
                    for n, rate, e in zip(history.counts[cell], self.house, expected, strict=True)
                )
        self._pairs = dict(history.pairs)
        self._learn_pairs()

    def rates(self, cell: Cell) -> Week:
        """Calls an hour, per slot."""
        found = self._rates.get(cell)
        if found is None:
            pair = cell.dimension is Dimension.TOPIC_PLACE
            found = self._rates[cell] = self._pair(cell) if pair else NOTHING
        return found

    def shape(self, cell: Cell, mean: float) -> float:
        """How well the rate is known, as the shape of a gamma: `mean` calls are expected of the hours looked at."""
        own = self._shapes[cell.dimension]
        if cell.dimension is Dimension.TOPIC_PLACE:
            return own + self._pairs.get(cell, 0.0)
        # The share of the whole is known from all its calls, the hour's own part from the few of that hour.
        weeks = self.hours / SLOTS
        return 1 / (1 / (own + mean * weeks) + 1 / (0.5 + self._counted.get(cell, 0.0)))

    def means(self, dimension: Dimension) -> Iterator[float]:
        """Mean calls an hour of each cell of a kind that was ever seen."""
        if dimension is Dimension.TOPIC_PLACE:
            yield from (self._pair_mean(cell) for cell in self._pairs)
        else:
            yield from (n / max(self.hours, 1e-9) for c, n in self._counted.items() if c.dimension is dimension)

    def _learn_pairs(self) -> None:
        topics: dict[str, float] = {}
        places: dict[str, float] = {}
        for cell, n in self._pairs.items():
            topics[cell.value] = topics.get(cell.value, 0.0) + n
            places[cell.place] = places.get(cell.place, 0.0) + n
        self._topics, self._places, self._both = topics, places, max(sum(topics.values()), 1e-9)
        # Pairs that were never seen stand in the sums as well, with n = 0.
        squares = sum(n * n for n in topics.values()) * sum(n * n for n in places.values()) / self._both**2
        seen = sum(n * n - 2 * n * self._independent(cell) - n for cell, n in self._pairs.items())
        self._shapes[Dimension.TOPIC_PLACE] = alike(squares + seen, squares)

    def _independent(self, cell: Cell) -> float:
        """Calls to be expected of a topic at a place if neither cared about the other."""
        return self._topics.get(cell.value, 0.0) * self._places.get(cell.place, 0.0) / self._both

    def _pair_mean(self, cell: Cell) -> float:
        e = self._independent(cell)
        shape = self._shapes[Dimension.TOPIC_PLACE]
        return e * ratio(self._pairs.get(cell, 0.0), e, shape) / max(self.hours, 1e-9)

    def _pair(self, cell: Cell) -> Week:
        mean = self._pair_mean(cell)
        topic = self._rates.get(Cell(Dimension.TOPIC, cell.value), NOTHING)
        place = self._rates.get(Cell(Dimension.PLACE, cell.place), NOTHING)
        curve = [t * p / max(h, 1e-9) for t, p, h in zip(topic, place, self.house, strict=True)]
        counted = sum(value * hours for value, hours in zip(curve, self._watched, strict=True))
        if counted <= 0:
            return NOTHING
        return tuple(mean * self.hours * value / counted for value in curve)


def _house(history: History) -> tuple[float, ...]:
    """All calls an hour: a slot drawn towards its hour of all days, and that towards the mean of all hours."""
    overall = sum(history.house) / max(sum(history.hours), 1e-9)
    by_hour = []
    for hour in range(24):
        expected = overall * sum(history.hours[hour::24])
        by_hour.append(overall * ratio(sum(history.house[hour::24]), expected, HOUSE_SHAPE))
    return tuple(
        by_hour[slot % 24] * ratio(n, by_hour[slot % 24] * hours, HOUSE_SHAPE)
        for slot, (n, hours) in enumerate(zip(history.house, history.hours, strict=True))
    )
