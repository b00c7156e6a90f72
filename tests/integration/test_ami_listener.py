"""The listener as a process beside a real Asterisk and a real Redis, with real SIP phones."""

from __future__ import annotations

import asyncio
import os
import signal
import time
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from asterisk_conf import names
from router.domain.telephony import (
    Acknowledge,
    CallArrived,
    CallEnded,
    CallHeld,
    CallTalked,
    CommandFailed,
    DeviceState,
    MarkDuty,
    NodeLost,
    Offer,
    OfferEnded,
    OfferRang,
    SeatDeviceChanged,
    SeatReached,
    SendToFallback,
    SnapshotTaken,
    TakeSnapshot,
)
from tests.integration.ami_world import EPOCH, Router, listening, until
from tests.integration.dialplan_world import CITIZEN, LINE

OFFER = f"{EPOCH}.1"


pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def house() -> AsyncIterator[Router]:
    async with listening() as one:
        yield one


@pytest_asyncio.fixture(loop_scope="module")
async def router(house: Router) -> Router:
    await house.begin_anew()
    return house


async def test_a_call_is_told_from_its_arrival_to_its_end(router: Router) -> None:
    async with router.world.seat("1001") as seat, router.world.citizen() as citizen:
        await router.fact(SeatReached, lambda fact: fact.seat == "1001" and fact.reachable)
        await router.fact(SeatDeviceChanged, lambda fact: fact.device is DeviceState.NOT_INUSE)
        call = await citizen.dial(LINE)
        arrived = await router.fact(CallArrived)
        held = await router.fact(CallHeld)
        assert (arrived.call, arrived.line, arrived.caller) == (held.call, "general", CITIZEN)
        assert (held.queue, held.bundle, held.why) == ("general", 1, "new")

        router.send(Acknowledge, call=held.call, channel=held.channel)
        await until_variable(router, held.channel, names.ACK)
        assert await router.world.variable(held.channel, names.EPOCH) == str(EPOCH)
        assert int(await router.global_variable(names.BEAT)) > 1_700_000_000

        router.send(Offer, call=held.call, channel=held.channel, offer=OFFER, seat="1001", ring_seconds=15)
        ringing = await seat.incoming()
        rang = await router.fact(OfferRang)
        await ringing.answer()
        talked = await router.fact(CallTalked)
        assert (rang.call, rang.offer, rang.seat) == (held.call, OFFER, "1001")
        assert (talked.call, talked.offer, talked.seat, talked.kind) == (held.call, OFFER, "1001", "offered")

        router.send(TakeSnapshot)
        seen = await router.fact(SnapshotTaken, lambda fact: fact.why == "asked")
        (one,) = seen.calls
        assert (one.call, one.state, one.seat, one.offer, one.bridged) == (held.call, "talk", "1001", OFFER, True)
        assert (one.caller, one.line, one.queue, one.counter) == (CITIZEN, "general", "general", held.counter)
        assert (one.arrived_at, one.recording) == (held.arrived_at, talked.recording)
        assert seen.epoch == EPOCH
        assert seen.boot.startswith("node1 ")
        states = {seat.seat: (seat.reachable, seat.device) for seat in seen.seats}
        assert states["1001"] == (True, DeviceState.INUSE)
        assert states["1002"] == (False, DeviceState.UNAVAILABLE)

        await ringing.hang_up()
        ended = await router.fact(OfferEnded)
        assert (ended.offer, ended.status, ended.talked) == (OFFER, "ANSWER", True)
        assert (await router.fact(CallEnded)).state == "end"
        await call.ended()
    await router.fact(SeatReached, lambda fact: fact.seat == "1001" and not fact.reachable)
    assert [fact for fact in router.facts() if isinstance(fact, CommandFailed)] == []
    assert CITIZEN not in router.log()


async def until_variable(router: Router, channel: str, name: str) -> None:
    """Wait until a channel's variable is set."""
    deadline = time.monotonic() + 15
    while not await router.world.variable(channel, name):
        assert time.monotonic() < deadline, f"{name} was not set"
        await asyncio.sleep(0.02)


