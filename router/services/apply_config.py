"""Puts another bundle in force while calls go on: checked and spoken ahead, then at one stroke, and whole or not at
all."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from typing import Final

import structlog

from router.domain.bundle import Bundle
from router.domain.errors import BundleUnavailable, Conflict, Refusal
from router.services.apply_parts import (
    Applied,
    ApplyFailed,
    ApplyParts,
    HalfApplied,
    NoteMissing,
    NothingBefore,
    Step,
    StepFailed,
    Tell,
)
from router.services.bundle_log import Adoption
from router.services.config_sources import Sources, Wanted
from router.services.diff_bundles import diff_bundles
from router.services.former_bundle import former_bundle, last_in_force
from router.services.kept_bundles import kept_bundles
from router.services.name_successors import name_successors

log = structlog.get_logger()

NOTE_LIMIT: Final = 200


def tell_nobody(_what: str, _done: int, _total: int) -> None:
    """For those who do not look."""


async def apply_config(
    parts: ApplyParts,
    wanted: Wanted,
    *,
    expected: int | None,
    note: str,
    actor: str,
    successors: Mapping[str, str] | None = None,
    tell: Tell = tell_nobody,
    verb: str = "apply",
) -> Applied:
    """Store a configuration that compiled, and put it in force.

    Args:
        expected: the number that the caller believes to be in force; None: whatever it is.
        successors: queue that goes to the queue that takes its callers.

    Raises:
        Conflict: another bundle than `expected` is in force.
        ApplyRunning, NoteMissing, BadSuccessor, RouterAway, StateLost, InUse, BundleUnavailable: nothing was changed.
        ApplyFailed: a step failed, and all is as it was; the message names step and reason.
        HalfApplied: the same, and a step could not be taken back.
        OSError: the bundle cannot be stored; nothing was changed.
    """
    note = " ".join(note.split())[:NOTE_LIMIT]
    if not note:
        raise NoteMissing
    with parts.hold():
        current = parts.store.current() or 0
        if expected is not None and expected != current:
            raise Conflict(f"bundle {current} is in force")
        former = parts.store.find(current)[0] if current else None
        named = name_successors(former, wanted.bundle, successors or {})
        bundle = parts.store.keep(replace(wanted, bundle=named))
        again = former is not None and last_in_force(parts.log.all()) == bundle.number == current
        adoption = Adoption(
            at=parts.now(), actor=actor, verb=verb, number=bundle.number, former=current, note=note
        )  # fmt: skip
        try:
            await _prepare(parts, bundle, tell)
            parts.mark(bundle.number)
            await _switch(parts, bundle, former)
            _whole(parts)
        except (ApplyFailed, HalfApplied) as failed:
            _record(parts, replace(adoption, failed=failed.detail))
            raise
        # In force already, and on record: whatever an interrupted apply left behind was mended, nothing was adopted.
        if not again:
            _record(parts, adoption)
            await _tidy(parts, adoption)
    changes = tuple(map(str, diff_bundles(former, bundle))) if former else (f"bundle {bundle.number} is the first",)
    log.info("bundle_applied", bundle=bundle.number, former=current, actor=actor, verb=verb, changes=len(changes))
    return Applied(number=bundle.number, former=current, changes=changes)


async def rollback_config(
    parts: ApplyParts,
    number: int | None,
    *,
    expected: int | None,
    note: str,
    actor: str,
    successors: Mapping[str, str] | None = None,
    tell: Tell = tell_nobody,
) -> Applied:
    """Put a stored bundle in force again; None: the one that was in force before the present one.

    Raises as `apply_config`, and NothingBefore.
    """
    if number is None:
        number = former_bundle(parts.log.all(), parts.store.current() or 0)
        if number is None:
            raise NothingBefore
    bundle, wrong = parts.store.find(number)
    if bundle is None:
        raise BundleUnavailable(wrong)
    wanted = Wanted(bundle=bundle, sources=parts.store.sources(number) or Sources())
    return await apply_config(
        parts, wanted, expected=expected, note=note, actor=actor, successors=successors, tell=tell, verb="rollback"
    )


async def _prepare(parts: ApplyParts, bundle: Bundle, tell: Tell) -> None:
    # From the last to the first: the router, which may say no, is asked before a minute of prompts is spoken.
    for step in reversed(parts.steps):
        try:
            await step.prepare(bundle, tell)
        except (StepFailed, OSError) as error:
            raise ApplyFailed(f"{step.name}: {error}") from error


async def _switch(parts: ApplyParts, bundle: Bundle, former: Bundle | None) -> None:
    begun: list[Step] = []
    step: Step | None = None
    try:
        for step in parts.steps:
            begun.append(step)
            await step.use(bundle)
    except BaseException as error:
        # Whatever it was, an interruption by a person too: half of a bundle must not be left in force.
        stuck = await _put_back(begun, former)
        reason = str(error) or type(error).__name__
        log.error("apply_failed", bundle=bundle.number, step=step.name if step else "", stuck=stuck)
        if stuck:
            raise HalfApplied(f"{step.name if step else ''}: {reason}; not put back: {'; '.join(stuck)}") from error
        _whole(parts)
        if not isinstance(error, (StepFailed, OSError, Refusal)):
            raise
        raise ApplyFailed(f"{step.name if step else ''}: {reason}") from error


async def _put_back(begun: list[Step], former: Bundle | None) -> list[str]:
    """Names and reasons of the steps that could not be taken back."""
    if former is None:
        return ["there was no bundle before"] if begun else []
    stuck = []
    for step in begun:
        try:
            await step.use(former)
        except (StepFailed, OSError, Refusal) as error:
            stuck.append(f"{step.name} ({error})")
    return stuck


async def _tidy(parts: ApplyParts, adoption: Adoption) -> None:
    numbers = kept_bundles(parts.log.all(), adoption.number, now=adoption.at)
    kept = [found for number in sorted(numbers) if (found := parts.store.find(number)[0]) is not None]
    try:
        await asyncio.to_thread(parts.tidy, kept)
    except (StepFailed, OSError) as error:
        # What is left over is in nobody's way.
        log.warning("bundle_leftovers_kept", error=str(error), bundle=adoption.number)


def _whole(parts: ApplyParts) -> None:
    try:
        parts.mark(0)
    except OSError as error:
        log.warning("bundle_mark_left", error=str(error))


def _record(parts: ApplyParts, adoption: Adoption) -> None:
    try:
        parts.log.add(adoption)
    except OSError as error:
        # The bundle is in force, or is not: a full disk does not change that.
        log.error("bundle_log_failed", error=str(error), bundle=adoption.number)
