"""Scripted phones call each other over loopback: real SIP, real RTP."""

from __future__ import annotations

import asyncio
import hashlib
import itertools
import re
import time
from collections.abc import AsyncIterator, Callable

import numpy as np
import pytest

from phones import Behaviour, CallState, IncomingCall, OutgoingCall, Phone, RtpStart, transaction
from phones.errors import (
    CallRejected,
    KeysNotAgreed,
    PhoneClosed,
    RegistrationRefused,
    RequestRefused,
    TargetRefused,
    WaitedInVain,
    WrongState,
)
from phones.scripts import run_caller, run_seat_phone
from phones.sip_message import Request, parse, respond_to
from phones.tone import heard, sine
from phones.transaction import ServerTransaction
from phones.udp import Address, UdpPort

A_HZ, B_HZ = 440, 880


@pytest.fixture
async def a() -> AsyncIterator[Phone]:
    async with Phone("13800138000", tone_hz=A_HZ, caller_name='Li "Wei"', rtp_first_sequence=65530) as phone:
        yield phone


@pytest.fixture
async def b() -> AsyncIterator[Phone]:
    async with Phone("8001", tone_hz=B_HZ) as phone:
        yield phone


async def ringing(a: Phone, b: Phone) -> tuple[OutgoingCall, IncomingCall]:
    call = await a.dial("8001", to=b.address)
    incoming = await b.incoming(5)
    await call.happened("ringing", 5)
    return call, incoming


async def talking(a: Phone, b: Phone) -> tuple[OutgoingCall, IncomingCall]:
    call, incoming = await ringing(a, b)
    await incoming.answer()
    await call.answered(5)
    return call, incoming


# --- talking


async def test_both_hear_each_other_and_not_themselves(a: Phone, b: Phone) -> None:
    call, incoming = await talking(a, b)
    assert (incoming.caller, incoming.caller_name) == ("13800138000", 'Li "Wei"')
    await asyncio.gather(call.hears_tone(B_HZ), incoming.hears_tone(A_HZ))
    assert not heard(call.heard, A_HZ)
    assert not heard(incoming.heard, B_HZ)


async def test_packets_start_where_told_and_go_on_without_a_gap(a: Phone, b: Phone) -> None:
    _call, incoming = await talking(a, b)
    await incoming.hears_tone(A_HZ, seconds=0.3)
    arrivals = incoming.media.rtp.heard.arrivals
    assert [one.sequence for one in arrivals[:8]] == [65530, 65531, 65532, 65533, 65534, 65535, 0, 1]
    assert [one.marker for one in arrivals[:3]] == [True, False, False]
    assert set(np.diff([one.timestamp for one in arrivals]) % (1 << 32)) == {160}
    assert len({one.source for one in arrivals}) == 1


async def test_the_tone_can_be_changed_and_samples_played(a: Phone, b: Phone) -> None:
    call, incoming = await talking(a, b)
    call.set_tone(600)
    await incoming.hears_tone(600)
    call.play(sine(1200, 0.4))
    await incoming.hears_tone(1200)
    since = await incoming.hears_tone(600)
    call.set_tone(None)
    with pytest.raises(WaitedInVain, match="no tone of 440"):
        await incoming.hears_tone(440, 0.3, since=since)


async def test_keys_arrive_once_each_and_in_order(a: Phone, b: Phone) -> None:
    call, incoming = await talking(a, b)
    await call.send_keys("1227#")
    await incoming.happened("key_received", times=5)
    assert "".join(one.detail for one in incoming.events if one.name == "key_received") == "1227#"
    with pytest.raises(ValueError, match="keys"):
        await call.send_keys("x")


async def test_keys_need_a_far_end(a: Phone, b: Phone) -> None:
    call, _incoming = await ringing(a, b)
    with pytest.raises(KeysNotAgreed):
        await call.send_keys("1")


async def test_a_call_that_ends_among_the_keys_says_so(a: Phone, b: Phone) -> None:
    call, incoming = await talking(a, b)
    pressing = asyncio.create_task(call.send_keys("123456789"))
    await incoming.happened("key_received")
    await incoming.hang_up()
    with pytest.raises(WrongState, match="before all keys"):
        await pressing


