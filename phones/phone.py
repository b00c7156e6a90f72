"""A scripted SIP phone: registers, dials, rings, talks; real SIP and RTP over UDP."""

# ruff: noqa: ASYNC109 - a wait with a bound says what did not happen; a bare timeout says nothing

from __future__ import annotations

import asyncio
import contextlib
import secrets
from collections import deque
from types import TracebackType
from typing import Self

from phones.agent import Agent
from phones.behaviour import Behaviour, behave
from phones.call import ALLOW, KNOWN_METHODS, Call, Ending
from phones.codec import CODECS
from phones.dialog import Dialog, new_tag
from phones.endpoint import Endpoint
from phones.errors import BadMessage, PhoneClosed, PhoneError, TargetRefused
from phones.incoming import IncomingCall
from phones.journal import Event, Journal
from phones.media import MediaPlan
from phones.outgoing import OutgoingCall
from phones.registration import Registration
from phones.rtp import RtpStart
from phones.sip_address import NameAddress, parse_name_address, sip_uri
from phones.sip_message import Request, respond_to
from phones.transaction import ServerTransaction
from phones.udp import Address, local_host_towards

_KEPT_ARRIVALS = 100


class Phone:
    """One phone with one account. Use it as `async with Phone(...) as phone`, or `start` and `stop` it.

    `port` is its SIP socket's, 0 for any. Everything it sends goes to `server` (or to the `to` of a single `dial`),
    whatever addresses the far end names.
    """

    def __init__(
        self,
        user: str,
        password: str | None = None,
        server: Address | None = None,
        *,
        caller_name: str = "",
        tone_hz: float | None = None,
        codecs: tuple[str, ...] = ("PCMA",),
        behaviour: Behaviour | None = None,
        rtp_first_sequence: int | None = None,
        rtp_first_timestamp: int | None = None,
        rtp_source: int | None = None,
        host: str | None = None,
        port: int = 0,
        keep_heard: bool = True,
    ) -> None:
        if not codecs or any(name not in CODECS for name in codecs):
            raise ValueError(f"codecs must be some of {', '.join(CODECS)}")
        self.user = user
        self.server = server
        self.caller_name = caller_name
        self.tone_hz = tone_hz
        self.behaviour = behaviour or Behaviour()
        self.journal = Journal()
        self.calls: dict[tuple[str, str], Call] = {}
        """Calls that have not ended, by Call-ID and our tag."""
        self._password = password
        self._codecs = codecs
        self._rtp_start = RtpStart(sequence=rtp_first_sequence, timestamp=rtp_first_timestamp, source=rtp_source)
        self._host = host
        self._port = port
        self._keep_heard = keep_heard
        self._agent: Agent | None = None
        self._registration: Registration | None = None
        self._arrivals: deque[IncomingCall] = deque(maxlen=_KEPT_ARRIVALS)
        self._muted = False

    # --- life
    async def start(self) -> None:
        """Open the SIP socket. Nothing is sent."""
        host = self._host or ("127.0.0.1" if self.server is None else local_host_towards(self.server))
        self._agent = Agent(Endpoint((host, self._port), self._on_request, self._on_ack), self.user, self._password)
        if self.server is not None:
            self._registration = Registration(self._agent, self.server, self.journal)

    async def stop(self) -> None:
        """Hang up, take the registration back, close. Never raises for what the far end does not answer."""
        # Together: a far end that answers none of a thousand calls costs one wait.
        await asyncio.gather(*(self._hang_up(call) for call in self.calls.values()))
        if self._registration is not None and self._registration.active:
            with contextlib.suppress(PhoneError):
                await self.unregister(timeout=2.0)
        self.die()

    def die(self) -> None:
        """As when the power fails: all sockets closed at once, nothing said to anybody."""
        if self._registration is not None:
            self._registration.stop()
        if self._agent is None:
            return
        self._agent.endpoint.close()
        self._agent = None
        event = self.journal.add("died")
        for call in list(self.calls.values()):
            call.finish(Ending(at=event.at, by="fault", how="died"))

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is None:
            await self.stop()
        else:
            # A failed script ends at once; waiting for answers would only hide why.
            self.die()

    @property
    def address(self) -> Address:
        """Where this phone is reached.

        Raises:
            PhoneClosed: nowhere.
        """
        return self._open().endpoint.address

    @property
    def events(self) -> list[Event]:
        return self.journal.events

    # --- account
    async def register(self, expires: int = 300, *, timeout: float = 5.0) -> None:
        """Register and stay registered: renewed at half of what the server grants.

        Raises:
            RegistrationRefused, WaitedInVain, PhoneClosed: it is not registered.
        """
        self._open()
        if self._registration is None:
            raise PhoneClosed("this phone has no server to register with")
        await self._registration.register(expires, timeout)

    async def unregister(self, *, timeout: float = 5.0) -> None:
        """Take the registration back.

        Raises:
            RegistrationRefused, WaitedInVain, PhoneClosed: as `register`.
        """
        await self.register(0, timeout=timeout)

    # --- calls
    async def dial(self, target: str, *, to: Address | None = None, wait: float | None = None) -> OutgoingCall:
        """Dial a number at the server, or at another phone's address. Returns once the INVITE is sent.

        With `wait`, returns once the call is answered within so many seconds.

        Raises:
            TargetRefused: nothing to dial, or no server.
            PhoneClosed: the phone has no socket.
            CallRejected, WaitedInVain: with `wait`, when it was not answered.
        """
        agent, far = self._open(), to or self.server
        if far is None:
            raise TargetRefused("this phone has no server, and no address was given")
        if not target or any(mark in target for mark in " <>\r\n\0@"):
            raise TargetRefused("that is not a number or a name to dial")
        home = self.server or agent.endpoint.address
        dialog = Dialog(
            call_id=secrets.token_hex(12),
            local=NameAddress(uri=sip_uri(self.user, home), name=self.caller_name, params={"tag": new_tag()}),
            remote=NameAddress(uri=sip_uri(target, far)),
            target=sip_uri(target, far),
            contact=agent.contact,
        )
        call = OutgoingCall(agent, dialog, self._plan(), far=far, on_end=self._forget)
        call.mute(self._muted)
        self.calls[dialog.key] = call
        call.start()
        if wait is not None:
            await call.answered(wait)
        return call

    async def incoming(self, timeout: float = 10.0) -> IncomingCall:
        """The next call that came in; each is given out once, and the last 100 are kept.

        Raises:
            WaitedInVain: none came in time.
        """
        await self.journal.until(lambda: bool(self._arrivals), timeout, f"a call to {self.user}")
        return self._arrivals.popleft()

    # --- faults
    def deaf(self, deaf: bool = True) -> None:
        """Drop every SIP message that comes in; voices go on."""
        self._open().endpoint.deaf = deaf

    def mute_rtp(self, muted: bool = True) -> None:
        """Send no voice packets, in present and later calls."""
        self._muted = muted
        for call in self.calls.values():
            call.mute(muted)

    # --- inside
    @staticmethod
    async def _hang_up(call: Call) -> None:
        with contextlib.suppress(PhoneError):
            await call.hang_up()

    def _open(self) -> Agent:
        if self._agent is None:
            raise PhoneClosed("the phone was not started, or has been closed")
        return self._agent

    def _plan(self) -> MediaPlan:
        return MediaPlan(
            host=self._open().endpoint.address[0],
            codecs=self._codecs,
            tone_hz=self.tone_hz,
            start=self._rtp_start,
            keep=self._keep_heard,
        )

    def _forget(self, call: Call) -> None:
        self.calls.pop(call.dialog.key, None)
        self.journal.add("call_ended")

    def _on_ack(self, request: Request, at: float) -> None:
        call = self._call_of(request)
        if call is not None:
            call.receive_ack(request, at)

    def _on_request(self, server: ServerTransaction, source: Address) -> None:
        request = server.request
        call = self._call_of(request)
        if call is not None:
            call.receive(server)
        elif request.method == "CANCEL":
            self._on_cancel(server)
        elif parse_name_address(request.need("To")).tag:
            self._refuse(server, 481)
        elif request.method == "INVITE":
            self._on_invite(server, source)
        elif request.method in ("OPTIONS", "NOTIFY"):
            self._refuse(server, 200)
        else:
            self._refuse(server, 405 if request.method in KNOWN_METHODS | {"BYE", "UPDATE", "INFO"} else 501)

    def _refuse(self, server: ServerTransaction, status: int) -> None:
        headers = (("Allow", ALLOW), ("Accept", "application/sdp"))
        server.respond(respond_to(server.request, status, to_tag=new_tag(), headers=headers))

    def _on_cancel(self, server: ServerTransaction) -> None:
        invite = self._open().endpoint.invite_of(server.request)
        if invite is None:
            self._refuse(server, 481)
            return
        self._refuse(server, 200)
        for call in list(self.calls.values()):
            if isinstance(call, IncomingCall) and call.invite is invite:
                call.receive_cancel(server.request, server.received_at)

    def _on_invite(self, server: ServerTransaction, source: Address) -> None:
        agent, request = self._open(), server.request
        if request.get("Require"):
            self._refuse(server, 420)
            return
        try:
            caller, own = parse_name_address(request.need("From")), parse_name_address(request.need("To"))
            dialog = Dialog(
                call_id=request.call_id,
                local=NameAddress(uri=own.uri, name=own.name, params={"tag": new_tag()}),
                remote=caller,
                target=parse_name_address(request.need("Contact")).uri,
                contact=agent.contact,
            )
        except BadMessage:
            self._refuse(server, 400)
            return
        before = len(self.calls)
        call = IncomingCall(agent, dialog, self._plan(), far=source, on_end=self._forget)
        call.mute(self._muted)
        self.calls[dialog.key] = call
        call.begin(server)
        self._arrivals.append(call)
        self.journal.add("incoming", "", server.received_at)
        behave(self.behaviour, call, before)

    def _call_of(self, request: Request) -> Call | None:
        try:
            return self.calls.get((request.call_id, parse_name_address(request.need("To")).tag))
        except BadMessage:
            return None
