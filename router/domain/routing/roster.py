"""The seats on duty: which are free, in which order each rule takes them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from router.domain.matching import Free
from router.domain.routing.index import Desk, Need, Reserve, Signature, View
from router.domain.routing.needs import Catalogue
from router.domain.routing.ordered import remove
from router.domain.routing.policy import SeatRule
from router.domain.routing.reserves import allowed
from router.domain.routing.seat_order import seat_key

LOOKS_KEPT = 4096
"""A view that so many looks at others have passed by is dropped; it is built anew when it is asked for."""


class Roster:
    """Every seat on duty, with its indices."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        self._views: list[View] = []
        self._looks = 0
        self.reserves: dict[str, Reserve] = {}
        self.desks: dict[str, Desk] = {}
        self.agents: dict[str, Desk] = {}
        """by agent, where agents are named"""
        self.free = 0

    def add_reserve(self, reserve: Reserve) -> None:
        """Before any seat is known."""
        self.reserves[reserve.queue] = reserve

    def put(self, free: Free) -> Desk:
        """The seat is on duty with these skills, and not free."""
        former = self.desks.get(free.seat)
        if former is not None:
            self.rest(former)
            if former.signature.skills == free.skills and former.free.agent == free.agent:
                former.free = free
                return former
            self.remove(former)
        signature = self._signature(free.skills)
        desk = self.desks[free.seat] = Desk(free, signature)
        signature.on_duty += 1
        for need in signature.meets:
            need.staff += 1
        if free.agent:
            self.agents[free.agent] = desk
        return desk

    def remove(self, desk: Desk) -> None:
        """Off duty."""
        self.rest(desk)
        del self.desks[desk.free.seat]
        desk.signature.on_duty -= 1
        for need in desk.signature.meets:
            need.staff -= 1
        if self.agents.get(desk.free.agent) is desk:
            del self.agents[desk.free.agent]

    def release(self, desk: Desk) -> None:
        """The seat is free; the views do not show it yet."""
        desk.is_free = True
        self.free += 1
        desk.signature.desks[desk.free.seat] = desk
        for reserve in desk.signature.reserves:
            reserve.desks[desk.free.seat] = desk

    def show(self, desk: Desk) -> None:
        """No waiting call took it: let calls to come find it."""
        desk.shown = True
        signature, free, dead = desk.signature, desk.free, False
        for view, tier, wishes, level in signature.views:
            if view.used < 0:
                dead = True
            else:
                view.add(free, tier, wishes, level)
        if dead:
            signature.views = [entry for entry in signature.views if entry[0].used >= 0]

    def rest(self, desk: Desk) -> None:
        """The seat is not free any more."""
        if not desk.is_free:
            return
        desk.is_free = False
        self.free -= 1
        del desk.signature.desks[desk.free.seat]
        for reserve in desk.signature.reserves:
            del reserve.desks[desk.free.seat]
        if desk.shown:
            desk.shown = False
            for view, tier, wishes, level in desk.signature.views:
                if view.used >= 0:
                    remove(view.keys, seat_key(view.rule, desk.free, tier, wishes, level))

    def view(self, need: Need, prefer: Mapping[str, int], rule: SeatRule) -> View:
        """The free seats that meet a need, in a rule's order."""
        self._looks += 1
        key = (rule, tuple(sorted(prefer.items()))) if prefer else rule
        view = need.views.get(key)
        if view is None:
            view = need.views[key] = View(need, prefer, rule)
            self._views.append(view)
            for signature, tier in need.met_by:
                head = view.head_for(signature, tier)
                signature.views.append((view, *head))
                for desk in signature.desks.values():
                    if desk.shown:
                        view.keys.append(seat_key(rule, desk.free, *head))
            view.keys.sort()
        view.used = self._looks
        if self._looks % LOOKS_KEPT == 0:
            self._drop_unused()
        return view

    def kept_from(self, need: Need, queue: str) -> int:
        """How many free seats meet a need and are kept from this queue. No more than the reserves hold."""
        if not self.reserves:
            return 0
        kept = self.homes(reserve for reserve in self.reserves.values() if reserve.keeps)
        return sum(need in desk.signature.meets and not allowed(desk.signature, queue) for desk in kept)

    def homes(self, reserves: Iterable[Reserve]) -> list[Desk]:
        """The free seats of these reserves' homes, longest idle first."""
        found = {seat: desk for reserve in reserves for seat, desk in reserve.desks.items()}
        return sorted(found.values(), key=lambda desk: (desk.free.idle_since, desk.free.seat))

    def _signature(self, skills: Mapping[str, int]) -> Signature:
        signature = self._catalogue.signature(skills)
        if self.reserves and not signature.reserves:
            signature.reserves = [reserve for reserve in self.reserves.values() if reserve.home in signature.meets]
        return signature

    def _drop_unused(self) -> None:
        oldest = self._looks - LOOKS_KEPT
        kept = []
        for view in self._views:
            if view.used > oldest:
                kept.append(view)
                continue
            view.used = -1
            view.keys.clear()
            key = (view.rule, tuple(sorted(view.prefer.items()))) if view.prefer else view.rule
            del view.need.views[key]
        self._views = kept