async def test_a_muted_phone_is_not_heard_though_the_call_stands(a: Phone, b: Phone) -> None:
    call, incoming = await talking(a, b)
    await incoming.hears_tone(A_HZ)
    a.mute_rtp()
    with pytest.raises(WaitedInVain):
        await incoming.hears_tone(A_HZ, 0.4, seconds=0.3)
    a.mute_rtp(False)
    await incoming.hears_tone(A_HZ)
    assert call.state is CallState.TALKING


async def test_voices_from_elsewhere_are_left_out(a: Phone, b: Phone) -> None:
    call, incoming = await talking(a, b)
    await incoming.hears_tone(A_HZ)
    stranger = UdpPort("127.0.0.1", lambda _data, _source, _at: None)
    try:
        async with asyncio.timeout(5):
            while incoming.media.rtp.strays < 3:
                stranger.send(b"\x80\x08" + bytes(10) + b"\x2a" * 160, incoming.media.rtp.address)
                await call.hears_tone(B_HZ, seconds=0.05)
    finally:
        stranger.close()
    assert 0 not in {one.source for one in incoming.media.rtp.heard.arrivals}


# --- hold


async def test_hold_silences_both_ways_and_unhold_brings_them_back(a: Phone, b: Phone) -> None:
    call, incoming = await talking(a, b)
    await asyncio.gather(call.hears_tone(B_HZ), incoming.hears_tone(A_HZ))
    await call.hold()
    assert (await incoming.happened("reinvite_received")).detail == "held"
    await incoming.happened("ack_received", times=2)
    for listener, hz in ((incoming, A_HZ), (call, B_HZ)):
        with pytest.raises(WaitedInVain):
            await listener.hears_tone(hz, 0.4, seconds=0.3)
    await call.unhold()
    await asyncio.gather(call.hears_tone(B_HZ), incoming.hears_tone(A_HZ))
    assert not incoming.media.held_by_far_end


async def test_hold_from_the_other_side_and_from_both(a: Phone, b: Phone) -> None:
    call, incoming = await talking(a, b)
    await incoming.hold()
    await call.hold()
    await incoming.unhold()
    with pytest.raises(WaitedInVain):
        await call.hears_tone(B_HZ, 0.4, seconds=0.3)
    await call.unhold()
    await asyncio.gather(call.hears_tone(B_HZ), incoming.hears_tone(A_HZ))


async def test_a_phone_may_begin_its_sound_anew_after_hold(a: Phone, b: Phone) -> None:
    call, incoming = await talking(a, b)
    await incoming.hears_tone(A_HZ)
    before = incoming.media.rtp.heard.arrivals[-1]
    await call.hold()
    await call.unhold(RtpStart(sequence=9, source=4711))
    back = time.monotonic()
    await incoming.hears_tone(A_HZ, since=back)
    anew = [one for one in incoming.media.rtp.heard.arrivals if one.source == 4711]
    assert before.source != 4711
    assert (anew[0].sequence, anew[0].marker) == (9, True)
    assert incoming.media.rtp.heard.arrivals[-1].source == 4711


async def test_a_phone_holds_one_call_and_talks_in_another(a: Phone, b: Phone) -> None:
    first, _ = await talking(a, b)
    await first.hold()
    second, incoming = await talking(a, b)
    await asyncio.gather(second.hears_tone(B_HZ), incoming.hears_tone(A_HZ))
    with pytest.raises(WaitedInVain):
        await first.hears_tone(B_HZ, 0.4, seconds=0.3)
    await second.hang_up()
    await first.unhold()
    await first.hears_tone(B_HZ)


@pytest.mark.parametrize("code", ["*10", "*7"])
async def test_a_code_is_a_number_to_dial_and_keys_to_press(a: Phone, b: Phone, code: str) -> None:
    call = await a.dial(code, to=b.address)
    incoming = await b.incoming()
    assert incoming.invite.request.uri.startswith(f"sip:{code}@")
    await incoming.answer()
    await call.answered()
    await call.send_keys(code)
    await incoming.happened("key_received", times=len(code))
    assert "".join(event.detail for event in incoming.events if event.name == "key_received") == code


# --- endings


@pytest.mark.parametrize("caller_ends", [True, False])
async def test_either_side_hangs_up(a: Phone, b: Phone, caller_ends: bool) -> None:
    call, incoming = await talking(a, b)
    near, far = (call, incoming) if caller_ends else (incoming, call)
    await near.hang_up("Q.850;cause=16")
    ending = await far.ended(5)
    assert near.ending is not None
    assert (near.ending.by, near.ending.how) == ("near", "bye")
    assert (ending.by, ending.how, ending.reason) == ("far", "bye", "Q.850;cause=16")
    assert near.at("bye_sent") is not None
    assert far.at("bye_received") is not None
    assert a.calls == b.calls == {}


