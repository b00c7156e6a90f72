"""SIP on the wire: what is read, what is refused, what is never sent."""

from __future__ import annotations

import pytest

from phones.errors import BadMessage
from phones.sip_address import NameAddress, parse_name_address, sip_uri
from phones.sip_message import Request, Response, parse, respond_to, split_commas


def wire(*lines: str, body: str = "") -> bytes:
    return "\r\n".join([*lines, "", body]).encode()


INVITE = wire(
    "INVITE sip:12345@192.0.2.1 SIP/2.0",
    "v: SIP/2.0/UDP 192.0.2.9:5060;branch=z9hG4bKone, SIP/2.0/UDP 192.0.2.8;branch=z9hG4bKtwo",
    'f: "Li, Wei" <sip:13800138000@192.0.2.9>;tag=abc',
    "t: <sip:12345@192.0.2.1>",
    "i: id@host",
    "CSeq: 7 INVITE",
    "Subject: one",
    "  two",
    "\tthree",
    "l: 4",
    body="v=0\nand what lies behind the length",
)


def test_compact_names_are_read_as_their_long_forms() -> None:
    message = parse(INVITE)
    assert isinstance(message, Request)
    assert (message.method, message.uri) == ("INVITE", "sip:12345@192.0.2.1")
    assert message.call_id == "id@host"
    assert parse_name_address(message.need("From")).name == "Li, Wei"


def test_folded_lines_are_one_value() -> None:
    assert parse(INVITE).need("subject") == "one two three"


def test_the_topmost_branch_counts() -> None:
    assert parse(INVITE).branch == "z9hG4bKone"


def test_the_body_ends_where_its_length_says() -> None:
    assert parse(INVITE).body == b"v=0\n"


def test_a_cut_off_body_is_refused() -> None:
    with pytest.raises(BadMessage, match="shorter"):
        parse(INVITE[: INVITE.index(b"v=0") + 3])


def test_other_line_separators_forge_no_header() -> None:
    message = parse(wire("OPTIONS sip:a SIP/2.0", "Subject: hi\u2028Call-ID: forged", "Call-ID: true"))
    assert message.all("Call-ID") == ["true"]


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"hello\r\n\r\n",
        b"GET / HTTP/1.1\r\n\r\n",
        b"SIP/2.0 abc OK\r\n\r\n",
        b"INVITE sip:a SIP/2.0\r\nCall-ID: x\r\n",
        b"INVITE sip:a SIP/2.0\r\nno colon here\r\n\r\n",
        b"INVITE sip:a SIP/2.0\r\n folded first\r\n\r\n",
        b"INVITE sip:a SIP/2.0\r\nContent-Length: -1\r\n\r\n",
    ],
)
def test_junk_is_refused(data: bytes) -> None:
    with pytest.raises(BadMessage):
        parse(data)


@pytest.mark.parametrize("value", ["a\r\nInjected: yes", "a\nb", "a\0b"])
def test_a_line_break_in_a_value_is_never_sent(value: str) -> None:
    with pytest.raises(BadMessage):
        Request(method="OPTIONS", uri="sip:a", headers=(("Subject", value),)).encode()


def test_what_is_built_is_what_is_read() -> None:
    built = Request(method="INFO", uri="sip:a@b", headers=(("Call-ID", "x"), ("CSeq", "3 INFO")), body=b"abc")
    assert parse(built.encode()) == built
    answer = Response(status=486, reason="Busy Here", headers=(("Call-ID", "x"),))
    assert parse(answer.encode()) == answer


def test_an_answer_copies_every_via_and_adds_a_tag_once() -> None:
    request = parse(INVITE)
    assert isinstance(request, Request)
    answer = respond_to(request, 180, to_tag="mine")
    assert answer.all("Via") == request.all("Via")
    assert parse_name_address(answer.need("To")).tag == "mine"
    tagged = Request(
        method="BYE", uri="sip:a", headers=(*request.headers[:2], ("To", "<sip:a>;tag=old"), *request.headers[3:])
    )
    assert parse_name_address(respond_to(tagged, 200, to_tag="new").need("To")).tag == "old"


def test_commas_in_quotes_and_brackets_do_not_part() -> None:
    assert split_commas('"a, \\"b" <sip:x,y@h>, <sip:z>') == ['"a, \\"b" <sip:x,y@h>', "<sip:z>"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("<sip:a@b;lr>;tag=1", NameAddress(uri="sip:a@b;lr", params={"tag": "1"})),
        ("sip:a@b;tag=1", NameAddress(uri="sip:a@b", params={"tag": "1"})),
        ("Anna <sip:a@b>", NameAddress(uri="sip:a@b", name="Anna")),
        ('"a \\" <b>" <sip:a@b>', NameAddress(uri="sip:a@b", name='a " <b>')),
    ],
)
def test_addresses_are_read(text: str, expected: NameAddress) -> None:
    assert parse_name_address(text) == expected


@pytest.mark.parametrize("text", ["", "nobody", "<sip:a@b", '"open'])
def test_bad_addresses_are_refused(text: str) -> None:
    with pytest.raises(BadMessage):
        parse_name_address(text)


def test_names_and_users_are_escaped_on_the_way_out() -> None:
    nasty = NameAddress(uri=sip_uri("*45#<>", ("192.0.2.1", 5060)), name='a"b\\c')
    assert str(nasty) == '"a\\"b\\\\c" <sip:*45%23%3C%3E@192.0.2.1:5060>'
    assert parse_name_address(str(nasty)).user == "*45#<>"
    assert parse_name_address(str(nasty)).name == nasty.name
