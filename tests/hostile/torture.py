"""SIP that is wrong, or right and hard to read, in the spirit of RFC 4475; and noise made of it."""

from __future__ import annotations

import random
from collections.abc import Iterator

from tests.hostile.stranger import Stranger, sdp

METHODS = (b"INVITE", b"OPTIONS", b"REGISTER", b"SUBSCRIBE", b"PUBLISH", b"MESSAGE", b"REFER", b"NOTIFY", b"INFO",
           b"UPDATE", b"PRACK", b"BYE", b"CANCEL", b"ACK", b"NEWMETHOD", b"!invite")  # fmt: skip
BODY = sdp()


class Made:
    """Requests to one number, by a stranger, that are as they should be but for what is given."""

    def __init__(self, stranger: Stranger, trap: Stranger, line: bytes) -> None:
        self.stranger, self.line = stranger, line
        self.house, self.away = stranger.house, trap.address
        self.uri, self.me = b"sip:%s@%s" % (line, self.house), b"<sip:13700000000@stranger>"

    def __call__(
        self, method: bytes = b"INVITE", target: bytes = b"", sender: bytes = b"", *more: bytes, body: bytes = BODY
    ) -> bytes:
        return self.stranger.request(method, target or self.uri, sender or self.me, *more, body=body)[0]


def torture(stranger: Stranger, trap: Stranger, line: bytes) -> Iterator[bytes]:
    """Each once. `trap` is named wherever a message can name an address: nothing may ever be asked of it."""
    made = Made(stranger, trap, line)
    yield from misleading(made)
    yield from badly_written(made)
    yield from badly_named(made)


def misleading(made: Made) -> Iterator[bytes]:
    """Where it would send something on, fork, transfer, register or answer elsewhere."""
    line, house, away, uri, me = made.line, made.house, made.away, made.uri, made.me
    yield made(b"INVITE", b"sip:%s@%s" % (line, away))
    yield made(b"INVITE", uri, me, b"Route: <sip:%s;lr>" % away, b"Record-Route: <sip:%s;lr>" % away)
    yield made(b"REFER", uri, me, b"Refer-To: <sip:1001@%s>" % away, b"Referred-By: <sip:1001@%s>" % house, body=b"")
    yield made(b"INVITE", uri, me, b"Replaces: a;to-tag=b;from-tag=c")
    yield made(b"INVITE", uri, me, b"Join: a;to-tag=b;from-tag=c")
    yield made(b"SUBSCRIBE", uri, me, b"Event: dialog", b"Accept: application/dialog-info+xml", body=b"")
    yield made(b"SUBSCRIBE", b"sip:1001@" + house, me, b"Event: presence", b"Expires: 3600", body=b"")
    yield made(b"PUBLISH", b"sip:1001@" + house, me, b"Event: presence")
    yield made(b"MESSAGE", b"sip:1001@" + house, me, body=b"hello")
    yield made(b"REGISTER", b"sip:" + house, b"<sip:1001@%s>" % house, b"Contact: <sip:1001@%s>" % away, body=b"")
    yield made(b"REGISTER", b"sip:" + house, b"<sip:1001@%s>" % house, b"Contact: *", b"Expires: 0", body=b"")
    yield made(b"OPTIONS", uri, me, body=b"")
    yield made(b"INVITE", b"tel:+" + line)
    yield made(b"INVITE", b"http://example.com/", me)
    yield made(b"INVITE", b"sips:%s@%s" % (line, house))
    yield made(b"INVITE", b"sip:%s;user=phone:x@%s;transport=tcp;maddr=%s" % (line, house, away.split(b":")[0]))


