"""Short words for stories about the engine."""

from __future__ import annotations

from typing import Any

from router.domain.matching import Free, Match, Wants
from router.domain.routing.clause import Clause
from router.domain.routing.decision import Decided
from router.domain.routing.engine import RoutingEngine
from router.domain.routing.policy import Policy, QueuePolicy, Step


def step(after: float, *tiers: dict[str, int]) -> Step:
    return Step(after=after, tiers=tuple(Clause(all=tier) for tier in tiers))


def queue(id: str, *steps: Step, **more: Any) -> QueuePolicy:
    return QueuePolicy(id=id, steps=steps or (step(0.0, {}),), **more)


def policy(*queues: QueuePolicy, **more: Any) -> Policy:
    return Policy(queues={queue.id: queue for queue in queues}, **more)


class Story:
    """An engine, told short words; `pairs` are call and seat of what came of each."""

    def __init__(self, *queues: QueuePolicy, **more: Any) -> None:
        self.engine = RoutingEngine(policy(*queues, **more))
        self.number = 0
        self.last: list[Decided] = []

    def call(self, id: str, queue: str, at: float, **more: Any) -> list[tuple[str, str]]:
        self.number += 1
        rank = (more.pop("arrived", at), self.number)
        return self.pairs(self.engine.wait(Wants(call=id, queue=queue, rank=rank, since=at, **more), at))

    def seat(self, id: str, at: float, skills: dict[str, int] | None = None, **more: Any) -> list[tuple[str, str]]:
        free = Free(seat=id, skills=skills or {}, idle_since=more.pop("idle_since", at), **more)
        return self.pairs(self.engine.free(free, at))

    def due(self, at: float) -> list[tuple[str, str]]:
        return self.pairs(self.engine.due(at))

    def pairs(self, matches: list[Match]) -> list[tuple[str, str]]:
        self.last = [match for match in matches if isinstance(match, Decided)]
        assert len(self.last) == len(matches)
        return [(match.call, match.seat) for match in matches]