async def test_a_call_that_talks_is_not_redirected(router: Router) -> None:
    """A late offer would hang up the agent."""
    async with router.world.seat("1001") as seat, router.world.citizen() as citizen:
        call = await citizen.dial(LINE)
        held = await router.fact(CallHeld)
        where = {"call": held.call, "channel": held.channel}
        router.send(Offer, offer=OFFER, seat="1001", ring_seconds=15, **where)
        ringing = await seat.incoming()
        await ringing.answer()
        await router.fact(CallTalked)
        router.send(Offer, offer=f"{EPOCH}.2", seat="1002", ring_seconds=15, **where)
        router.send(SendToFallback, reason="poisoned", **where)
        router.send(Offer, offer=f"{EPOCH}.3", seat="1002", ring_seconds=15, epoch=EPOCH - 1, **where)
        router.send(Offer, offer=f"{EPOCH}.4", seat="1002", ring_seconds=15, seconds=-1.0, **where)
        await router.fact(CommandFailed, lambda fact: fact.reason == "late")
        reasons = {
            (fact.command, fact.offer): fact.reason for fact in router.facts() if isinstance(fact, CommandFailed)
        }
        assert reasons == {
            ("Offer", f"{EPOCH}.2"): "not_in_hold",
            ("SendToFallback", ""): "not_in_hold",
            ("Offer", f"{EPOCH}.3"): "old_epoch",
            ("Offer", f"{EPOCH}.4"): "late",
        }
        await ringing.hears_tone(440)
        await call.hang_up()
        await ringing.ended()


async def test_duty_is_marked_for_the_fallback(router: Router) -> None:
    async def duty(seat: str) -> str:
        return await router.global_variable(f"DEVICE_STATE({names.DUTY_DEVICE}{seat})")

    router.send(MarkDuty, on_duty=("1001", "1002"))
    await until(lambda: "duty_marked" in router.log(), lambda: "marks")
    assert [await duty(seat) for seat in ("1001", "1002", "1003")] == ["NOT_INUSE", "NOT_INUSE", "UNAVAILABLE"]
    router.send(MarkDuty, on_duty=("1002",))
    await until(lambda: router.log().count("duty_marked") == 2, lambda: "marks")
    assert [await duty(seat) for seat in ("1001", "1002", "1003")] == ["UNAVAILABLE", "NOT_INUSE", "UNAVAILABLE"]


async def test_a_waiting_call_outlives_listener_and_redis(router: Router) -> None:
    """kill -9 of each: the call waits in the dialplan, and the next snapshot names it; no command is replayed."""
    async with router.world.citizen() as citizen:
        await citizen.dial(LINE)
        held = await router.fact(CallHeld)
        where = {"call": held.call, "channel": held.channel}
        router.send(Acknowledge, **where)
        await until_variable(router, held.channel, names.ACK)

        await router.stop_listener(signal.SIGKILL)
        router.send(Offer, offer=OFFER, seat="1001", ring_seconds=15, seconds=60.0, **where)
        before = len(router.facts())
        await router.start_listener()
        seen = await router.fact(SnapshotTaken, after=before)
        assert [(one.call, one.state) for one in seen.calls] == [(held.call, "hold")]
        assert await router.world.variable(held.channel, names.OFFER) == ""

        router.redis_server.kill()
        await until(lambda: "redis_lost" in router.log(), lambda: "the loss")
        assert router.process is not None
        assert router.process.returncode is None
        router.redis_server.socket.unlink(missing_ok=True)
        router.redis_server.start()
        router.send(TakeSnapshot)
        again = await router.fact(SnapshotTaken)
        assert [(one.call, one.state) for one in again.calls] == [(held.call, "hold")]
        await router.ready()


async def test_a_redis_that_stalls_costs_a_snapshot_and_not_the_connection(router: Router) -> None:
    async with router.world.citizen() as citizen:
        router.beating = False
        router.redis_server.stall()
        try:
            call = await citizen.dial(LINE)
            await until(lambda: "redis_lost" in router.log(), lambda: "the loss")
        finally:
            router.redis_server.go_on()
            router.beating = True
        found = await router.fact(SnapshotTaken, lambda fact: fact.why == "gap")
        assert [one.line for one in found.calls] == ["general"]
        assert "ami_down" not in router.log()
        await call.hang_up()
        assert (await router.fact(CallEnded)).call == found.calls[0].call


async def test_sigterm_ends_it_in_good_order(router: Router) -> None:
    assert await router.stop_listener() == 0
    assert router.word()["detail"].endswith("stopping")
    assert "listener_stopped" in router.log()


async def test_an_asterisk_that_stalls_is_lost_and_found(router: Router) -> None:
    asterisk = int((router.settings.run / "asterisk.pid").read_text())
    os.kill(asterisk, signal.SIGSTOP)
    try:
        await router.fact(NodeLost)
        await until(lambda: "asterisk:" in router.word()["detail"], lambda: "a word about it")
    finally:
        os.kill(asterisk, signal.SIGCONT)
    before = router.facts().index(await router.fact(NodeLost))
    found = await router.fact(SnapshotTaken, after=before)
    assert found.why == "gap"
    await router.ready()
