"""A scripted citizen and a scripted seat phone, for a person who has no phone at hand.

They reach only a hotline on this same machine, and dial digits only: neither can dial out.
"""

from __future__ import annotations

import asyncio
import socket
import time
from collections.abc import Callable
from dataclasses import dataclass

from phones.call import Call, Ending
from phones.errors import CallRejected, PhoneError, RegistrationRefused, TargetRefused, WaitedInVain, WrongState
from phones.incoming import IncomingCall
from phones.listening import LOOK_SECONDS, SILENCE, Listening
from phones.phone import Phone
from phones.tone import heard
from phones.udp import Address

Report = Callable[[str], object]
"""Called with one line of words for each thing that happens."""

KEYS_AFTER = 2.0
"""The first key is pressed so long after the answer, s."""
KEY_PAUSE = 1.0
"""A comma among the keys, s."""
_LOOK_EVERY = 0.1
_TONE_SECONDS = 0.3
_LOST_SECONDS = 1.0
_REGISTER_SECONDS = 60
_TRY_AGAIN = 2.0


@dataclass(frozen=True, kw_only=True)
class CallReport:
    """What became of one scripted call. All in seconds."""

    answered: bool
    talked: bool
    """The other side's tone was heard."""
    seconds: float
    """From the INVITE to the end."""
    talk_seconds: float
    """From first hearing the other side's tone to the end; 0 when it was never heard."""
    ended_by: str
    """`citizen`, `hotline`, `agent` or `fault`."""
    status: int | None
    """SIP status of a call that was not answered."""
    reason: str


async def run_caller(
    server: Address, line: str, *, number: str = "13800138000", keys: str = "", tone: float | None = 440.0,
    talk: float | None = 5.0, agent_tone: float = 880.0, patience: float = 300.0, report: Report = print,
) -> CallReport:  # fmt: skip
    """Dial a line as a citizen, press `keys` (a comma waits), wait for an agent, talk, hang up.

    An agent is recognised by `agent_tone`, which a scripted seat phone says. The citizen hangs up `talk` seconds
    after that (None: never), or gives up after `patience` seconds without an agent.

    Raises:
        TargetRefused: the line is not digits, or the server is not on this machine.
        ValueError: a key that no phone has.
    """
    where = _own_server(server)
    _must_be_digits(line, "a line")
    if any(key not in "0123456789*#," for key in keys):
        raise ValueError("keys may be 0-9, * and #, and a comma for a pause")
    phone = Phone(number, server=where, tone_hz=tone)
    await phone.start()
    try:
        report(f"dialling {line} as {masked(number)}")
        call = await phone.dial(line)
        try:
            await call.answered(60.0)
        except CallRejected as refused:
            report(f"the hotline did not answer: {refused.status}")
            return _report_of(call, None, near="citizen", far="hotline")
        report(f"answered after {_since_start(call):.1f} s")
        watch = _Watch(call, agent_tone, "the agent", report)
        pressing = asyncio.create_task(_press(call, keys, report))
        try:
            while call.ending is None:
                await watch.look()
                if watch.talking_for(talk):
                    report("hanging up")
                    await call.hang_up()
                elif watch.since is None and _since_start(call) > patience:
                    report(f"giving up after {patience:g} s without an agent")
                    await call.hang_up()
        finally:
            pressing.cancel()
            await asyncio.gather(pressing, return_exceptions=True)
        result = _report_of(call, watch.first, near="citizen", far="hotline")
        report(_last_words(result))
        return result
    finally:
        await phone.stop()


async def run_seat_phone(
    server: Address, seat: str, password: str, *, answer_after: float | None = 1.0, tone: float | None = 880.0,
    talk: float | None = None, calls: int | None = None, citizen_tone: float = 440.0, report: Report = print,
) -> list[CallReport]:  # fmt: skip
    """Register a seat's phone and take calls, until `calls` of them have ended (None: until cancelled).

    Answers after `answer_after` seconds (None: never), says `tone`, hangs up after `talk` seconds (None: leaves it
    to the citizen). A hotline that is down is waited for.

    Raises:
        TargetRefused: the server is not on this machine.
        RegistrationRefused: the hotline does not accept the account.
    """
    phone = Phone(seat, password, _own_server(server), tone_hz=tone)
    await phone.start()
    reports: list[CallReport] = []
    try:
        await _register(phone, report)
        taken = 0
        while calls is None or taken < calls:
            call = await _next_call(phone)
            result = await _take(call, answer_after, talk, citizen_tone, report)
            taken += 1
            if calls is not None:
                reports.append(result)
        return reports
    finally:
        await phone.stop()
        report(f"seat {seat}: phone off")


def masked(number: str) -> str:
    """A phone number fit to be shown: three digits, stars, two digits."""
    return f"{number[:3]}{'*' * max(3, len(number) - 5)}{number[-2:]}" if len(number) > 6 else "*" * len(number)


