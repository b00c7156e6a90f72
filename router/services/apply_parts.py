"""What an apply works with, and how it can fail."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Protocol

from router.domain.bundle import Bundle
from router.domain.errors import Refusal
from router.services.bundle_log import BundleLog
from router.services.stored_bundles import StoredBundles

Tell = Callable[[str, int, int], None]
"""Told how far it has got: what is done, how many of it, of how many."""


class ApplyRunning(Refusal):
    """Another configuration is being applied; try again when that is done."""

    code = "apply_running"


class BadSuccessor(Refusal):
    """A successor can only be named for a queue that goes, and has to be a queue that stays."""

    code = "bad_successor"


class NothingBefore(Refusal):
    """There is no bundle before this one to go back to."""

    code = "nothing_before"


class NoteMissing(Refusal):
    """Say in a note why; whoever looks at the history later will want to know."""

    code = "note_missing"


class ApplyFailed(Refusal):
    """The configuration was not applied; the former one is in force again."""

    code = "apply_failed"


class HalfApplied(Refusal):
    """The configuration was not applied, and the former one could not be put back whole; restart the copy."""

    code = "half_applied"


class StepFailed(Exception):
    """A step could not be done; the message says why."""


def tidy_nothing(_kept: Sequence[Bundle]) -> None:
    """For copies that keep everything."""


def mark_nowhere(_number: int) -> None:
    """For copies that nobody can die on."""


class Step(Protocol):
    """One thing of a copy that follows the bundle in force."""

    @property
    def name(self) -> str:
        """What it is called to people."""
        ...

    async def prepare(self, bundle: Bundle, tell: Tell) -> None:
        """Do ahead what can be done without anybody noticing.

        Raises:
            StepFailed, OSError: it cannot be done, so the bundle must not be put in force.
            router.domain.errors.Refusal: the router will not have it now.
        """
        ...

    async def use(self, bundle: Bundle) -> None:
        """Be as this prepared bundle says, and see that it is so. Again: no change. Raises as `prepare`."""
        ...


@dataclass(frozen=True, kw_only=True)
class ApplyParts:
    """The copy that a bundle is applied to."""

    store: StoredBundles
    log: BundleLog
    steps: Sequence[Step]
    """prepared from the last to the first; used, forth and back, from the first to the last"""
    hold: Callable[[], AbstractContextManager[None]]
    """one apply at a time; raises ApplyRunning"""
    now: Callable[[], float]
    """unix seconds"""
    mark: Callable[[int], None] = mark_nowhere
    """Told the number before the first step, and 0 when the copy is whole again. Raises OSError."""
    tidy: Callable[[Sequence[Bundle]], None] = tidy_nothing
    """Remove what none of these bundles needs, once another is in force. Blocks; raises StepFailed, OSError."""


@dataclass(frozen=True, kw_only=True)
class Applied:
    """What became of an apply."""

    number: int
    """the bundle in force"""
    former: int
    """the one before; 0: none"""
    changes: tuple[str, ...]
    """in the hotline's own words; empty: it was in force already"""
