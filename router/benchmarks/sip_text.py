"""As much of a SIP message as a phone on loopback needs."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

_URI: Final = re.compile(r"sips?:[^>;\s]*")


@dataclass(frozen=True, kw_only=True)
class SipText:
    """A request, or with an empty method a response. Header names are in lower case."""

    method: str
    status: int
    uri: str
    headers: dict[str, list[str]]

    def first(self, name: str) -> str:
        """A header's first value; empty when it is not there."""
        return self.headers.get(name, [""])[0]

    @property
    def seat(self) -> str:
        """User of the request's URI."""
        return _user(self.uri)

    @property
    def caller(self) -> str:
        """User of the From header."""
        return _user(self.first("from"))

    @property
    def contact(self) -> str:
        """URI of the far end's contact."""
        found = _URI.search(self.first("contact"))
        return found.group() if found else ""


def read_sip(data: bytes) -> SipText:
    """The message in a datagram; whatever is no SIP comes out as a response of status 0."""
    head, *lines = data.partition(b"\r\n\r\n")[0].decode("utf-8", "replace").split("\r\n")
    headers: dict[str, list[str]] = {}
    for line in lines:
        name, _, value = line.partition(":")
        headers.setdefault(name.strip().lower(), []).append(value.strip())
    words = head.split()
    if head.startswith("SIP/2.0 ") and len(words) > 1 and words[1].isdecimal():
        return SipText(method="", status=int(words[1]), uri="", headers=headers)
    if len(words) == 3 and words[2] == "SIP/2.0":
        return SipText(method=words[0], status=0, uri=words[1], headers=headers)
    return SipText(method="", status=0, uri="", headers=headers)


def reply_to(request: SipText, status: int, reason: str, *, tag: str = "", contact: str = "", sdp: str = "") -> str:
    """A response. `tag` is added to a To without one; with `contact`, where the phone is reached, `host:port`."""
    to = request.first("to")
    lines = [f"SIP/2.0 {status} {reason}", *(f"Via: {via}" for via in request.headers.get("via", []))]
    lines += [
        f"From: {request.first('from')}",
        f"To: {to};tag={tag}" if tag and ";tag=" not in to else f"To: {to}",
        f"Call-ID: {request.first('call-id')}",
        f"CSeq: {request.first('cseq')}",
    ]
    if contact:
        lines.append(f"Contact: <sip:{request.seat}@{contact}>")
    if sdp:
        lines.append("Content-Type: application/sdp")
    return "\r\n".join([*lines, f"Content-Length: {len(sdp)}", "", sdp])


def _user(text: str) -> str:
    return text.partition("sip:")[2].partition("@")[0]
