"""One page out of two stores: live calls, all of them known, and a stretch of the archive."""

from __future__ import annotations

from collections.abc import Sequence

from router.domain.call import Call

Place = tuple[float, str]
"""(arrival, id): the order of all lists of calls, newest first."""


def place(call: Call) -> Place:
    return call.arrived_at, call.id


def make_page(live: Sequence[Call], stored: Sequence[Call], *, known: frozenset[str], limit: int, full: bool) -> tuple[
    list[Call], Place | None
]:  # fmt: skip
    """The page, and the place to go on from; None: that was all.

    Args:
        live: live calls that are wanted.
        stored: rows of the archive, newest first.
        known: ids of all live calls, wanted or not: their rows in the archive are not history yet.
        limit: calls per page.
        full: the archive gave as many rows as it was asked for, so there may be more.
    """
    end = place(stored[-1]) if full and stored else None
    calls = [*live, *(call for call in stored if call.id not in known)]
    if end is not None:
        # Below the archive's last row unseen rows may lie between live calls: leave those to the next page.
        calls = [call for call in calls if place(call) >= end]
    calls.sort(key=place, reverse=True)
    if len(calls) > limit:
        return calls[:limit], place(calls[limit - 1])
    return calls, end
