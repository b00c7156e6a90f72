"""Whether the archive and the phones tell the same of every callback. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from router.demo.callback_order import Order, OwedCall, compare_order
from router.demo.casebook import Casebook
from router.domain.outbound import RingEnd


@dataclass(frozen=True, kw_only=True)
class CallbackBalance:
    """All callbacks of a run, and what does not fit."""

    promised: int
    """callers who heard that they will be called back"""
    elsewhere: int
    """of these at another number"""
    reached: int
    again: int
    """callers who called again meanwhile"""
    used_place: int
    """of these at the place that was kept"""
    rings: Mapping[str, int]
    """what they became, by the archive"""
    order: Order
    wrong: tuple[str, ...]
    """one sentence each; without numbers"""

    @property
    def good(self) -> bool:
        return not self.wrong and not self.order.passed_over


def reconcile_callbacks(cases: Casebook, found: Sequence[OwedCall]) -> CallbackBalance:
    """Every promise against its row, every ring against its phone."""
    wrong: list[str] = []
    owed = {row.caller: row for row in found}
    promises = {number: case.back for number, case in cases.items() if case.back and case.back.promised}
    for number, back in promises.items():
        row = owed.get(number)
        if row is None:
            wrong.append("a callback was promised that the archive does not have")
            continue
        if row.number != back.number:
            wrong.append(f"{row.call}: another number was confirmed than the one on record")
        if row.open:
            wrong.append(f"{row.call}: the callback is still owed")
        wrong += _rings(row, [ring.ends for ring in back.rings])
    for number, row in owed.items():
        case = cases.get(number)
        if case is not None and (case.back is None or not case.back.number):
            wrong.append(f"{row.call}: a callback is on record that its caller had not confirmed")
    return CallbackBalance(
        promised=len(promises),
        elsewhere=sum(number != back.number for number, back in promises.items()),
        reached=sum(any(ring.heard_agent for ring in back.rings) for back in promises.values()),
        again=sum(case.again and case.reached for case in cases.values()),
        used_place=sum(back.used_place for back in promises.values()),
        rings=dict(Counter(str(end or "without an end") for row in found for end in row.rings)),
        order=compare_order(found),
        wrong=tuple(wrong),
    )


def _rings(row: OwedCall, seen: list[frozenset[RingEnd]]) -> Iterable[str]:
    if len(row.rings) != len(seen):
        yield f"{row.call}: {len(seen)} rings were heard, {len(row.rings)} are on record"
    for number, (end, ends) in enumerate(zip(row.rings, seen, strict=False), 1):
        if end not in ends:
            yield f"{row.call}: ring {number} was {' or '.join(sorted(ends))}, on record: {end or 'no end'}"
