"""Hold, a second agent and the recording of both, through the listener: real Asterisk, real Redis, real SIP phones.

Each second stream is numbered from below the first one's: what Asterisk's translation paths would take for late.
"""

from __future__ import annotations

import signal
from collections.abc import AsyncIterator
from dataclasses import replace

import numpy as np
import pytest
import pytest_asyncio

from phones import IncomingCall, OutgoingCall, Phone, RtpStart
from phones.tone import tone_level
from router.adapters.files.bundle_store import BundleStore
from router.domain.bundle import SeatPlace
from router.domain.telephony import (
    CallEnded,
    CallHeld,
    CallTalked,
    CallTransferred,
    CommandFailed,
    MuteRecording,
    Offer,
    OfferEnded,
    Record,
    SeatLegEnded,
    SnapshotTaken,
    TakeSnapshot,
    TalkHeld,
    UseBundle,
)
from tests.integration.ami_world import EPOCH, Router, listening, until
from tests.integration.dialplan_world import LINE, MUSIC_HZ, sample_bundle

CITIZEN_HZ, FIRST_HZ, SECOND_HZ = 440, 880, 1500
THERE, GONE = -20.0, -50.0

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def house() -> AsyncIterator[Router]:
    async with listening() as one:
        yield one


@pytest_asyncio.fixture(loop_scope="module")
async def router(house: Router) -> Router:
    await house.begin_anew()
    return house


async def talking(router: Router, citizen: Phone, seat: Phone) -> tuple[OutgoingCall, IncomingCall, CallTalked]:
    """A citizen and seat 1001 talk, both heard."""
    call = await citizen.dial(LINE)
    held = await router.fact(CallHeld)
    router.send(Offer, call=held.call, channel=held.channel, offer=f"{EPOCH}.1", seat="1001", ring_seconds=15)
    leg = await seat.incoming()
    await leg.answer()
    talked = await router.fact(CallTalked)
    await leg.hears_tone(CITIZEN_HZ)
    await call.hears_tone(FIRST_HZ)
    return call, leg, talked


async def grown(router: Router, name: str, seconds: float) -> tuple[np.ndarray, np.ndarray]:  # type: ignore[type-arg]
    """Both channels of a recording, once it holds so many seconds."""
    path = router.settings.raw_recordings / name
    await until(
        lambda: path.exists() and path.stat().st_size >= seconds * 32_000,
        lambda: f"{seconds} s of {name}; {router.log()[-800:]}",
    )
    return router.world.recording(name)


def assert_voices(sides: tuple[np.ndarray, np.ndarray], agent_hz: float) -> None:  # type: ignore[type-arg]
    """Each voice on its own channel, over the last half second."""
    agent, citizen = (side[-4000:] for side in sides)
    assert tone_level(agent, agent_hz) > THERE
    assert tone_level(citizen, CITIZEN_HZ) > THERE
    assert tone_level(agent, CITIZEN_HZ) < GONE
    assert tone_level(citizen, agent_hz) < GONE


async def test_a_talk_that_is_taken_up_again_goes_on_in_a_second_file(router: Router) -> None:
    async with router.world.seat("1001", sequence=30_000) as seat, router.world.citizen() as citizen:
        call, leg, talked = await talking(router, citizen, seat)
        assert talked.channel.startswith("PJSIP/1001-")
        assert_voices(await grown(router, talked.recording, 1.0), FIRST_HZ)

        await leg.hold()
        held = await router.fact(TalkHeld, lambda fact: fact.held)
        assert (held.call, held.seat, held.channel) == (talked.call, "1001", talked.channel)
        await call.hears_tone(MUSIC_HZ)
        await leg.unhold(RtpStart(sequence=10_000))
        back = await router.fact(TalkHeld, lambda fact: not fact.held)

        second = f"{talked.call}-1p2.raw"
        where = {"call": talked.call, "seat": "1001", "channel": back.channel}
        router.send(Record, recording=second, **where)
        assert_voices(await grown(router, second, 1.0), FIRST_HZ)
        await call.hears_tone(FIRST_HZ)
        first_size = (router.settings.raw_recordings / talked.recording).stat().st_size

        # A new part that begins in a pause: the order to be silent waits for the recording that it is about.
        third = f"{talked.call}-1p3.raw"
        router.send(Record, recording=third, **where)
        router.send(MuteRecording, muted=True, **where)
        agent, citizen_side = await grown(router, third, 1.0)
        assert max(tone_level(agent[-4000:], FIRST_HZ), tone_level(citizen_side[-4000:], CITIZEN_HZ)) < GONE
        router.send(MuteRecording, muted=False, **where)
        await grown(router, third, 2.5)
        assert_voices(router.world.recording(third), FIRST_HZ)

        assert (router.settings.raw_recordings / talked.recording).stat().st_size == first_size
        assert [fact for fact in router.facts() if isinstance(fact, CommandFailed)] == []
        await leg.hang_up()
        await call.ended()


