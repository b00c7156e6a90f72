"""What the indices are made of: needs and signatures, and the lanes, views, reserves and desks that hang on them.

Each knows the others, so that one event touches only what it concerns; what is done with them stands in `needs`,
`lanes`, `reserves` and `roster`.
"""

from __future__ import annotations

from bisect import insort
from collections.abc import Mapping
from typing import Any

from router.domain.matching import Free
from router.domain.routing.clause import Clause
from router.domain.routing.place import PlaceKey
from router.domain.routing.policy import SeatRule
from router.domain.routing.seat_order import SeatKey, seat_key, wishes_met


class Need:
    """An ordered choice of clauses. A seat meets it in the first clause that it meets: its tier."""

    __slots__ = ("lanes", "met_by", "staff", "tiers", "views")

    def __init__(self, tiers: tuple[Clause, ...]) -> None:
        self.tiers = tiers
        self.met_by: list[tuple[Signature, int]] = []
        """with the tier"""
        self.lanes: list[Lane] = []
        self.views: dict[Any, View] = {}
        self.staff = 0
        """seats on duty, busy or not, that meet it"""


class Signature:
    """One set of skills and levels, shared by all seats that have exactly these."""

    __slots__ = ("desks", "lanes", "meets", "on_duty", "reserves", "skills", "views")

    def __init__(self, skills: Mapping[str, int]) -> None:
        self.skills = skills
        self.meets: dict[Need, int] = {}
        """with the tier"""
        self.lanes: list[tuple[Lane, int]] = []
        """the lanes of all that it meets, with the tier"""
        self.views: list[tuple[View, int, int, int]] = []
        """with tier, wishes met (negative), level (negative): the head of a seat's key there"""
        self.reserves: list[Reserve] = []
        self.on_duty = 0
        self.desks: dict[str, Desk] = {}
        """its free seats"""


class Lane:
    """A sorted index of calls that no rule tells apart but by place."""

    __slots__ = ("keys", "need", "only", "owner", "primary", "target")

    def __init__(self, need: Need, *, primary: int, target: float, owner: str, only: str) -> None:
        self.need = need
        self.primary = primary
        self.target = target
        self.owner = owner
        """the queue, when it keeps a reserve"""
        self.only = only
        """the agent that all of them wait for"""
        self.keys: list[PlaceKey] = []


class View:
    """A sorted index of free seats, kept while it is looked at."""

    __slots__ = ("keys", "need", "prefer", "rule", "used")

    def __init__(self, need: Need, prefer: Mapping[str, int], rule: SeatRule) -> None:
        self.need = need
        self.prefer = prefer
        self.rule = rule
        self.keys: list[SeatKey] = []
        self.used = 0
        """when last looked at, in looks; -1: dropped"""

    def head_for(self, signature: Signature, tier: int) -> tuple[int, int, int]:
        """What all seats with this signature share of their keys here."""
        clause = self.need.tiers[tier]
        return tier, -wishes_met(self.prefer, signature.skills), -clause.level_of(signature.skills)

    def add(self, free: Free, tier: int, wishes: int, level: int) -> None:
        insort(self.keys, seat_key(self.rule, free, tier, wishes, level))


class Reserve:
    """The last `size` free seats of one queue's first step. Seats that other queues may not have now are *kept*.

    A queue with a reserve of its own may always have the seats of its own first step: of two reserves that share a
    seat neither can lock the other out.
    """

    __slots__ = ("desks", "home", "queue", "size")

    def __init__(self, queue: str, size: int, home: Need) -> None:
        self.queue = queue
        self.size = size
        self.home = home
        self.desks: dict[str, Desk] = {}
        """free seats of its home now"""

    @property
    def keeps(self) -> bool:
        return len(self.desks) <= self.size


class Desk:
    """One seat on duty."""

    __slots__ = ("free", "is_free", "shown", "signature")

    def __init__(self, free: Free, signature: Signature) -> None:
        self.free = free
        self.signature = signature
        self.is_free = False
        self.shown = False
        """stands in the views"""
