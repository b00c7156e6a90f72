"""One fault that struck: when, and how long it took until all was as before."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Final

from router.load.fate import Fate
from router.load.faults.stage import Fault, NotPossible, Stage
from router.load.health import Health
from router.load.reconcile import Faults

HEAL_SECONDS: Final = 60.0
LOOK_EVERY: Final = 0.25


@dataclass(frozen=True, kw_only=True)
class Strike:
    """Unix seconds by the phones' clock."""

    fault: str
    at: float
    over_at: float
    """when the fault itself was over; from then on the rest counts"""
    well_after: float | None
    """seconds until every process was well; None: not within a minute"""
    talk_after: float | None = None
    """seconds until the next citizen heard an agent for the first time; None: no talk began any more"""
    problem: str = ""
    """why it could not be brought about, or what was not well in the end"""
    cuts: bool = False
    unrecorded: bool = False


async def strike(fault: Fault, stage: Stage, health: Health) -> Strike:
    """Bring it about, and wait until every process is well."""
    at, problem = time.time(), ""
    cuts = fault.cuts
    try:
        await fault.strike(stage)
    except NotPossible as error:
        problem, cuts = f"not possible: {error}", False
    over_at = time.time()
    unwell: list[str] = []
    await asyncio.to_thread(health.expect_news)
    while not problem and (time.time() - over_at) < HEAL_SECONDS:
        unwell = await asyncio.to_thread(health.unwell)
        if not unwell:
            break
        await asyncio.sleep(LOOK_EVERY)
    return Strike(
        fault=fault.name, at=at, over_at=over_at, well_after=None if unwell or problem else time.time() - over_at,
        problem=problem or ", ".join(unwell), cuts=cuts, unrecorded=fault.unrecorded and not problem,
    )  # fmt: skip


def first_talk(after: float, fates: Iterable[Fate]) -> float | None:
    """Seconds from Unix time `after` until a citizen first heard an agent."""
    talks = [fate.agent_at for fate in fates if fate.agent_at is not None and fate.agent_at >= after]
    return min(talks) - after if talks else None


def told(strikes: Iterable[Strike], fates: Iterable[Fate]) -> list[Strike]:
    """The strikes with what is known by now of the first talk after each."""
    known = list(fates)
    return [replace(hit, talk_after=first_talk(hit.over_at, known)) for hit in strikes]


def excuses(strikes: Iterable[Strike]) -> Faults:
    """What the faults of a run excuse."""
    known = list(strikes)
    return Faults(
        cuts=[hit.at for hit in known if hit.cuts],
        unrecorded=[(hit.at, hit.over_at) for hit in known if hit.unrecorded],
    )
