"""A call that this phone dialled."""

from __future__ import annotations

from phones.call import ALLOW, Call, CallState, Ending
from phones.dialog import cause_of, status_of
from phones.reinvite import ANSWER_TIME, SDP_TYPE
from phones.sip_message import Header, Request, Response


class OutgoingCall(Call):
    """INVITE sent; ringing, answered or refused later."""

    _invite: Request | None = None
    _may_cancel = False
    _unwanted = False

    def start(self) -> None:
        """Send the INVITE."""
        body = self.media.offer(hold=False)
        headers: tuple[Header, ...] = (("Allow", ALLOW), ("Supported", "replaces"), SDP_TYPE)

        def build(more: tuple[Header, ...]) -> Request:
            self._invite, self._may_cancel = self.dialog.request("INVITE", self._via(), (*headers, *more), body), False
            return self._invite

        self.journal.add("invite_sent")
        self._agent.transact(build, self._far, self._on_response)

    def cancel(self) -> None:
        """Give up the call; the CANCEL goes out as soon as it may. No-op once answered or ended."""
        if self.state is not CallState.SETUP or self._unwanted:
            return
        self._unwanted = True
        self.journal.add("cancelled")
        self._send_cancel()

    async def give_up(self) -> None:
        self.cancel()
        await self.journal.until(lambda: self.ending is not None, ANSWER_TIME, "the end of the cancelled call")

    def _send_cancel(self) -> None:
        """A CANCEL may not overtake its INVITE: it waits for the first provisional answer (9.1)."""
        invite = self._invite
        if invite is None or not self._may_cancel:
            return
        headers: tuple[Header, ...] = tuple((name, invite.need(name)) for name in ("Via", "From", "To", "Call-ID"))
        request = Request(
            method="CANCEL",
            uri=invite.uri,
            headers=(*headers, ("Max-Forwards", "70"), ("CSeq", f"{invite.cseq[0]} CANCEL")),
        )
        self._agent.endpoint.ask(request, self._far, lambda _response, _at: None)

    def _on_response(self, response: Response, at: float) -> None:
        if response.status < 200:
            self._on_provisional(response, at)
        elif response.status < 300:
            self._on_answer(response, at)
        elif self._unwanted:
            self.finish(Ending(at=at, by="near", how="cancel", status=response.status, reason=response.reason))
        else:
            self.journal.add("rejected", status_of(response), at)
            local = response.status == 408 and response.get("Contact") is None and not self._may_cancel
            self.finish(
                Ending(
                    at=at,
                    by="fault" if local else "far",
                    how="silence" if local else "reject",
                    status=response.status,
                    reason=cause_of(response) or response.reason,
                )
            )

    def _on_provisional(self, response: Response, at: float) -> None:
        if self.state is not CallState.SETUP:
            return
        first, self._may_cancel = not self._may_cancel, True
        name = {100: "trying", 180: "ringing"}.get(response.status, "progress")
        self.journal.add(name, status_of(response), at)
        if response.status > 100 and response.get("Contact"):
            self.dialog.learn(response, from_answer=True)
        if response.body:
            self.take(response.body)
        if first and self._unwanted:
            self._send_cancel()

    def _on_answer(self, response: Response, at: float) -> None:
        if self.state is CallState.SETUP:
            self.dialog.learn(response, from_answer=True)
            self.state = CallState.TALKING
            self.acknowledge(response)
            understood = self.take(response.body)
            self.journal.add("answered", status_of(response), at)
            if self._unwanted or not understood:
                self.send_bye()
        else:
            self.acknowledge(response)
