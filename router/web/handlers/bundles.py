"""Configurations: look at them, check one, put one in force, go back."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Final

import structlog

from router.domain.errors import BundleUnavailable, Conflict
from router.services.apply_parts import Applied
from router.services.config_desk import ConfigDesk
from router.services.config_document import ConfigRefused
from router.services.diff_bundles import Change, diff_bundles
from router.web.context import Ask, Body, Query
from router.web.errors import BundlesAway, Stale
from router.web.if_match import DIGITS, expected_number
from router.web.models import ConfigProblem
from router.web.models_bundles import (
    AdoptionView,
    BundleApplied,
    BundleCheck,
    BundleDiff,
    Bundles,
    BundleView,
    ChangeView,
)
from router.web.queries import ApplyBody, CheckBody, Nothing, RollbackBody
from router.web.views import utc

log = structlog.get_logger()

SHOWN: Final = 200


async def list_bundles(ask: Ask[Nothing, Nothing]) -> Bundles:
    """Who put which in force, newest first."""
    desk = _desk(ask)
    current, known = await asyncio.to_thread(lambda: (desk.current(), desk.history()))
    return Bundles(
        current=current,
        history=[
            AdoptionView(
                number=one.number,
                former=one.former,
                at=utc(one.at),
                actor=one.actor,
                verb=one.verb,
                note=one.note,
                failed=one.failed,
            )
            for one in reversed(known[-SHOWN:])
        ],
    )


async def get_bundle(ask: Ask[Nothing, Nothing]) -> BundleView:
    desk, number = _desk(ask), _number(ask, "bundle")

    def read() -> BundleView:
        bundle, sources = desk.bundle(number), desk.sources(number)
        return BundleView(
            number=number,
            in_force=number == desk.current(),
            files=dict(sources.files),
            sounds=dict(sources.assets),
            successors=dict(bundle.successors),
        )

    return await asyncio.to_thread(read)


async def diff_two(ask: Ask[Nothing, Nothing]) -> BundleDiff:
    desk, before, after = _desk(ask), _number(ask, "bundle"), _number(ask, "other")
    changes = await asyncio.to_thread(desk.diff, before, after)
    return BundleDiff(before=before, after=after, changes=[_change(one) for one in changes])


async def check_bundle(ask: Ask[Nothing, CheckBody]) -> BundleCheck:
    """What an apply would change, or all that is wrong. Changes nothing."""
    desk, files = _desk(ask), ask.body.files

    def check() -> BundleCheck:
        try:
            wanted = desk.wanted(files)
        except ConfigRefused as refused:
            problems = [ConfigProblem(file=one.file, line=one.line, what=one.what, remedy=one.remedy)
                        for one in refused.problems]  # fmt: skip
            return BundleCheck(good=False, problems=problems, changes=[])
        changes = diff_bundles(desk.bundle(desk.current()), wanted.bundle)
        return BundleCheck(good=True, problems=[], changes=[_change(one) for one in changes])

    return await asyncio.to_thread(check)


async def apply_bundle(ask: Ask[Nothing, ApplyBody]) -> BundleApplied:
    """Whole or not at all; takes as long as new prompts take to be spoken."""
    desk, body, expected, actor = _desk(ask), ask.body, expected_number(ask), ask.sender.actor
    return await _run(
        actor,
        lambda: desk.apply(body.files, expected=expected, note=body.note, actor=actor, successors=body.successors),
    )


async def roll_back(ask: Ask[Nothing, RollbackBody]) -> BundleApplied:
    """A stored bundle comes into force again."""
    desk, body, expected, actor = _desk(ask), ask.body, expected_number(ask), ask.sender.actor
    number = _number(ask, "bundle")
    return await _run(
        actor, lambda: desk.rollback(number, expected=expected, note=body.note, actor=actor, successors=body.successors)
    )


async def _run(actor: str, work: Callable[[], Awaitable[Applied]]) -> BundleApplied:
    """In a loop of its own: compiling and rendering hold up nobody else, and it goes on when the client leaves."""

    async def main() -> Applied:
        return await work()

    try:
        applied = await asyncio.to_thread(lambda: asyncio.run(main()))
    except Conflict as conflict:
        raise Stale(conflict.detail) from conflict
    log.info("bundle_applied_by_api", bundle=applied.number, former=applied.former, actor=actor)
    return BundleApplied(number=applied.number, former=applied.former, changes=list(applied.changes))


def _desk(ask: Ask[Query, Body]) -> ConfigDesk:
    if ask.sources.desk is None:
        raise BundlesAway
    return ask.sources.desk


def _number(ask: Ask[Query, Body], name: str) -> int:
    word = ask.word(name)
    if not (word.isascii() and word.isdecimal() and len(word) <= DIGITS):
        raise BundleUnavailable(f"there is no bundle {word}")
    return int(word)


def _change(change: Change) -> ChangeView:
    return ChangeView(what=change.what, says=change.says)
