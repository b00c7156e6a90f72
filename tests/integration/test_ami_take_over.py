"""A lead takes a talk over, through the listener: real Asterisk, real Redis, real SIP phones."""

from __future__ import annotations

import signal
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from phones import IncomingCall, Phone, RtpStart
from router.domain.listening import ListenMode
from router.domain.telephony import (
    CallEnded,
    CallTalked,
    CommandFailed,
    GiveTalkTo,
    ListeningEnded,
    ListenTo,
    OfferEnded,
    Record,
    SeatLegEnded,
    SnapshotTaken,
    StopListeningTo,
    TakeSnapshot,
    TalkHeld,
    TalkListenedTo,
)
from tests.integration.ami_world import Router, listening
from tests.integration.test_ami_talk import CITIZEN_HZ, FIRST_HZ, SECOND_HZ, assert_voices, grown, talking

pytestmark = pytest.mark.asyncio(loop_scope="module")
LISTENING = "listen-7.1"


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def house() -> AsyncIterator[Router]:
    async with listening() as one:
        yield one


@pytest_asyncio.fixture(loop_scope="module")
async def router(house: Router) -> Router:
    await house.begin_anew()
    return house


async def rung(router: Router, lead: Phone, talked: CallTalked, mode: ListenMode, name: str) -> IncomingCall:
    """The lead's phone, which the listener rings."""
    router.send(
        ListenTo, call=talked.call, channel=talked.channel, listening=name, seat="1003", mode=mode, ring_seconds=9,
        shown="1001",
    )  # fmt: skip
    return await lead.incoming()


def failures(router: Router) -> list[CommandFailed]:
    return [fact for fact in router.facts() if isinstance(fact, CommandFailed)]


async def test_a_lead_who_listens_is_given_the_talk_and_is_a_seat_like_any_other_then(router: Router) -> None:
    async with (
        router.world.seat("1001", sequence=60_000) as first,
        router.world.seat("1003", tone=SECOND_HZ, sequence=20_000) as boss,
        router.world.citizen(sequence=50_000) as citizen,
    ):
        call, leg, talked = await talking(router, citizen, first)
        lead = await rung(router, boss, talked, ListenMode.WHISPER, LISTENING)
        await lead.answer()
        heard = await router.fact(TalkListenedTo)
        await lead.hears_tone(FIRST_HZ)
        assert heard.channel.startswith("PJSIP/1003-")
        router.send(GiveTalkTo, call=talked.call, listening=LISTENING, seat="1003", channel=heard.channel)

        taken = await router.fact(CallTalked, lambda fact: fact.kind == "taken_over")
        assert (taken.call, taken.seat, taken.offer, taken.channel) == (talked.call, "1003", "", heard.channel)
        assert taken.recording == f"{talked.call}-2.raw"
        gone = await router.fact(SeatLegEnded)
        assert (gone.call, gone.seat) == (talked.call, "1001")
        assert router.facts().index(taken) < router.facts().index(gone)
        await leg.ended(5)
        await call.hears_tone(SECOND_HZ)
        await lead.hears_tone(CITIZEN_HZ)
        assert_voices(await grown(router, taken.recording, 1.0), SECOND_HZ)

        # An order to stop that crossed with it reaches nobody.
        router.send(StopListeningTo, call=talked.call, listening=LISTENING, seat="1003", channel=heard.channel)
        refused = await router.fact(CommandFailed)
        assert (refused.command, refused.reason) == ("StopListeningTo", "other_call")

        router.send(TakeSnapshot)
        seen = await router.fact(SnapshotTaken, lambda fact: fact.why == "asked")
        assert seen.listenings == ()
        (one,) = seen.calls
        assert (one.call, one.state, one.seat, one.bridged) == (talked.call, "talk", "1003", True)
        assert (one.recording, one.talks, one.taken_over) == (taken.recording, 2, True)

        await lead.hold()
        held = await router.fact(TalkHeld, lambda fact: fact.held)
        assert (held.call, held.seat, held.channel) == (talked.call, "1003", heard.channel)
        await lead.unhold(RtpStart(sequence=10_000))
        await router.fact(TalkHeld, lambda fact: not fact.held)
        second = f"{talked.call}-2p2.raw"
        router.send(Record, call=talked.call, seat="1003", channel=heard.channel, recording=second)
        assert_voices(await grown(router, second, 1.0), SECOND_HZ)

        await lead.hang_up()
        ended = await router.fact(OfferEnded)
        assert (ended.seat, ended.offer, ended.talked, ended.cause) == ("1003", "", True, 16)
        assert (await router.fact(CallEnded)).state == "end"
        await call.ended()
        assert failures(router) == [refused]
        assert not any(isinstance(fact, ListeningEnded) for fact in router.facts())


async def test_one_whose_phone_still_rings_takes_over_on_the_answer(router: Router) -> None:
    async with (
        router.world.seat("1001") as first,
        router.world.seat("1003", tone=SECOND_HZ) as boss,
        router.world.citizen() as citizen,
    ):
        call, leg, talked = await talking(router, citizen, first)
        lead = await rung(router, boss, talked, ListenMode.LISTEN, "listen-7.2")
        await lead.ring()
        router.send(GiveTalkTo, call=talked.call, listening="listen-7.2", seat="1003")
        # Commands are carried out in order: once this one is answered, the former has been done.
        router.send(GiveTalkTo, call="another", listening="listen-7.2", seat="1003")
        assert (await router.fact(CommandFailed)).reason == "other_call"
        await lead.answer()
        taken = await router.fact(CallTalked, lambda fact: fact.kind == "taken_over")
        await call.hears_tone(SECOND_HZ)
        await leg.ended(5)
        assert taken.seat == "1003"
        assert not any(isinstance(fact, TalkListenedTo) for fact in router.facts())
        await call.hang_up()
        await lead.ended(5)


async def test_what_happened_while_nobody_listened_is_seen_in_the_snapshot(router: Router) -> None:
    async with (
        router.world.seat("1001") as first,
        router.world.seat("1003", tone=SECOND_HZ) as boss,
        router.world.citizen() as citizen,
    ):
        call, leg, talked = await talking(router, citizen, first)
        lead = await rung(router, boss, talked, ListenMode.TAKE_OVER, "listen-7.3")
        await lead.ring()
        await router.stop_listener(signal.SIGKILL)
        await lead.answer()
        await leg.ended(5)
        await call.hears_tone(SECOND_HZ)
        before = len(router.facts())
        await router.start_listener()
        (one,) = (await router.fact(SnapshotTaken, after=before)).calls
        assert (one.call, one.seat, one.bridged, one.taken_over) == (talked.call, "1003", True, True)
        assert one.recording == f"{talked.call}-2.raw"
        await lead.hang_up()
        assert (await router.fact(CallEnded, after=before)).state == "end"
        await call.ended()
