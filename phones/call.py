"""One call, seen from a phone: what both directions have in common."""

# ruff: noqa: ASYNC109 - a wait with a bound says what did not happen; a bare timeout says nothing

from __future__ import annotations

import asyncio
from abc import ABC, abstractmethod
from collections.abc import Callable

from phones.agent import Agent
from phones.alaw import Samples
from phones.dialog import Dialog, cause_of
from phones.ending import CallState, Ending
from phones.errors import BadSdp, CallRejected, NoCommonCodec, WrongState
from phones.hearing import wait_for_sound, wait_for_tone
from phones.journal import Event, Journal
from phones.media import Media, MediaPlan
from phones.reinvite import ANSWER_TIME, SDP_TYPE, answer_to, reinvite
from phones.rtp import RtpStart
from phones.sip_message import Header, Request, Response, respond_to
from phones.transaction import OnResponse, ServerTransaction
from phones.transfer import sipfrag_status, transfer
from phones.udp import Address

ALLOW = "INVITE, ACK, CANCEL, BYE, OPTIONS, UPDATE, INFO, NOTIFY"
KNOWN_METHODS = {"REFER", "SUBSCRIBE", "MESSAGE", "PUBLISH", "PRACK", "REGISTER"}


__all__ = ["ALLOW", "KNOWN_METHODS", "Call", "CallState", "Ending"]