@pytest.mark.parametrize("status", [403, 480, 486, 488, 503, 600, 603])
async def test_a_refused_call_tells_why(a: Phone, b: Phone, status: int) -> None:
    call, incoming = await ringing(a, b)
    await incoming.reject(status)
    with pytest.raises(CallRejected) as refused:
        await call.answered(5)
    assert refused.value.status == status
    assert call.ending is not None
    assert (call.ending.by, call.ending.how) == ("far", "reject")


async def test_the_caller_gives_up(a: Phone, b: Phone) -> None:
    call, incoming = await ringing(a, b)
    call.cancel()
    ending, seen = await asyncio.gather(call.ended(5), incoming.ended(5))
    assert (ending.by, ending.how, ending.status) == ("near", "cancel", 487)
    assert (seen.by, seen.how) == ("far", "cancel")


async def test_giving_up_before_anything_came_back_still_ends_the_call(a: Phone, b: Phone) -> None:
    call = await a.dial("8001", to=b.address)
    call.cancel()
    assert (await call.ended(5)).how == "cancel"
    assert (await (await b.incoming(5)).ended(5)).how == "cancel"


async def test_an_answer_that_crosses_the_cancel_is_hung_up(a: Phone, b: Phone) -> None:
    call, incoming = await ringing(a, b)
    incoming.send_answer()
    call.cancel()
    assert (await incoming.ended(5)).how == "bye"
    assert call.at("answered") is not None


async def test_no_codec_in_common_is_a_488(b: Phone) -> None:
    async with Phone("2", codecs=("PCMU",)) as other:
        call = await other.dial("8001", to=b.address)
        incoming = await b.incoming(5)
        with pytest.raises(WrongState):
            await incoming.answer()
        with pytest.raises(CallRejected) as refused:
            await call.answered(5)
        assert refused.value.status == 488


async def test_mulaw_is_spoken_when_both_have_it() -> None:
    plain = Behaviour(answer_after=0)
    async with (
        Phone("1", codecs=("PCMU", "PCMA"), tone_hz=A_HZ) as one,
        Phone("2", codecs=("PCMU",), tone_hz=B_HZ, behaviour=plain) as two,
    ):
        call = await one.dial("2", to=two.address, wait=5)
        await call.hears_tone(B_HZ)
        await (await two.incoming(5)).hears_tone(A_HZ)


async def test_a_dead_phone_says_nothing(a: Phone, b: Phone) -> None:
    call, incoming = await talking(a, b)
    await call.hears_tone(B_HZ)
    b.die()
    assert incoming.ending is not None
    assert incoming.ending.how == "died"
    with pytest.raises(WaitedInVain):
        await call.hears_tone(B_HZ, 0.4, seconds=0.3)
    assert call.state is CallState.TALKING
    with pytest.raises(PhoneClosed):
        await b.dial("1", to=a.address)
    a.die()


async def test_a_stopped_phone_hangs_up_first(a: Phone) -> None:
    async with Phone("2", behaviour=Behaviour(answer_after=0)) as other:
        call = await a.dial("2", to=other.address, wait=5)
    ending = await call.ended(5)
    assert (ending.by, ending.how) == ("far", "bye")


@pytest.mark.parametrize("target", ["", "a b", "1@192.0.2.1", "1>", "1\r\nX: y"])
async def test_only_names_and_numbers_are_dialled(a: Phone, b: Phone, target: str) -> None:
    with pytest.raises(TargetRefused):
        await a.dial(target, to=b.address)


# --- by itself


async def test_behaviours() -> None:
    async def outcome(behaviour: Behaviour) -> tuple[str, int | None]:
        async with Phone("1") as one, Phone("2", behaviour=behaviour) as two:
            ending = await (await one.dial("2", to=two.address)).ended(5)
            return ending.how, ending.status

    assert await outcome(Behaviour(answer_after=0.05, talk_seconds=0.05)) == ("bye", None)
    assert await outcome(Behaviour(reject_with=480)) == ("reject", 480)
    assert await outcome(Behaviour(ring=False, answer_after=0.05, reject_with=603)) == ("reject", 603)
    assert await outcome(Behaviour(most_calls=0)) == ("reject", 486)