class _Watch:
    """Follows what is heard on a call, and since when the other side talks."""

    def __init__(self, call: Call, tone: float, who: str, report: Report) -> None:
        self.first: float | None = None
        """Monotonic time at which the other side was first heard."""
        self.since: float | None = None
        """The same, of the present talk."""
        self._call, self._tone, self._who, self._report = call, tone, who, report
        self._listening = Listening()
        self._last = 0.0

    def talking_for(self, seconds: float | None) -> bool:
        return seconds is not None and self.since is not None and time.monotonic() - self.since >= seconds

    async def look(self) -> None:
        await asyncio.sleep(_LOOK_EVERY)
        now = time.monotonic()
        recent = self._call.heard_since(now - LOOK_SECONDS)
        news = self._listening.look(recent)
        if news is not None:
            self._report(f"hears {news}" if news != SILENCE else "hears nothing")
        if heard(recent, self._tone, seconds=_TONE_SECONDS):
            self._last = now
            if self.since is None:
                self.since = now - _TONE_SECONDS
                self.first = self.first or self.since
                self._report(
                    f"talking with {self._who} since {_since_start(self._call, self.since):.1f} s into the call"
                )
        elif self.since is not None and now - self._last > _LOST_SECONDS:
            self.since = None
            self._report(f"no longer hears {self._who}")


async def _press(call: Call, keys: str, report: Report) -> None:
    """Press keys; how many is told, never which."""
    if not keys:
        return
    await asyncio.sleep(KEYS_AFTER)
    try:
        for key in keys:
            if key == ",":
                await asyncio.sleep(KEY_PAUSE)
            else:
                await call.send_keys(key)
                report("pressed a key")
    except PhoneError as error:
        report(f"could not press a key: {error}")


async def _register(phone: Phone, report: Report) -> None:
    waiting = False
    while True:
        try:
            await phone.register(_REGISTER_SECONDS)
        except RegistrationRefused as error:
            # 503 is what a hotline that is only just starting says; any other no is final.
            if error.status != 503:
                raise
        except WaitedInVain:
            if not waiting:
                report(f"seat {phone.user}: the hotline does not answer; trying on")
            waiting = True
        else:
            report(f"seat {phone.user}: phone registered")
            return
        await asyncio.sleep(_TRY_AGAIN)


async def _next_call(phone: Phone) -> IncomingCall:
    while True:
        try:
            return await phone.incoming(timeout=3600.0)
        except WaitedInVain:
            continue


async def _take(
    call: IncomingCall, answer_after: float | None, talk: float | None, citizen_tone: float, report: Report
) -> CallReport:
    report(f"rings: a call from {masked(call.caller) or 'a withheld number'}")
    if not await _answered(call, answer_after):
        result = _report_of(call, None, near="agent", far="hotline")
        report("stopped ringing, not answered")
        return result
    report("answered")
    watch, began = _Watch(call, citizen_tone, "the citizen", report), time.monotonic()
    while call.ending is None:
        await watch.look()
        if talk is not None and time.monotonic() - began >= talk:
            report("hanging up")
            await call.hang_up()
    result = _report_of(call, watch.first, near="agent", far="hotline")
    report(_last_words(result))
    return result


async def _answered(call: IncomingCall, answer_after: float | None) -> bool:
    """Wait as an agent waits, then answer; False when the ringing stopped first."""
    if answer_after is None:
        await call.ended(timeout=24 * 3600.0)
        return False
    try:
        await call.ended(timeout=answer_after)
    except WaitedInVain:
        try:
            await call.answer()
        except (WrongState, WaitedInVain):
            return False
        return True
    return False


def _report_of(call: Call, talked_since: float | None, *, near: str, far: str) -> CallReport:
    ending: Ending | None = call.ending
    assert ending is not None
    return CallReport(
        answered=call.at("answered") is not None,
        talked=talked_since is not None,
        seconds=ending.at - call.events[0].at,
        talk_seconds=0.0 if talked_since is None else max(0.0, ending.at - talked_since),
        ended_by={"near": near, "far": far}.get(ending.by, "fault"),
        status=ending.status,
        reason=ending.reason,
    )


def _last_words(result: CallReport) -> str:
    talk = f"talked {result.talk_seconds:.1f} s" if result.talked else "nobody talked"
    return f"ended by the {result.ended_by} after {result.seconds:.1f} s; {talk}"


def _since_start(call: Call, at: float | None = None) -> float:
    return (time.monotonic() if at is None else at) - call.events[0].at


def _must_be_digits(target: str, what: str) -> None:
    if not (target.isascii() and target.isdigit() and len(target) <= 32):
        raise TargetRefused(f"{what} is dialled by its digits")


def _own_server(server: Address) -> Address:
    """The address to send to. Only an address of this machine can be bound to: nothing else is ever dialled."""
    host, port = server
    if host == "0.0.0.0":
        host = "127.0.0.1"
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.bind((host, 0))
        except OSError:
            raise TargetRefused(f"{host} is not this machine; a scripted phone serves the hotline beside it") from None
    return host, port