class Call(ABC):
    """A call of either direction; `events` tells all that happened to it, with monotonic times."""

    def __init__(
        self, agent: Agent, dialog: Dialog, plan: MediaPlan, *, far: Address, on_end: Callable[[Call], None]
    ) -> None:
        self.dialog = dialog
        self.journal = journal = Journal()
        self.media = Media(plan, on_key=lambda key: _nothing(journal.add("key_received", key)))
        self.state = CallState.SETUP
        self.ending: Ending | None = None
        self._agent = agent
        self._far = far
        self._on_end = on_end
        self._timers: list[asyncio.TimerHandle] = []
        self._acks: dict[int, Request] = {}
        self._open_offer: ServerTransaction | None = None

    # --- what happened
    @property
    def events(self) -> list[Event]:
        return self.journal.events

    def at(self, name: str) -> float | None:
        """Monotonic time of the first event of this name: `invite_sent`, `invite_received`, `ringing`, `answered`,
        `bye_sent`, `bye_received`, `cancelled`, `rejected`, `ended`, ..."""
        event = self.journal.first(name)
        return None if event is None else event.at

    @property
    def heard(self) -> Samples:
        """All that was heard, from the start of the call until now or its end: 16 bit, 8 kHz."""
        return self.media.rtp.heard.since(0.0)

    def heard_since(self, at: float) -> Samples:
        """What was heard from monotonic time `at` until now, or until the end of the call."""
        return self.media.rtp.heard.since(at)

    # --- wait
    async def answered(self, timeout: float = 10.0) -> float:
        """Monotonic time of the answer.

        Raises:
            CallRejected: the call ended unanswered.
            WaitedInVain: neither in time.
        """
        await self.journal.until(lambda: self.state is not CallState.SETUP, timeout, "the answer")
        at = self.at("answered")
        if at is None:
            assert self.ending is not None
            raise CallRejected(self.ending.status or 0, self.ending.reason)
        return at

    async def ended(self, timeout: float = 10.0) -> Ending:
        """How the call ended.

        Raises:
            WaitedInVain: not in time.
        """
        await self.journal.until(lambda: self.ending is not None, timeout, "the end of the call")
        assert self.ending is not None
        return self.ending

    async def happened(self, name: str, timeout: float = 10.0, *, times: int = 1) -> Event:
        """The event of this name, the `times`-th.

        Raises:
            WaitedInVain: not in time.
        """
        await self.journal.until(lambda: self.journal.count(name) >= times, timeout, f"{name} x{times}")
        return [event for event in self.events if event.name == name][times - 1]

    async def hears_tone(
        self, hz: float, timeout: float = 5.0, *, seconds: float = 0.2, since: float | None = None
    ) -> float:
        """Monotonic time at which `seconds` of the tone began; what came before `since` (now) does not count.

        Raises:
            WaitedInVain: not in time, or the call ended.
        """
        return await wait_for_tone(self.media.rtp.heard, hz, timeout=timeout, seconds=seconds, since=since)

    async def hears_sound(self, timeout: float = 5.0) -> float:
        """Monotonic time at which something other than silence was heard.

        Raises:
            WaitedInVain: not in time, or the call ended.
        """
        return await wait_for_sound(self.media.rtp.heard, timeout=timeout)

    # --- say
    def set_tone(self, hz: float | None) -> None:
        """Say a tone from the next packet on; None is silence."""
        self.media.rtp.voice.set_tone(hz)

    def play(self, samples: Samples) -> None:
        """Say these samples (16 bit, 8 kHz) once, before the tone goes on."""
        self.media.rtp.voice.play(samples)

    def mute(self, muted: bool = True) -> None:
        """Send no voice packets at all (a cut cable), or send them again."""
        self.media.mute(muted)

    async def send_keys(self, keys: str) -> None:
        """Press keys (RFC 4733); returns when they have been sent.

        Raises:
            KeysNotAgreed: the far end takes none.
            WrongState: the call ended before.
            ValueError: not a key.
        """
        self.journal.add("keys_sent", str(len(keys)))
        await self.media.send_keys(keys)

    # --- do
    async def hang_up(self, reason: str = "") -> None:
        """End the call as the red button does: BYE, CANCEL or a refusal, as its state asks. Twice is once.

        Raises:
            WaitedInVain: the far end did not answer the BYE or CANCEL in time; the call has ended here.
        """
        if self.state is CallState.TALKING:
            headers: tuple[Header, ...] = (("Reason", reason),) if reason else ()
            self.send_bye(headers)
            await self.happened("bye_answered", ANSWER_TIME)
        elif self.state is CallState.SETUP:
            await self.give_up()

    @abstractmethod
    async def give_up(self) -> None:
        """End a call that is not answered yet."""

    async def hold(self) -> None:
        """Put the far end on hold (re-INVITE, sendonly).

        Raises:
            RequestRefused, WrongState, WaitedInVain: it stays as it was.
        """
        self._must_talk()
        await reinvite(self, hold=True)
        self.journal.add("held")

    async def unhold(self, new_stream: RtpStart | None = None) -> None:
        """Take the far end back; with `new_stream`, speak from then on as a phone whose sound begins anew: what it does
        not say is drawn at random.

        Raises:
            RequestRefused, WrongState, WaitedInVain: it stays as it was.
        """
        self._must_talk()
        if new_stream is not None:
            self.media.rtp.begin_anew(new_stream)
        await reinvite(self, hold=False)
        self.journal.add("unheld")

    async def refer(self, target: str = "", *, to_call: Call | None = None, timeout: float = 10.0) -> int:
        """Transfer the far end to a number (blind), or to the far end of another call of ours (attended).

        Returns the last status that the far end reports; at a 2xx this phone hangs up, as phones do.

        Raises:
            RequestRefused: the far end does not want to.
            WrongState: the call is not answered.
            WaitedInVain: no answer, or no report and no end of the call.
        """
        self._must_talk()
        return await transfer(self, target, to_call, self._far, timeout)

    # --- for the phone that owns the call, and for what it does with it
    def transact(
        self, method: str, headers: tuple[Header, ...], on_response: OnResponse, body: bytes = b""
    ) -> None:  # fmt: skip
        """Send a request within the call; a challenge is met."""
        self._agent.transact(
            lambda more: self.dialog.request(method, self._via(), (*headers, *more), body), self._far, on_response
        )

    async def ask(self, method: str, headers: tuple[Header, ...]) -> Response:
        """The final answer to a request within the call.

        Raises:
            WaitedInVain: there was none.
        """
        return await self._agent.ask(
            lambda more: self.dialog.request(method, self._via(), (*headers, *more)), self._far, timeout=ANSWER_TIME
        )

    def take(self, description: bytes) -> bool:
        """Their description is in force, if it can be understood."""
        try:
            self.media.take(description)
        except (BadSdp, NoCommonCodec) as error:
            self.journal.add("bad_description", str(error))
            return False
        return True

    def later(self, delay: float, action: Callable[[], None]) -> None:
        """Do this after `delay` seconds, unless the call has ended by then."""
        self._timers.append(asyncio.get_running_loop().call_later(delay, action))

    def send_bye(self, headers: tuple[Header, ...] = ()) -> None:
        """Hang up now; the far end's answer becomes the event `bye_answered`."""
        if self.state is not CallState.TALKING:
            return
        event = self.journal.add("bye_sent")
        self.finish(Ending(at=event.at, by="near", how="bye"))
        self.transact("BYE", headers, self._on_bye_answer)

    def finish(self, ending: Ending) -> None:
        """The call is over. A second ending is dropped."""
        if self.ending is not None:
            return
        self.ending, self.state = ending, CallState.ENDED
        for timer in self._timers:
            timer.cancel()
        self.media.close()
        self.journal.add("ended", f"{ending.by} {ending.how} {ending.reason}".strip(), ending.at)
        self._on_end(self)

    def receive(self, server: ServerTransaction) -> None:
        """A request of the far end within the call."""
        request = server.request
        if not self.dialog.is_in_order(request):
            self._respond(server, 500)
        elif request.method == "BYE":
            self._respond(server, 200)
            self.journal.add("bye_received", cause_of(request), server.received_at)
            self.finish(Ending(at=server.received_at, by="far", how="bye", reason=cause_of(request)))
        elif request.method in ("INVITE", "UPDATE"):
            self._receive_offer(server)
        elif request.method == "NOTIFY":
            self._respond(server, 200)
            self.journal.add("notify_received", str(sipfrag_status(request) or ""), server.received_at)
        elif request.method in ("INFO", "OPTIONS"):
            self._respond(server, 200)
            self.journal.add(f"{request.method.lower()}_received", "", server.received_at)
        else:
            self._respond(server, 405 if request.method in KNOWN_METHODS else 501, headers=(("Allow", ALLOW),))

    def receive_ack(self, request: Request, at: float) -> None:
        """The far end has our 2xx."""
        if self._open_offer is None or self._open_offer.request.cseq[0] != request.cseq[0]:
            return
        offer, self._open_offer = self._open_offer, None
        offer.acknowledge()
        if request.body and not offer.request.body:
            self.take(request.body)
        self.journal.add("ack_received", "", at)

    # --- inside
    def _via(self) -> str:
        return self._agent.endpoint.new_via()

    def _respond(
        self, server: ServerTransaction, status: int, *, headers: tuple[Header, ...] = (), body: bytes = b""
    ) -> None:
        server.respond(respond_to(server.request, status, to_tag=self.dialog.local.tag, headers=headers, body=body))

    def _receive_offer(self, server: ServerTransaction) -> None:
        request = server.request
        self.dialog.retarget(request)
        if request.method == "INVITE" and (self.state is not CallState.TALKING or self._open_offer is not None):
            self._respond(server, 491)
            return
        try:
            body = answer_to(request, self.media)
        except (BadSdp, NoCommonCodec):
            self._respond(server, 488)
            return
        if request.method == "INVITE":
            self._await_ack(server)
        contact: tuple[Header, ...] = (("Contact", f"<{self.dialog.contact}>"), ("Allow", ALLOW))
        self._respond(server, 200, headers=(*contact, SDP_TYPE) if body else contact, body=body)
        name = "reinvite_received" if request.method == "INVITE" else "update_received"
        self.journal.add(name, "held" if self.media.held_by_far_end else "", server.received_at)

    def _await_ack(self, server: ServerTransaction) -> None:
        self._open_offer = server
        server.on_unacknowledged = self.send_bye

    def _must_talk(self) -> None:
        if self.state is not CallState.TALKING:
            raise WrongState(f"the call is {self.state.value}, not talking")

    def acknowledge(self, response: Response) -> None:
        """ACK a 2xx; the same ACK again when the 2xx comes again."""
        number = response.cseq[0]
        if number not in self._acks:
            self.dialog.retarget(response)
            self._acks[number] = self.dialog.ack(number, self._via())
        self._agent.endpoint.tell(self._acks[number], self._far)

    def _on_bye_answer(self, response: Response, at: float) -> None:
        if response.status >= 200:
            self.journal.add("bye_answered", str(response.status), at)


def _nothing(_value: object) -> None:
    """Drop a value where a callback may not return one."""
