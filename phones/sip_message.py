"""SIP messages on the wire (RFC 3261, chapters 7 and 20): parse and build."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from phones.errors import BadMessage

Header = tuple[str, str]

COMPACT = {
    "b": "Referred-By", "c": "Content-Type", "e": "Content-Encoding", "f": "From", "i": "Call-ID",
    "k": "Supported", "l": "Content-Length", "m": "Contact", "o": "Event", "r": "Refer-To", "s": "Subject", 
    "t": "To", "u": "Allow-Events", "v": "Via", "x": "Session-Expires", "y": "Identity",
}  # fmt: skip

REASONS = {
    100: "Trying", 180: "Ringing", 181: "Call Is Being Forwarded", 183: "Session Progress", 200: "OK", 202: "Accepted",
    400: "Bad Request", 401: "Unauthorized", 403: "Forbidden", 404: "Not Found", 405: "Method Not Allowed",
    408: "Request Timeout", 420: "Bad Extension", 480: "Temporarily Unavailable",
    481: "Call/Transaction Does Not Exist", 486: "Busy Here", 487: "Request Terminated", 488: "Not Acceptable Here",
    491: "Request Pending", 500: "Server Internal Error", 501: "Not Implemented", 503: "Service Unavailable",
    600: "Busy Everywhere", 603: "Decline",
}  # fmt: skip

_TOKEN = re.compile(r"[A-Za-z0-9.!%*_+`'~-]+\Z")
_STATUS_LINE = re.compile(r"SIP/2\.0 (\d{3})(?: (.*))?\Z", re.DOTALL)
_BRANCH = re.compile(r";\s*branch\s*=\s*([^;,\s]+)", re.IGNORECASE)


@dataclass(frozen=True, kw_only=True)
class Message:
    """Headers in their order, names in their long form, values unfolded; and the body's bytes."""

    headers: tuple[Header, ...]
    body: bytes = b""

    def all(self, name: str) -> list[str]:
        """Every value of a header, in order; a comma-joined line is one value."""
        wanted = name.lower()
        return [value for key, value in self.headers if key.lower() == wanted]

    def get(self, name: str) -> str | None:
        return next(iter(self.all(name)), None)

    def need(self, name: str) -> str:
        """The first value of a header that must be there.

        Raises:
            BadMessage: it is not there.
        """
        value = self.get(name)
        if value is None:
            raise BadMessage(f"no {name} header")
        return value

    @property
    def call_id(self) -> str:
        return self.need("Call-ID")

    @property
    def cseq(self) -> tuple[int, str]:
        """Sequence number and method."""
        parts = self.need("CSeq").split()
        if len(parts) != 2 or not parts[0].isascii() or not parts[0].isdigit():
            raise BadMessage("CSeq is not a number and a method")
        return int(parts[0]), parts[1]

    @property
    def branch(self) -> str:
        """Transaction id: the branch of the topmost Via."""
        found = _BRANCH.search(split_commas(self.need("Via"))[0])
        if found is None:
            raise BadMessage("the topmost Via has no branch")
        return found.group(1)

    def _wire(self, start: str) -> bytes:
        lines = [start]
        for name, value in self.headers:
            if not _TOKEN.match(name) or any(mark in value for mark in "\r\n\0"):
                raise BadMessage(f"header {name!r} cannot be sent: bad name, or a line break in its value")
            lines.append(f"{name}: {value}")
        lines += [f"Content-Length: {len(self.body)}", "", ""]
        return "\r\n".join(lines).encode("utf-8", "surrogateescape") + self.body


@dataclass(frozen=True, kw_only=True)
class Request(Message):
    method: str
    uri: str

    def encode(self) -> bytes:
        if any(mark in self.uri for mark in " \r\n\0"):
            raise BadMessage("the request's address holds a blank or a line break")
        return self._wire(f"{self.method} {self.uri} SIP/2.0")


@dataclass(frozen=True, kw_only=True)
class Response(Message):
    status: int
    reason: str

    def encode(self) -> bytes:
        return self._wire(f"SIP/2.0 {self.status} {self.reason}")


def parse(data: bytes) -> Request | Response:
    """One message out of one datagram.

    Raises:
        BadMessage: it is not SIP, or it is cut off.
    """
    head, separator, body = data.partition(b"\r\n\r\n")
    if not separator:
        raise BadMessage("no empty line after the headers")
    # Only CRLF ends a line: splitlines() would let a name with U+2028 forge headers.
    start, *rest = head.decode("utf-8", "surrogateescape").split("\r\n")
    headers: list[Header] = []
    length: int | None = None
    for line in _unfolded(rest):
        name, colon, value = line.partition(":")
        name = name.strip()
        if not colon or not _TOKEN.match(name):
            raise BadMessage("a header line without a name and a colon")
        name, value = COMPACT.get(name.lower(), name), value.strip()
        if name.lower() == "content-length":
            if not value.isascii() or not value.isdigit():
                raise BadMessage("Content-Length is not a number")
            length = int(value)
        else:
            headers.append((name, value))
    if length is not None:
        if length > len(body):
            raise BadMessage("the body is shorter than Content-Length says")
        body = body[:length]
    status = _STATUS_LINE.match(start)
    if status is not None:
        return Response(status=int(status.group(1)), reason=status.group(2) or "", headers=tuple(headers), body=body)
    parts = start.split(" ")
    if len(parts) != 3 or parts[2] != "SIP/2.0" or not _TOKEN.match(parts[0]) or not parts[1]:
        raise BadMessage("neither a request line nor a status line")
    return Request(method=parts[0], uri=parts[1], headers=tuple(headers), body=body)


def respond_to(
    request: Request, status: int, *, to_tag: str = "", headers: Iterable[Header] = (), body: bytes = b""
) -> Response:
    """A response with what must be copied from the request; `to_tag` is added unless To has one already."""
    copied: list[Header] = [("Via", value) for value in request.all("Via")]
    copied += [("Record-Route", value) for value in request.all("Record-Route")]
    to = request.need("To")
    if to_tag and not re.search(r";\s*tag=", to.rpartition(">")[2]):
        to = f"{to};tag={to_tag}"
    copied += [("From", request.need("From")), ("To", to), ("Call-ID", request.call_id), ("CSeq", request.need("CSeq"))]
    return Response(status=status, reason=REASONS.get(status, "Unknown"), headers=(*copied, *headers), body=body)


def split_commas(value: str) -> list[str]:
    """Parts of a comma-joined header; commas in quotes and in angle brackets do not part."""
    parts, current, quoted, bracketed, escaped = [], "", False, False, False
    for char in value:
        if escaped:
            escaped = False
        elif quoted and char == "\\":
            escaped = True
        elif char == '"':
            quoted = not quoted
        elif not quoted and char in "<>":
            bracketed = char == "<"
        elif char == "," and not quoted and not bracketed:
            parts.append(current.strip())
            current = ""
            continue
        current += char
    parts.append(current.strip())
    return [part for part in parts if part] or [""]


def _unfolded(lines: list[str]) -> list[str]:
    whole: list[str] = []
    for line in lines:
        if line[:1] in (" ", "\t"):
            if not whole:
                raise BadMessage("the first header line is a continuation")
            whole[-1] = f"{whole[-1]} {line.strip()}"
        else:
            whole.append(line)
    return whole
