"""Tells calls from Asterisk's channel event log, the one account that is written whatever else is dead.

The result is the same `Call` that the router would have made, coarser: it says who talked when, and how it ended.
"""

from __future__ import annotations

from collections.abc import Iterable

from router.services.cel_facts import CelCall, CelRow, begun, cut_off, talk_left, told


class CelFold:
    """Folds rows, oldest first, into calls. `changed` holds the ids that rows have touched."""

    def __init__(self, known: Iterable[CelCall], *, last_at: float = 0.0) -> None:
        self.calls = {item.call.id: item for item in known}
        self.changed: set[str] = set()
        self.boots: list[float] = []
        """per start of Asterisk, the time of the last row before it: no call outlives that"""
        self.last_at = last_at
        self._talks = {item.talk_channel: name for name, item in self.calls.items() if item.talk_channel}

    def take(self, row: CelRow) -> None:
        """Apply one row."""
        if row.fact == "HotlineBoot":
            self._boot(row)
        else:
            self._take(row)
        self.last_at = max(self.last_at, row.at)

    def _boot(self, row: CelRow) -> None:
        at = self.last_at or row.at
        self.boots.append(at)
        for name, item in self.calls.items():
            if not item.ended:
                self._put(name, cut_off(item, at))

    def _take(self, row: CelRow) -> None:
        if row.event == "CHAN_END" and row.channel_id in self._talks:
            self._talk_over(row)
        name = row.values.get("Call") or row.channel_id
        item = self.calls.get(name)
        if item is None:
            item = begun(row, name)
            if item is None:
                return
        if item.ended:
            return
        after = told(item, row)
        if after != item or name not in self.calls:
            self._put(name, after)

    def _talk_over(self, row: CelRow) -> None:
        name = self._talks.pop(row.channel_id)
        item = self.calls.get(name)
        # The call may have gone on since: handed on, back in hold, or in its next talk.
        if item is not None and item.talk_channel == row.channel_id:
            self._put(name, talk_left(item, row.at))

    def _put(self, name: str, item: CelCall) -> None:
        self.calls[name] = item
        self.changed.add(name)
        if item.talk_channel:
            self._talks[item.talk_channel] = name
