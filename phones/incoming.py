"""A call that came to this phone."""

from __future__ import annotations

from phones.call import ALLOW, Call, CallState, Ending
from phones.errors import BadSdp, NoCommonCodec, WrongState
from phones.reinvite import ANSWER_TIME, SDP_TYPE, answer_to
from phones.sip_address import parse_name_address
from phones.sip_message import REASONS, Request
from phones.transaction import ServerTransaction


class IncomingCall(Call):
    """INVITE received; to be rung, answered or refused."""

    invite: ServerTransaction

    def begin(self, invite: ServerTransaction) -> None:
        """Take in the INVITE."""
        self.invite = invite
        self.dialog.is_in_order(invite.request)
        self.dialog.learn(invite.request, from_answer=False)
        self.journal.add("invite_received", "", invite.received_at)

    @property
    def caller(self) -> str:
        """The number that calls, as the From header has it."""
        return parse_name_address(self.invite.request.need("From")).user

    @property
    def called(self) -> str:
        """Number that was dialled, as the request names it."""
        return self.invite.request.uri.partition(":")[2].partition("@")[0]

    @property
    def caller_name(self) -> str:
        return parse_name_address(self.invite.request.need("From")).name

    async def ring(self) -> None:
        """180 Ringing."""
        self.send_ringing()

    async def answer(self) -> None:
        """200 OK with our description; returns when the far end has acknowledged it.

        Raises:
            WrongState: the call is no longer ringing, or no codec fits (488 was sent).
            WaitedInVain: no ACK in time.
        """
        self.send_answer()
        if self.state is not CallState.TALKING:
            raise WrongState(f"the call could not be answered: it is {self.state.value}")
        await self.happened("ack_received", ANSWER_TIME)

    async def reject(self, status: int = 486) -> None:
        """Refuse the call: 486 busy, 480 unavailable, 603 declined, 488 not acceptable, ..."""
        self.send_reject(status)

    async def give_up(self) -> None:
        self.send_reject(603)

    def send_ringing(self) -> None:
        if self.state is CallState.SETUP:
            self._respond(self.invite, 180, headers=(("Contact", f"<{self.dialog.contact}>"), ("Allow", ALLOW)))
            self.journal.add("ringing")

    def send_answer(self) -> None:
        """Answer now; no-op unless the call waits for it."""
        if self.state is not CallState.SETUP:
            return
        try:
            body = answer_to(self.invite.request, self.media)
        except (BadSdp, NoCommonCodec):
            self.send_reject(488)
            return
        self.state = CallState.TALKING
        self._await_ack(self.invite)
        headers = (("Contact", f"<{self.dialog.contact}>"), ("Allow", ALLOW), ("Supported", "replaces"), SDP_TYPE)
        self._respond(self.invite, 200, headers=headers, body=body)
        self.journal.add("answered")

    def send_reject(self, status: int) -> None:
        """Refuse now; no-op unless the call waits for an answer."""
        if self.state is not CallState.SETUP:
            return
        self._respond(self.invite, status)
        event = self.journal.add("rejected", str(status))
        self.finish(Ending(at=event.at, by="near", how="reject", status=status, reason=REASONS.get(status, "")))

    def receive_cancel(self, cancel: Request, at: float) -> None:
        """The caller has given up."""
        if self.state is not CallState.SETUP:
            return
        self._respond(self.invite, 487)
        reason = cancel.get("Reason") or ""
        self.journal.add("cancelled", reason, at)
        self.finish(Ending(at=at, by="far", how="cancel", status=487, reason=reason))