# --- loss and nonsense


async def test_a_call_survives_the_loss_of_every_first_copy(
    a: Phone, b: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(transaction, "T1", 0.02)
    seen: set[bytes] = set()
    send = UdpPort.send

    def lossy(port: UdpPort, data: bytes, to: Address) -> None:
        if b"SIP/2.0" not in data or data in seen:
            send(port, data, to)
        seen.add(data)

    monkeypatch.setattr(UdpPort, "send", lossy)
    b.behaviour = Behaviour(ring=False)
    call = await a.dial("8001", to=b.address)
    incoming = await b.incoming(5)
    await incoming.answer()
    await call.answered(5)
    await call.hears_tone(B_HZ)
    await call.hang_up()
    await incoming.ended(5)
    assert [one.name for one in b.events] == ["incoming", "call_ended"]


class Probe:
    """A bare socket that sends a request and waits for the answer."""

    def __init__(self, to: Address) -> None:
        self._to = to
        self._numbers = itertools.count()
        self._answers: asyncio.Queue[bytes] = asyncio.Queue()
        self.port = UdpPort("127.0.0.1", lambda data, _source, _at: self._answers.put_nowait(data))

    async def status(self, method: str, *headers: tuple[str, str], to_tag: str = "") -> int:
        request = Request(
            method=method,
            uri="sip:8001@host",
            headers=(
                ("Via", f"SIP/2.0/UDP 127.0.0.1:{self.port.address[1]};branch=z9hG4bK{next(self._numbers)}"),
                ("From", "<sip:1@host>;tag=1"), ("To", f"<sip:8001@host>{to_tag}"), ("Call-ID", "id"),
                ("CSeq", f"1 {method}"), *headers,
            ),
        )  # fmt: skip
        return await self.raw(request.encode())

    async def raw(self, data: bytes) -> int:
        self.port.send(data, self._to)
        answer = parse(await asyncio.wait_for(self._answers.get(), 5))
        assert not isinstance(answer, Request)
        return answer.status


async def test_requests_out_of_a_call(b: Phone) -> None:
    probe = Probe(b.address)
    try:
        probe.port.send(b"\r\n\r\n", b.address)
        probe.port.send(b"junk", b.address)
        assert await probe.status("OPTIONS") == 200
        assert await probe.status("MESSAGE") == 405
        assert await probe.status("BYE") == 405
        assert await probe.status("BYE", to_tag=";tag=unknown") == 481
        assert await probe.status("CANCEL") == 481
        assert await probe.status("FROBNICATE") == 501
        assert await probe.status("INVITE", ("Require", "100rel")) == 420
        assert await probe.status("INVITE", ("Subject", "no contact")) == 400
        probe.port.send(
            b"INFO sip:a SIP/2.0\r\nVia: x;branch=b\r\nFrom: x\r\nTo: x\r\nCall-ID: x\r\nCSeq: 1 INFO\r\n\r\n",
            b.address,
        )
        assert await probe.status("OPTIONS") == 200
    finally:
        probe.port.close()
    assert b.calls == {}


async def test_a_repeated_request_is_answered_again_and_acted_on_once(b: Phone) -> None:
    probe = Probe(b.address)
    invite = Request(
        method="INVITE",
        uri="sip:8001@host",
        headers=(
            ("Via", f"SIP/2.0/UDP 127.0.0.1:{probe.port.address[1]};branch=z9hG4bKsame"),
            ("From", "<sip:1@host>;tag=1"), ("To", "<sip:8001@host>"), ("Call-ID", "id"), ("CSeq", "1 INVITE"),
            ("Contact", "<sip:1@127.0.0.1>"),
        ),
    ).encode()  # fmt: skip
    try:
        assert [await probe.raw(invite), await probe.raw(invite)] == [180, 180]
    finally:
        probe.port.close()
    assert len(b.calls) == 1
    b.die()


async def test_a_request_out_of_order_is_refused(a: Phone, b: Phone) -> None:
    call, incoming = await talking(a, b)
    assert (await call.ask("INFO", ())).status == 200
    assert (await call.ask("FROBNICATE", ())).status == 501
    call.dialog._cseq -= 2
    assert (await call.ask("INFO", ())).status == 500
    assert incoming.journal.count("info_received") == 1
    call.dialog._cseq += 2


async def test_a_deaf_phone_answers_nothing(b: Phone) -> None:
    probe = Probe(b.address)
    b.deaf()
    try:
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.2):
                await probe.status("OPTIONS")
        b.deaf(False)
        assert await probe.status("OPTIONS") == 200
    finally:
        probe.port.close()


