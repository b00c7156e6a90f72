"""The folder of raw recordings can no longer be written: nobody hears of it, the archive tells it, and it heals.

recordings  writable ─x───────────────────────────── writable
first       talk ─────── goes on, recorded ── hangs up
second              greeting ── talk, not recorded ── hangs up    alarm; `recorded: no`, with the reason
third                                                 talk, recorded
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path

from phones import Phone
from phones.tone import heard
from router.adapters.sql.read import StoredCall
from router.domain.call import Outcome
from tests.acceptance.world import AGENT_HZ, CITIZEN_HZ, Citizen, World, eventually, join


@contextlib.contextmanager
def unwritable(folder: Path) -> Iterator[None]:
    """A file in the folder's place: not even root can write below it."""
    away = folder.with_name(f"{folder.name}.away")
    folder.rename(away)
    folder.touch()
    try:
        yield
    finally:
        folder.unlink()
        away.rename(folder)


async def talk(seat: Phone, citizen: Citizen) -> None:
    """They hear each other for a second, and the citizen hangs up."""
    offer = await seat.incoming(15)
    await join(citizen, offer)
    await citizen.call.hears_tone(AGENT_HZ, 5, seconds=1.0)
    await offer.hears_tone(CITIZEN_HZ, 5, seconds=1.0)
    await citizen.call.hang_up()
    await offer.ended(5)


async def told(world: World, citizen: Citizen) -> StoredCall:
    """The call once the archive knows whether it was recorded."""
    stored = await eventually(
        lambda: world.history(citizen.number),
        lambda seen: seen is not None and seen.recorded is not None,
        within=40,
        what="a word on its recording",
        every=0.2,
    )
    assert stored is not None
    return stored


async def test_unwritable_recordings(world: World) -> None:
    first_agent, second_agent = await world.agent("1001"), await world.agent("1002", ready=False)
    first = await world.citizen(hurry=True)
    first_offer = await first_agent.incoming(15)
    await join(first, first_offer)
    await world.sign_on("1002")
    with unwritable(world.settings.raw_recordings):
        second = await world.citizen(hurry=True)
        await talk(second_agent, second)
        over = await second.outcome()
        assert over.call.outcome is Outcome.ANSWERED
        (segment,) = over.call.segments
        assert segment.recording, "nothing tells that a recording was begun"
        # The talk that was being recorded already goes on too.
        await first.call.hears_tone(AGENT_HZ, 5, seconds=0.5)
        await first_offer.hears_tone(CITIZEN_HZ, 5, seconds=0.5)

        lost = await told(world, second)
        assert (lost.recorded, lost.not_recorded) == (False, "no file")
        assert [(item.recorded, item.reason, item.path) for item in lost.recordings] == [(False, "no file", "")]
        await world.until_alarm("recording_failed", lost.recordings[0].id, since=over.call.arrived_at)
        await world.until_healthy()
        await first.call.hang_up()
        await first_offer.ended(5)

    third = await world.citizen(hurry=True)
    # The second agent has been idle for longer.
    await talk(second_agent, third)
    for citizen in (first, third):
        (recorded,) = await citizen.recordings()
        assert heard(recorded.citizen, CITIZEN_HZ, seconds=0.8)
        assert heard(recorded.agent, AGENT_HZ, seconds=0.8)
    assert (await told(world, third)).recorded is True
