"""A decision again, from what it kept: the slow way, every candidate measured by the rules."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from router.domain.matching import Free
from router.domain.routing.decision import RIVALS_KEPT, Chooser, Decision, Lost
from router.domain.routing.lanes import order_of
from router.domain.routing.needs import tier_of
from router.domain.routing.place import Place
from router.domain.routing.policy import CallerRule, SeatRule
from router.domain.routing.seat_order import seat_key, wishes_met


class Why(StrEnum):
    """The first thing in which a rival came after the winner."""

    UNFIT = "unfit"  # does not meet what is asked for at all: the record is wrong
    KNOWN = "known"  # seats: the winner's agent served this caller last time
    TIER = "tier"  # seats: the winner meets an earlier choice
    WISHES = "wishes"  # seats: the winner meets more of what is preferred
    LEVEL = "level"  # seats: the winner's levels are higher
    CALLS = "calls"  # seats: the winner had fewer calls
    OCCUPANCY = "occupancy"  # seats: the winner was occupied less
    IDLE = "idle"  # seats: the winner is idle longer
    AGE = "age"  # calls: the winner's place is older than the bound of fairness
    TARGET = "target"  # calls: the winner has waited more multiples of its queue's target
    PRIMARY = "primary"  # calls: the seat meets the winner's first step
    PLACE = "place"  # calls: the winner's place is older
    NUMBER = "number"  # alike in all of that: the smaller counter or name


@dataclass(frozen=True, kw_only=True)
class Rival:
    """One who came after the winner."""

    id: str
    """seat or call"""
    why: Why
    own: float
    """the rival's measure in that"""
    winner: float
    """the winner's"""


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """What the rules say about a decision's inputs."""

    winner: str
    """seat when a call chose, call when a seat chose"""
    tier: int | None
    """of the winner; None: it does not meet what is asked for"""
    level: int
    rivals: tuple[Rival, ...]
    """in order, best first"""
    agrees: bool
    """winner, tier and the order of the rivals are those on record, and the counts add up"""


_SEAT_WHYS: Final = {
    SeatRule.BEST_LEVEL: Why.LEVEL,
    SeatRule.LONGEST_IDLE: Why.IDLE,
    SeatRule.FEWEST_CALLS: Why.CALLS,
    SeatRule.LEAST_OCCUPIED: Why.OCCUPANCY,
}


def recompute(decision: Decision) -> Verdict:
    """Decide again from the decision's own fields."""
    if decision.chooser is Chooser.CALL:
        ranked = [(_seat_order(decision, free), free.seat) for free in (decision.seat, *decision.rival_seats)]
        whys = [Why.UNFIT, Why.KNOWN, Why.TIER, Why.WISHES, _SEAT_WHYS[decision.seat_rule], Why.IDLE, Why.NUMBER]
    else:
        ranked = [(_call_order(decision, place), place.wants.call) for place in (decision.place, *decision.rival_calls)]
        whys = _call_whys(decision.caller_rule)
    recorded = [name for _, name in ranked]
    ranked.sort()
    best, winner = ranked[0]
    rivals = tuple(_rival(best, order, name, whys) for order, name in ranked[1:])
    tier = tier_of(decision.place.need, decision.seat.skills)
    sound = tier == decision.tier and not best[0] and all(rival.why is not Why.UNFIT for rival in rivals)
    return Verdict(
        winner=winner,
        tier=tier,
        level=decision.place.need[tier].level_of(decision.seat.skills) if tier is not None else 0,
        rivals=rivals,
        agrees=sound and [name for _, name in ranked] == recorded and _adds_up(decision),
    )


def _seat_order(decision: Decision, free: Free) -> tuple[Any, ...]:
    place = decision.place
    tier = tier_of(place.need, free.skills)
    if tier is None:
        return True, False, 0, 0, 0, 0, free.seat
    known = decision.known and free.seat == decision.seat.seat
    wishes, level = -wishes_met(place.prefer, free.skills), -place.need[tier].level_of(free.skills)
    return False, not known, *seat_key(decision.seat_rule, free, tier, wishes, level)


def _call_order(decision: Decision, place: Place) -> tuple[Any, ...]:
    tier = tier_of(place.need, decision.seat.skills)
    stranger = bool(place.only) and place.only != decision.seat.agent
    primary = tier is not None and tier < place.primary
    order = order_of(
        decision.caller_rule, decision.fair_after, place.key, target=place.target, primary=primary, at=decision.at
    )
    return tier is None or stranger, *order


def _call_whys(rule: CallerRule) -> list[Why]:
    if rule is CallerRule.OLDEST:
        return [Why.UNFIT, Why.PLACE, Why.NUMBER, Why.NUMBER]
    by_rule = Why.TARGET if rule is CallerRule.TARGET_RATIO else Why.PRIMARY
    return [Why.UNFIT, Why.AGE, by_rule, Why.PLACE, Why.NUMBER, Why.NUMBER]


def _rival(best: tuple[Any, ...], order: tuple[Any, ...], name: str, whys: list[Why]) -> Rival:
    for why, won, lost in zip(whys, best, order, strict=True):
        if won != lost:
            # Names are no measures.
            measures = (0.0, 0.0) if isinstance(lost, str) else (float(lost), float(won))
            return Rival(id=name, why=why, own=measures[0], winner=measures[1])
    return Rival(id=name, why=Why.NUMBER, own=0.0, winner=0.0)


def _adds_up(decision: Decision) -> bool:
    rivals = len(decision.rival_seats) + len(decision.rival_calls)
    others = decision.able - 1
    return (
        min(decision.counts.values()) >= 0
        and rivals == min(others, RIVALS_KEPT)
        and others == decision.counts[Lost.ORDER]
    )