def badly_written(made: Made) -> Iterator[bytes]:
    """Headers broken, doubled, missing, endless."""
    away, good = made.away, made()
    yield good.replace(b"\r\n", b"\n")
    yield good.replace(b"\r\n", b"\r\n \t", 1)
    yield good.replace(b"From:", b"FROM \t  :").replace(b"Call-ID:", b"i  \t:").replace(b"Via:", b"v :")
    yield good.replace(b"SIP/2.0", b"SIP/7.0", 1)
    yield good.replace(b" SIP/2.0\r\n", b"\r\n", 1)
    yield good.replace(b"CSeq: 1", b"CSeq: 36893488147419103232")
    yield good.replace(b"CSeq: 1 INVITE", b"CSeq: 1 OPTIONS")
    yield good.replace(b"Max-Forwards: 70", b"Max-Forwards: 300")
    yield good.replace(b"Max-Forwards: 70", b"Max-Forwards: 0")
    yield good.replace(b"Max-Forwards: 70", b"Max-Forwards: -1\r\nMax-Forwards: 70")
    yield good.replace(b"Content-Length: ", b"Content-Length: 9")
    yield good.replace(b"Content-Length: ", b"Content-Length: -")
    yield good.replace(b"Content-Length: ", b"Content-Length: 0\r\nContent-Length: ")
    yield good.replace(b"Content-Type: application/sdp", b"Content-Type: multipart/mixed;boundary=x")
    yield good.replace(b"Content-Type: application/sdp", b'Content-Type: application/sdp;q="' + b"\\" * 900)
    yield good.replace(b"tag=t", b'tag=;tag="')
    yield good.replace(b"To: <", b'To: "Mr. J. User <')
    yield good.replace(b"branch=z9hG4bK", b"branch=")
    yield good.replace(b"Via: SIP/2.0/UDP", b"Via: SIP  / 2.0\r\n / UDP")
    yield good.replace(b"Via: ", b"Via: " + b"SIP/2.0/UDP %s;branch=z9hG4bKx, " % away * 60)
    for header in (b"Via", b"From", b"To", b"Call-ID", b"CSeq", b"Contact", b"Max-Forwards"):
        yield b"\r\n".join(part for part in good.split(b"\r\n") if not part.startswith(header + b":"))
        yield good.replace(header + b": ", header + b': \xff\xfe\x00\xe9,;<>"@:')
        yield good.replace(header + b": ", header + b": x\r\n" + header + b": ")
        yield good.replace(header + b": ", header + b": " + b"%" * 3000)


def badly_named(made: Made) -> Iterator[bytes]:
    """Numbers, names, bodies, methods and answers that nobody should send."""
    house, uri, me, good = made.house, made.uri, made.me, made()
    for number in (b"", b"\x00", b"%00", b"%", b"%zz", b"*", b"#", b"+", b"1" * 10_000, b"\xe4\xb8\xad", b"${EXTEN}"):
        yield made(b"INVITE", b"sip:%s@%s" % (number, house))
        yield made(b"INVITE", uri, b"<sip:%s@stranger>" % number)
    for name in (
        b"n" * 300,
        b'\\"',
        b"caf\xe9",
        "\u2028".encode(),
        b"\\\r\\\n",
        b"${SHELL(id)}",
        b"<sip:1001@x>",
        b"\x1b[2J",
    ):
        yield made(b"INVITE", uri, b'"%s" %s' % (name, me))
    for bad in (b"m=audio 0 RTP/AVP 8", b"m=audio 99999 RTP/AVP 8", b"c=IN IP4 999.1.1.1", b"a=rtpmap:8 PCMA/0",
                b"v=9" * 900,                 b"m=audio 9 RTP/SAVP 8\r\na=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:x",
                b"c=IN IP6 ::1"):  # fmt: skip
        yield made(body=b"v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\n" + bad + b"\r\n")
    for method in METHODS:
        yield made(method, uri, me, body=b"")
        yield made(method, b"sip:1001@" + house, b"<sip:1002@%s>" % house)
    for status in (100, 180, 200, 302, 407, 699, 4294967301):
        yield good.replace(good.split(b"\r\n")[0], b"SIP/2.0 %d OK" % status)
    yield from (
        b"",
        b"\r\n\r\n",
        b"\x00" * 1200,
        b"\x80" * 1200,
        b"INVITE",
        b"SIP/2.0",
        b"GET / HTTP/1.1\r\n\r\n",
        good[:150],
    )


def noise(stranger: Stranger, trap: Stranger, line: bytes, *, seed: int) -> Iterator[bytes]:
    """Without end: the torture's messages with bytes changed, cut, doubled and swapped."""
    chance = random.Random(seed)
    while True:
        for message in torture(stranger, trap, line):
            garbled = bytearray(message)
            for _ in range(chance.randrange(4)):
                at = chance.randrange(len(garbled) + 1)
                match chance.randrange(4):
                    case 0:
                        garbled[at : at + 1] = chance.randbytes(1)
                    case 1:
                        del garbled[at : at + chance.randrange(40)]
                    case 2:
                        garbled[at:at] = garbled[at : at + chance.randrange(200)] * chance.randrange(1, 9)
                    case 3:
                        garbled[at:at] = chance.choice(
                            (b"\r\n", b"\r\n\r\n", b"\x00", b"%0d%0a", b";", b'"', b"<", b"\xff")
                        )
            yield bytes(garbled)
