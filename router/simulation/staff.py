"""The fewest agents per half hour that meet the target: Erlang A first, then confirmed by simulation.

The formula takes each half hour by itself, in steady state, as if every agent could do everything and every time were
exponential. The simulation knows skills, the calls that the half hour before left over, and the real distributions; so
it has the last word, and heads are added where it finds too little and taken away where it finds more than enough.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Final

from router.simulation.erlang import fewest_seats
from router.simulation.intervals import Estimate
from router.simulation.result import Result
from router.simulation.run_days import simulate
from router.simulation.scenario import CallType, Group, Scenario, Step, may_serve

HALF_HOUR_S: Final = 1800.0
ROUNDS: Final = 40
Heads = Mapping[str, tuple[int, ...]]
"""By group, one value per half hour."""


@dataclass(frozen=True, kw_only=True)
class Staffing:
    """What was found."""

    scenario: Scenario
    """in half hours, with the heads found"""
    erlang: tuple[int, ...]
    """per half hour, all groups together, by the formula alone"""
    result: Result
    """of the last simulation, on days that the heads were not chosen by"""
    short: tuple[int, ...]
    """half hours that could not be brought to the target"""

    @property
    def heads(self) -> tuple[int, ...]:
        """Per half hour, all groups together."""
        return tuple(sum(column) for column in zip(*(group.heads for group in self.scenario.groups), strict=True))

    @property
    def shares(self) -> list[Estimate]:
        """Share within the threshold, per half hour."""
        return [found.share_within for found in self.result.by_period]


def in_half_hours(scenario: Scenario) -> Scenario:
    """The same day in half hours; the last may be shorter. Each has the mean rate of the periods that it overlaps, and
    the times and heads of the one that it overlaps most."""
    length = scenario.length
    count = max(1, -(-int(length) // int(HALF_HOUR_S)))
    spans = [(HALF_HOUR_S * number, min(HALF_HOUR_S * (number + 1), length)) for number in range(count)]
    starts = scenario.starts
    overlaps = [
        [
            max(0.0, min(stop, start + long) - max(begin, start))
            for start, long in zip(starts, scenario.periods, strict=True)
        ]
        for begin, stop in spans
    ]
    most = [max(range(len(starts)), key=row.__getitem__) for row in overlaps]

    def rates(kind: CallType) -> tuple[float, ...]:
        return tuple(
            sum(rate * part for rate, part in zip(kind.per_minute, row, strict=True)) / sum(row) for row in overlaps
        )

    return replace(
        scenario,
        periods=tuple(stop - begin for begin, stop in spans),
        types=tuple(
            replace(
                kind,
                per_minute=rates(kind),
                handling=tuple(kind.handling[number] for number in most),
                patience=None if kind.patience is None else tuple(kind.patience[number] for number in most),
            )
            for kind in scenario.types
        ),
        groups=tuple(replace(group, heads=tuple(group.heads[number] for number in most)) for group in scenario.groups),
    )


def by_formula(scenario: Scenario) -> tuple[int, ...]:
    """Heads per period by Erlang A, everybody able to do everything; means weighed by the calls of each type."""
    found = []
    factor = scenario.busyness.shape / scenario.busyness.rate if scenario.busyness else 1.0
    for number in range(len(scenario.periods)):
        rates = [kind.per_minute[number] / 60 * factor for kind in scenario.types]
        total = sum(rates)
        if total <= 0:
            found.append(0)
            continue
        work = sum(rate * kind.handling[number].mean_s for rate, kind in zip(rates, scenario.types, strict=True))
        leaving = sum(
            rate / kind.patience[number].mean_s if kind.patience else 0.0
            for rate, kind in zip(rates, scenario.types, strict=True)
        )
        threshold = sum(rate * kind.threshold_s for rate, kind in zip(rates, scenario.types, strict=True)) / total
        found.append(
            fewest_seats(
                arrivals=total,
                service=total / work,
                leaving=leaving / total,
                threshold=threshold,
                share=scenario.target_share,
            )
        )
    return tuple(found)


def staff(
    scenario: Scenario,
    *,
    days: int,
    seed: int,
    policy: str,
    cores: int | None = None,
    progress: Callable[[], object] = lambda: None,
) -> Staffing:
    """Heads per group and half hour. The file's heads matter only as proportions among groups able to do the same.

    Every round plays the same days, so a difference is one of heads and not of luck; what was found is then held to
    other days, since heads chosen on some days suit those best. `progress` is called per round.

    Raises:
        UnknownPolicy: no such policy.
    """
    even = in_half_hours(scenario)
    erlang = by_formula(even)

    def played(seed: int) -> _Search:
        return _Search(
            even, lambda chosen: simulate(chosen, days=days, seed=seed, policy=policy, cores=cores), progress
        )

    _, heads = played(seed).fewest(_share_out(even, erlang))
    result, heads = played(seed + 1).enough(heads)
    final = _with_heads(even, heads)
    target = even.target_share
    short = tuple(number for number, found in enumerate(result.by_period) if (found.share_within.mean or 1.0) < target)
    return Staffing(scenario=final, erlang=erlang, result=result, short=short)


class _Search:
    def __init__(self, scenario: Scenario, play: Callable[[Scenario], Result], progress: Callable[[], object]) -> None:
        self._scenario = scenario
        self._play_heads = play
        self._progress = progress

    def enough(self, heads: Heads) -> tuple[Result, Heads]:
        """Up until every half hour meets the target, or it is of no avail."""
        result = self._play(heads)
        for _ in range(ROUNDS):
            low = self._low(result)
            if not low:
                break
            heads = self._raise(heads, result, low)
            result = self._play(heads)
        return result, heads

    def fewest(self, heads: Heads) -> tuple[Result, Heads]:
        """Enough, then down wherever one head fewer still is."""
        result, heads = self.enough(heads)
        # Neighbours lean on each other: only every third half hour is tried at a time.
        for group in self._scenario.groups:
            for offset in range(3):
                result, heads = self._lower(result, heads, group, offset)
        return result, heads

    def _lower(self, result: Result, heads: Heads, group: Group, offset: int) -> tuple[Result, Heads]:
        count = len(self._scenario.periods)
        tried = [n for n in range(offset, count, 3) if self._spare(result, heads, group, n)]
        while tried:
            fewer = _changed(heads, group.name, tried, -1)
            found = self._play(fewer)
            fell = self._low(found) - self._low(result)
            if not fell:
                return found, fewer
            # What fell short, or stands beside it, keeps its head; the others are tried again.
            kept = [n for n in tried if not {n - 1, n, n + 1} & fell]
            if kept == tried:
                break
            tried = kept
        return result, heads

    def _spare(self, result: Result, heads: Heads, group: Group, number: int) -> bool:
        """Whether one head fewer is worth trying."""
        if heads[group.name][number] <= (1 if self._last_resort(group, number) else 0):
            return False
        mean = result.by_period[number].share_within.mean
        return mean is None or mean > self._scenario.target_share

    def _last_resort(self, group: Group, number: int) -> bool:
        """Whether some type that comes then, or never gives up, has nobody but this group."""
        last = number == len(self._scenario.periods) - 1
        for kind in self._scenario.types:
            if not kind.per_minute[number] and not (last and kind.patience is None):
                continue
            able = [other.name for other in self._scenario.groups if _able(other, kind)]
            if able == [group.name]:
                return True
        return False

    def _raise(self, heads: Heads, result: Result, low: set[int]) -> Heads:
        """One head more where the calls that miss the target most would have gone; two where much is missing."""
        for number in sorted(low):
            worst = max(
                self._scenario.types,
                key=lambda kind: _missed(result, kind.name, number),
            )
            able = [group for group in self._scenario.groups if _first(group, worst)] or [
                group for group in self._scenario.groups if _able(group, worst)
            ]
            group = max(able, key=lambda group: self._proportion(group, number) / (1 + heads[group.name][number]))
            share = result.by_period[number].share_within.mean or 0.0
            more = 1 + int(8 * max(0.0, self._scenario.target_share - share - 0.1))
            heads = _changed(heads, group.name, [number], more)
        return heads

    def _proportion(self, group: Group, number: int) -> float:
        return max(group.heads[number], max(group.heads) / 100, 0.01)

    def _low(self, result: Result) -> set[int]:
        target = self._scenario.target_share
        shares = [found.share_within.mean for found in result.by_period]
        return {number for number, share in enumerate(shares) if share is not None and share < target}

    def _play(self, heads: Heads) -> Result:
        self._progress()
        return self._play_heads(_with_heads(self._scenario, heads))


def _share_out(scenario: Scenario, totals: tuple[int, ...]) -> Heads:
    """The formula's heads among the groups, by the work that is first of all theirs, then by the file's proportions."""
    found: dict[str, list[int]] = {group.name: [] for group in scenario.groups}
    for number, total in enumerate(totals):
        weights = dict.fromkeys(found, 0.0)
        for kind in scenario.types:
            work = kind.per_minute[number] * kind.handling[number].mean_s
            able = [group for group in scenario.groups if _first(group, kind)]
            able = able or [group for group in scenario.groups if _able(group, kind)]
            proportions = [max(group.heads[number], 0.01) for group in able]
            for group, part in zip(able, proportions, strict=True):
                weights[group.name] += work * part / sum(proportions)
        whole = sum(weights.values())
        exact = {name: total * weight / whole if whole else 0.0 for name, weight in weights.items()}
        floors = {name: int(value) for name, value in exact.items()}
        # The heads left over go to the largest remainders.
        rest = sorted(exact, key=lambda name: (floors[name] - exact[name], name))[: total - sum(floors.values())]
        for name, heads in found.items():
            heads.append(floors[name] + (name in rest))
    _keep_one(scenario, found)
    return {name: tuple(heads) for name, heads in found.items()}


def _keep_one(scenario: Scenario, found: dict[str, list[int]]) -> None:
    """Nobody calls in vain: at least one head that could serve each type that calls then, or waits to the end."""
    last = len(scenario.periods) - 1
    for number in range(len(scenario.periods)):
        for kind in scenario.types:
            if not kind.per_minute[number] and not (number == last and kind.patience is None):
                continue
            able = [group.name for group in scenario.groups if _able(group, kind)]
            if not any(found[name][number] for name in able):
                found[able[0]][number] = 1


def _missed(result: Result, name: str, number: int) -> float:
    """Calls per day that were not answered in time."""
    found = result.by_type_period[name][number]
    return (found.arrivals.mean or 0.0) - (found.within_threshold.mean or 0.0)


def _first(group: Group, kind: CallType) -> bool:
    """Whether the group is one that the type prefers most."""
    return may_serve(group, kind.first) and (not kind.groups or group.name in kind.groups[0])


def _able(group: Group, kind: CallType) -> bool:
    steps: tuple[Step, ...] = (kind.first, *kind.steps)
    return any(may_serve(group, step) for step in steps)


def _changed(heads: Heads, group: str, numbers: list[int], by: int) -> Heads:
    values = list(heads[group])
    for number in numbers:
        values[number] += by
    return {**heads, group: tuple(values)}


def _with_heads(scenario: Scenario, heads: Heads) -> Scenario:
    return replace(scenario, groups=tuple(replace(group, heads=heads[group.name]) for group in scenario.groups))