# --- transfer


async def test_a_phone_that_takes_no_transfers_says_so(a: Phone, b: Phone) -> None:
    call, _incoming = await talking(a, b)
    with pytest.raises(RequestRefused) as refused:
        await call.refer("8002")
    assert refused.value.status == 405
    assert call.state is CallState.TALKING


def reporting(incoming: IncomingCall, *statuses: int) -> tuple[list[Request], Callable[[ServerTransaction], None]]:
    """What a switch does with REFER: accepts it and reports how it goes."""
    seen: list[Request] = []
    usual = incoming.receive

    def receive(server: ServerTransaction) -> None:
        if server.request.method != "REFER":
            usual(server)
            return
        seen.append(server.request)
        server.respond(respond_to(server.request, 202))
        for status in statuses:
            incoming._agent.transact(
                lambda more, line=f"SIP/2.0 {status} x\r\n": incoming.dialog.request(
                    "NOTIFY", incoming._via(), (("Event", "refer"), *more), line.encode()
                ),
                incoming._far,
                lambda _response, _at: None,
            )

    return seen, receive


async def test_a_blind_transfer_ends_with_our_bye(a: Phone, b: Phone, monkeypatch: pytest.MonkeyPatch) -> None:
    call, incoming = await talking(a, b)
    seen, receive = reporting(incoming, 100, 200)
    monkeypatch.setattr(incoming, "receive", receive)
    assert await call.refer("8002") == 200
    host, port = b.address
    assert seen[0].get("Refer-To") == f"<sip:8002@{host}:{port}>"
    assert (await incoming.ended(5)).how == "bye"


async def test_a_failed_transfer_leaves_the_call(a: Phone, b: Phone, monkeypatch: pytest.MonkeyPatch) -> None:
    call, incoming = await talking(a, b)
    _seen, receive = reporting(incoming, 100, 486)
    monkeypatch.setattr(incoming, "receive", receive)
    assert await call.refer("8002") == 486
    assert call.state is CallState.TALKING


async def test_an_attended_transfer_names_the_other_call(a: Phone, b: Phone, monkeypatch: pytest.MonkeyPatch) -> None:
    call, incoming = await talking(a, b)
    other, other_incoming = await talking(a, b)
    seen, receive = reporting(incoming, 200)
    monkeypatch.setattr(incoming, "receive", receive)
    assert await call.refer(to_call=other) == 200
    dialog = other_incoming.dialog
    named = f"Replaces={dialog.call_id}%3Bto-tag%3D{dialog.local.tag}%3Bfrom-tag%3D{dialog.remote.tag}"
    assert named in seen[0].need("Refer-To")
    assert (await other_incoming.ended(5)).how == "bye"


# --- registration and scripts, against a stand-in for the hotline


class Hotline(Phone):
    """A phone that also registers others: seat 8001, password `secret`."""

    contacts: list[str]
    expires: list[str]
    refused = 0

    def _on_request(self, server: ServerTransaction, source: Address) -> None:
        if server.request.method != "REGISTER":
            super()._on_request(server, source)
            return
        request = server.request
        given = request.get("Authorization")
        if given is None:
            challenge = ("WWW-Authenticate", 'Digest realm="hotline", nonce="n0", algorithm=MD5, qop="auth"')
            server.respond(respond_to(request, 401, to_tag="h", headers=(challenge,)))
        elif not self._is_right(given):
            self.refused += 1
            challenge = ("WWW-Authenticate", 'Digest realm="hotline", nonce="n1", algorithm=MD5, qop="auth"')
            server.respond(respond_to(request, 401, to_tag="h", headers=(challenge,)))
        else:
            self.contacts.append(request.need("Contact"))
            self.expires.append(request.need("Expires"))
            self.journal.add("contact")
            headers = (("Contact", f"{request.need('Contact')};expires={request.need('Expires')}"),)
            server.respond(respond_to(request, 200, to_tag="h", headers=headers))

    @staticmethod
    def _is_right(given: str) -> bool:
        def value(name: str) -> str:
            found = re.search(rf'\b{name}="?([^",]*)', given)
            return found.group(1) if found else ""

        def md5(text: str) -> str:
            return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()

        secret, asked = md5("8001:hotline:secret"), md5(f"REGISTER:{value('uri')}")
        return value("response") == md5(f"{secret}:n0:{value('nc')}:{value('cnonce')}:auth:{asked}")


