"""Callers of the last hours: who talked with whom, who was cut off, who gave up."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Final

from router.domain.bundle import Line, Site
from router.domain.call import Call, Outcome

CALLERS_AT_MOST: Final = 50_000
"""The oldest are forgotten first. A busy city has 6,000 calls a day."""


@dataclass(frozen=True, kw_only=True)
class Caller:
    """What is known of one number. Times are Unix seconds, 0: never."""

    number: str
    agent: str = ""
    """who talked with it last"""
    talked_at: float = 0.0
    cut_off_at: float = 0.0
    """when a fault ended its call"""
    left_at: float = 0.0
    """when it hung up without having talked"""

    def after(self, at: float, *, agent: str, outcome: str | None) -> Caller:
        """As known after a call that ended so at `at`; `agent` talked in it last, empty: nobody did."""
        known = replace(self, agent=agent, talked_at=at) if agent else self
        if outcome == Outcome.CUT_OFF:
            return replace(known, cut_off_at=at)
        return replace(known, left_at=at) if outcome == Outcome.ABANDONED else known


class Known:
    """By number. Callers without one are strangers each time; offices share one, so all of this only prefers."""

    def __init__(self, callers: Iterable[Caller] = ()) -> None:
        self._callers: OrderedDict[str, Caller] = OrderedDict((caller.number, caller) for caller in callers)

    def ended(self, call: Call) -> None:
        """A call has its outcome."""
        if not call.caller or call.ended_at is None:
            return
        caller = self._callers.pop(call.caller, None) or Caller(number=call.caller)
        talk = next((one for one in reversed(call.segments) if one.talked_at is not None and one.agent), None)
        agent = talk.agent if talk else ""
        self._callers[call.caller] = caller.after(call.ended_at, agent=agent, outcome=call.outcome)
        while len(self._callers) > CALLERS_AT_MOST:
            self._callers.popitem(last=False)

    def last_agent(self, number: str, site: Site, now: float) -> str:
        """Who talked with this number last, not too long ago."""
        caller = self._callers.get(number)
        return caller.agent if caller and now - caller.talked_at < site.same_agent_hours * 3600 else ""

    def priority(self, number: str, site: Site, line: Line | None, now: float) -> float:
        """Seconds of waiting that a caller has ahead: of its line, and after a fault or after giving up."""
        ahead = float(line.priority_seconds) if line else 0.0
        caller, moment = self._callers.get(number), site.moment_minutes * 60
        if caller is None:
            return ahead
        if now - caller.cut_off_at < moment and caller.cut_off_at >= caller.talked_at - moment:
            return ahead + site.cut_off_priority_seconds
        if now - caller.left_at < moment and caller.left_at > caller.talked_at:
            return ahead + site.repeat_priority_seconds
        return ahead