async def test_a_second_agent_is_joined_and_recorded(router: Router) -> None:
    async with (
        router.world.seat("1001", sequence=60_000) as first,
        router.world.seat("1002", tone=SECOND_HZ, sequence=20_000) as other,
        router.world.citizen(sequence=50_000) as citizen,
    ):
        call, leg, talked = await talking(router, citizen, first)
        await leg.hold()
        asking = await first.dial("1002")
        asked = await other.incoming()
        await asked.answer()
        await asking.answered()
        # Until the two are joined the second call counts as one that rings.
        await asked.hears_tone(FIRST_HZ)
        await leg.refer(to_call=asking)
        handed = await router.fact(CallTransferred)
        assert (handed.call, handed.seat, handed.to, handed.kind) == (talked.call, "1001", "1002", "attended")
        assert handed.to_seat == "1002"
        assert handed.channel.startswith("PJSIP/1002-")
        gone = await router.fact(SeatLegEnded)
        assert (gone.call, gone.seat) == (talked.call, "1001")

        name = f"{talked.call}-2.raw"
        router.send(Record, call=talked.call, seat="1002", channel=handed.channel, recording=name)
        assert_voices(await grown(router, name, 1.0), SECOND_HZ)
        await call.hears_tone(SECOND_HZ)
        await asked.hears_tone(CITIZEN_HZ)

        router.send(TakeSnapshot)
        (seen,) = (await router.fact(SnapshotTaken, lambda fact: fact.why == "asked")).calls
        assert (seen.call, seen.state, seen.seat, seen.bridged) == (talked.call, "talk", "1002", True)
        assert (seen.recording, seen.talks) == (name, 2)

        await asked.hang_up()
        ended = await router.fact(OfferEnded)
        assert (ended.seat, ended.offer, ended.status, ended.talked, ended.cause) == ("1002", "", "ANSWER", True, 16)
        await router.fact(SeatLegEnded, lambda fact: (fact.call, fact.seat) == (talked.call, "1002"))
        assert (await router.fact(CallEnded)).state == "end"
        await call.ended()
        assert [fact for fact in router.facts() if isinstance(fact, CommandFailed)] == []


async def test_a_phone_that_still_rang_when_it_was_handed_the_citizen_is_told_and_recorded(router: Router) -> None:
    async with (
        router.world.seat("1001") as first,
        router.world.seat("1002", tone=SECOND_HZ) as other,
        router.world.citizen() as citizen,
    ):
        call, leg, talked = await talking(router, citizen, first)
        await leg.hold()
        asking = await first.dial("1002")
        asked = await other.incoming()
        await asked.ring()
        await asking.happened("ringing")
        await leg.refer(to_call=asking)
        handed = await router.fact(CallTransferred)
        assert (handed.call, handed.seat, handed.to, handed.kind) == (talked.call, "1001", "1002", "blind")

        await asked.answer()
        second = await router.fact(CallTalked, lambda fact: fact.kind == "transfer")
        assert (second.call, second.seat, second.channel[:11]) == (talked.call, "1002", "PJSIP/1002-")
        assert second.recording == f"{talked.call}-2.raw"
        assert_voices(await grown(router, second.recording, 1.0), SECOND_HZ)
        await call.hears_tone(SECOND_HZ)
        await asked.hang_up()
        assert (await router.fact(CallEnded)).state == "end"
        await call.ended()
        assert [fact for fact in router.facts() if isinstance(fact, CommandFailed)] == []


async def test_a_transfer_while_nobody_listened_is_made_up_for_by_the_snapshot(router: Router) -> None:
    async with (
        router.world.seat("1001") as first,
        router.world.seat("1002", tone=SECOND_HZ) as other,
        router.world.citizen() as citizen,
    ):
        call, leg, talked = await talking(router, citizen, first)
        await router.stop_listener(signal.SIGKILL)
        await leg.hold()
        asking = await first.dial("1002")
        asked = await other.incoming()
        await asked.answer()
        await asked.hears_tone(FIRST_HZ)
        await leg.refer(to_call=asking)
        await call.hears_tone(SECOND_HZ)

        before = len(router.facts())
        await router.start_listener()
        (seen,) = (await router.fact(SnapshotTaken, after=before)).calls
        assert (seen.call, seen.seat, seen.bridged) == (talked.call, "1002", True)
        second = await router.fact(CallTalked, after=before)
        assert (second.call, second.seat, second.kind) == (talked.call, "1002", "transfer")
        assert_voices(await grown(router, second.recording, 1.0), SECOND_HZ)
        await asked.hang_up()
        assert (await router.fact(CallEnded, after=before)).state == "end"
        await call.ended()


async def test_a_seat_that_nobody_joined_to_the_call_is_not_recorded(router: Router) -> None:
    """A question between two seats is not a citizen's."""
    async with router.world.seat("1001") as first, router.world.seat("1002", tone=SECOND_HZ) as other:
        before = len(router.world.manager.events)
        asking = await first.dial("1002")
        asked = await other.incoming()
        await asked.answer()
        await asking.answered()
        channel = (await router.world.manager.user_event("HotlineDirect", after=before))["Channel"]
        router.send(Record, call="node1-1.1", seat="1001", channel=channel, recording="node1-1.1-1.raw")
        failed = await router.fact(CommandFailed)
        assert (failed.command, failed.call, failed.reason) == ("Record", "node1-1.1", "other_call")
        await asked.hang_up()
        await asking.ended()
    assert not (router.settings.raw_recordings / "node1-1.1-1.raw").exists()


async def test_the_seats_of_another_bundle_are_known_once_it_is_in_force(router: Router) -> None:
    former, seat = sample_bundle(), SeatPlace(id="1005", name="新座席")
    store = BundleStore(router.settings.bundles)
    store.set_current(store.put(replace(former, seats={**former.seats, "1005": seat})).number)
    router.send(UseBundle, number=2)
    seen = await router.fact(SnapshotTaken, lambda fact: fact.why == "asked")
    assert [one.seat for one in seen.seats] == ["1001", "1002", "1003", "1004", "1005"]