@pytest.fixture
async def hotline() -> AsyncIterator[Hotline]:
    async with Hotline("hotline", tone_hz=B_HZ) as phone:
        phone.contacts, phone.expires = [], []
        yield phone


async def test_a_seat_registers_and_unregisters(hotline: Hotline) -> None:
    async with Phone("8001", "secret", hotline.address) as seat:
        await seat.register(60)
        assert hotline.contacts == [f"<sip:8001@127.0.0.1:{seat.address[1]}>"]
    assert hotline.expires == ["60", "0"]


async def test_a_registration_is_renewed(hotline: Hotline) -> None:
    async with Phone("8001", "secret", hotline.address) as seat:
        await seat.register(1)
        await seat.journal.until(lambda: seat.journal.count("registered") >= 2, 5, "the renewal")
        seat.die()
    assert hotline.expires == ["1", "1"]


@pytest.mark.parametrize(("password", "tries"), [("wrong", 1), (None, 0)])
async def test_a_wrong_password_is_refused_and_not_tried_again(
    hotline: Hotline, password: str | None, tries: int
) -> None:
    async with Phone("8001", password, hotline.address) as seat:
        with pytest.raises(RegistrationRefused) as refused:
            await seat.register()
        assert refused.value.status == 401
    assert hotline.refused == tries


async def test_a_scripted_citizen_talks_and_hangs_up(hotline: Hotline) -> None:
    hotline.behaviour = Behaviour(answer_after=0.05)
    lines: list[str] = []
    result = await run_caller(hotline.address, "12345", talk=0.5, report=lines.append)
    assert (result.answered, result.talked, result.ended_by) == (True, True, "citizen")
    assert lines[0] == "dialling 12345 as 138******00"
    assert any(line.startswith("talking with the agent") for line in lines)
    assert not any("13800138000" in line for line in lines)


async def test_a_scripted_citizen_gives_up_without_an_agent(hotline: Hotline) -> None:
    hotline.behaviour, hotline.tone_hz = Behaviour(answer_after=0), 600
    result = await run_caller(hotline.address, "12345", patience=0.2, report=lambda _line: None)
    assert (result.answered, result.talked, result.ended_by) == (True, False, "citizen")


async def test_a_scripted_citizen_is_told_of_a_refusal(hotline: Hotline) -> None:
    hotline.behaviour = Behaviour(reject_with=503)
    result = await run_caller(hotline.address, "12345", report=lambda _line: None)
    assert (result.answered, result.status, result.ended_by) == (False, 503, "hotline")


async def test_a_scripted_seat_takes_a_call(hotline: Hotline) -> None:
    talks = asyncio.Event()

    def report(line: str) -> None:
        if line.startswith("talking with the citizen"):
            talks.set()

    seat = asyncio.create_task(
        run_seat_phone(hotline.address, "8001", "secret", answer_after=0.05, calls=1, report=report)
    )
    await hotline.journal.until(lambda: bool(hotline.contacts), 5, "a registration")
    port = int(hotline.contacts[0].rpartition(":")[2].rstrip(">"))
    hotline.tone_hz = A_HZ
    call = await hotline.dial("8001", to=("127.0.0.1", port), wait=5)
    await call.hears_tone(B_HZ)
    await asyncio.wait_for(talks.wait(), 5)
    await call.hang_up()
    (result,) = await asyncio.wait_for(seat, 5)
    assert (result.answered, result.talked, result.ended_by) == (True, True, "hotline")
    assert hotline.expires[-1] == "0"


@pytest.mark.parametrize(
    ("server", "line"), [(("192.0.2.1", 5060), "12345"), (("127.0.0.1", 9), "1@192.0.2.1"), (("127.0.0.1", 9), "+1")]
)
async def test_a_scripted_citizen_cannot_dial_out(server: Address, line: str) -> None:
    with pytest.raises(TargetRefused):
        await run_caller(server, line)


async def test_a_scripted_seat_cannot_register_elsewhere() -> None:
    with pytest.raises(TargetRefused):
        await run_seat_phone(("192.0.2.1", 5060), "8001", "secret")
