"""Says an incident by its narrowest name: a topic that is high because of one place is told as that topic there."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Final

from router.domain.incidents.budget import MOST
from router.domain.incidents.cell import Cell
from router.domain.incidents.judge import Judge, Verdict
from router.domain.incidents.recent import Recent

MOSTLY: Final = 0.8
"""A narrower cell explains a broader one when this share of what is too much is its own."""
REST: Final = 0.01
"""Without the narrower cell's calls the broader one is no longer remarkable when chance gives as many this often."""


def narrowest(cell: Cell, verdict: Verdict, recents: Mapping[Cell, Recent], judge: Judge) -> tuple[Cell, Verdict]:
    """The found cell, or the narrower one whose calls alone make it high."""
    inner = Counter(each for call in verdict.calls for each in call.cells if each.rank < cell.rank)
    excess = (verdict.heads - verdict.usual) * MOSTLY
    for other, calls in inner.most_common():
        if calls < max(judge.floor, excess):
            break
        if other not in recents:
            continue
        recents[other].expire(verdict.calls[-1].at)
        found = judge.verdict(other, recents[other])
        if found is None or found.chance > MOST or found.heads - found.usual < excess:
            continue
        left = _left(cell, other, recents, judge)
        if left is None or left.chance > REST:
            # The narrowest one may be within this one.
            return narrowest(other, found, recents, judge)
    return cell, verdict


def _left(cell: Cell, other: Cell, recents: Mapping[Cell, Recent], judge: Judge) -> Verdict | None:
    """What remains to be said of a cell without another's calls, and without what is usual of them."""
    inner = recents[other]
    within = sum(cell in call.cells for call, _ in inner) / len(inner)
    less = [judge.expected(other, inner, number)[0] * within for number in range(judge.windows)]
    return judge.verdict(cell, recents[cell].without(inner.ids()), less=less)
