"""What the requests of one dialog have in common (RFC 3261, chapter 12)."""

from __future__ import annotations

import secrets
from dataclasses import replace

from phones.errors import BadMessage
from phones.sip_address import NameAddress, parse_name_address
from phones.sip_message import Header, Message, Request, Response, split_commas


def new_tag() -> str:
    return secrets.token_hex(6)


class Dialog:
    """Ids, tags, sequence numbers, route and target; builds requests, learns from messages."""

    def __init__(self, *, call_id: str, local: NameAddress, remote: NameAddress, target: str, contact: str) -> None:
        self.call_id = call_id
        self.local = local
        self.remote = remote
        self.target = target
        self.contact = contact
        self._routes: list[str] = []
        self._cseq = 0
        self._remote_cseq = -1

    @property
    def key(self) -> tuple[str, str]:
        return self.call_id, self.local.tag

    def request(self, method: str, via: str, headers: tuple[Header, ...] = (), body: bytes = b"") -> Request:
        """The next request of ours."""
        self._cseq += 1
        return self._build(method, self._cseq, via, headers, body)

    def ack(self, number: int, via: str, headers: tuple[Header, ...] = ()) -> Request:
        """The ACK to a 2xx for our INVITE with this sequence number."""
        return self._build("ACK", number, via, headers, b"")

    def learn(self, message: Message, *, from_answer: bool) -> None:
        """Take the far end's tag, target and route from an answer to our INVITE, or from their INVITE."""
        if from_answer:
            self.remote = replace(self.remote, params=parse_name_address(message.need("To")).params)
        routes = [part for value in message.all("Record-Route") for part in split_commas(value)]
        self._routes = routes[::-1] if from_answer else routes
        self.retarget(message)

    def retarget(self, message: Message) -> None:
        """A Contact in an INVITE or UPDATE, or in their 2xx, is where the next requests go to."""
        contact = message.get("Contact")
        if contact:
            self.target = parse_name_address(split_commas(contact)[0]).uri

    def is_in_order(self, request: Request) -> bool:
        """Is this request of theirs newer than the one before? If so, it is the newest."""
        number, _method = request.cseq
        if number <= self._remote_cseq:
            return False
        self._remote_cseq = number
        return True

    def replaces(self) -> str:
        """The value of a Replaces header that names this dialog to the far end (RFC 3891)."""
        if not self.remote.tag:
            raise BadMessage("a dialog that is not yet answered cannot be replaced")
        return f"{self.call_id};to-tag={self.remote.tag};from-tag={self.local.tag}"

    def _build(self, method: str, number: int, via: str, headers: tuple[Header, ...], body: bytes) -> Request:
        own: list[Header] = [("Via", via), ("Max-Forwards", "70")]
        own += [("Route", route) for route in self._routes]
        own += [
            ("From", str(self.local)),
            ("To", str(self.remote)),
            ("Call-ID", self.call_id),
            ("CSeq", f"{number} {method}"),
            ("Contact", f"<{self.contact}>"),
        ]
        return Request(method=method, uri=self.target, headers=(*own, *headers), body=body)


def status_of(response: Response) -> str:
    """`486 Busy Here`, with the Q.850 cause when the far end gives it."""
    cause = cause_of(response)
    return f"{response.status} {response.reason}" + (f" ({cause})" if cause else "")


def cause_of(message: Message) -> str:
    """The Reason header, such as `Q.850;cause=16`; else Asterisk's own cause header; else empty."""
    return message.get("Reason") or message.get("X-Asterisk-HangupCause") or ""
