"""What an engine is told, as values: written down on live calls, played again in a replay."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from router.domain.matching import Free, Match, Wants
from router.domain.routing.engine import RoutingEngine
from router.domain.routing.flow import FlowMemory


class Verb(StrEnum):
    """The engine's method that was called."""

    WAIT = "wait"
    LEAVE = "leave"
    FREE = "free"
    STAFF = "staff"
    GONE = "gone"
    DUE = "due"


@dataclass(frozen=True, kw_only=True)
class EngineBegun:
    """A new engine: by which bundle's rules, knowing what of its queues."""

    bundle: int
    flows: Mapping[str, FlowMemory] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Fed:
    """One thing the engine was told."""

    verb: Verb
    at: float
    id: str = ""
    """call or seat, for LEAVE and GONE"""
    wants: Wants | None = None
    """for WAIT"""
    free: Free | None = None
    """for FREE and STAFF"""


def feed(engine: RoutingEngine, fed: Fed) -> list[Match]:
    """Tell an engine one thing; its answer."""
    match fed.verb:
        case Verb.WAIT if fed.wants is not None:
            return engine.wait(fed.wants, fed.at)
        case Verb.FREE if fed.free is not None:
            return engine.free(fed.free, fed.at)
        case Verb.STAFF if fed.free is not None:
            return engine.staff(fed.free, fed.at)
        case Verb.LEAVE:
            return engine.leave(fed.id, fed.at)
        case Verb.GONE:
            return engine.gone(fed.id, fed.at)
        case Verb.DUE:
            return engine.due(fed.at)
    raise ValueError(f"{fed.verb} without what it is about")
