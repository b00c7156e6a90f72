"""What a phone saw of the call it made, with its times: the first of the four accounts. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from router.demo.casebook import Case, allowed
from router.domain.call import Outcome

OVER_BEFORE = 3.0
"""seconds of silence from the agent after which a talk was over before whatever came next"""
ON_THE_WAY = 1.5
"""seconds within which a call that was just dialled may not have left a trace anywhere when all is cut"""


@dataclass(kw_only=True)
class Fate(Case):
    """One citizen's call. All times are Unix seconds by the phones' clock; None: has not happened."""

    dialled_at: float | None = None
    answered_at: float | None = None
    agent_at: float | None = None
    """when an agent was first heard"""
    last_agent_at: float | None = None
    over_at: float | None = None
    ended: str = ""
    """by whom and how: `near bye`, `far bye`, `near cancel`, `far reject`, `fault silence`"""
    cancels: bool = False
    """gave up before the hotline had answered"""
    silent: float = 0.0
    """longest time without a single packet from the hotline, seconds, where there should be sound"""
    dead: bool = False
    """hung up because nothing came any more"""

    def crosses(self, at: float) -> bool:
        """Whether the call was up, or being set up, at this time."""
        return self.dialled_at is not None and self.dialled_at <= at and (self.over_at is None or at <= self.over_at)


def expected(fate: Fate, cuts: list[float]) -> tuple[frozenset[Outcome], bool]:
    """Outcomes that fit, and whether the platform may know nothing of the call at all.

    `cuts`: when faults ended every call there was.
    """
    found = set(allowed(fate))
    nothing = not fate.reached
    if fate.cancels:
        found.add(Outcome.ABANDONED)
        nothing = True
    if fate.reached and fate.ended.startswith("far"):
        # Who was hung up on did not give up: there must have been a word or a talk before.
        found.discard(Outcome.ABANDONED)
        if not found:
            found.add(Outcome.INFORMED)
    for cut in cuts:
        if not fate.crosses(cut):
            continue
        if fate.answered_at is None or fate.answered_at > cut - ON_THE_WAY:
            nothing = True
        if not _talk_was_over(fate, cut):
            found -= {Outcome.ABANDONED, Outcome.INFORMED} if fate.reached else set()
            # An agent who hung up may have done so just before the cut, or into a dead line.
            if not fate.agent_left:
                found.discard(Outcome.ANSWERED)
        found.add(Outcome.CUT_OFF)
    return frozenset(found), nothing


def _talk_was_over(fate: Fate, cut: float) -> bool:
    return fate.last_agent_at is not None and fate.last_agent_at < cut - OVER_BEFORE
