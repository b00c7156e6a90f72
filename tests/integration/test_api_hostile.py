"""What strangers send."""

from __future__ import annotations

import asyncio
import gzip

import pytest

from router.web.middleware import HEADERS
from router.web.permissions import Role

from .api_house import TOKENS, House, house
from .redis_server import redis_server

__all__ = ["house", "redis_server"]

JSON = {"Content-Type": "application/json"}
PAUSE = "/v1/seats/1001/pause"


@pytest.mark.parametrize(
    ("body", "status", "code", "named"),
    [
        (b"", 400, "bad_field", "body"),
        (b"{", 400, "bad_request", ""),
        (b"[" * 20_000, 400, "bad_request", ""),
        (b'{"reason":' * 5_000 + b"1" + b"}" * 5_000, 400, "bad_request", ""),
        (b"\xff\xfe{}", 400, "bad_request", ""),
        (b'{"reason": "\xed\xa0\x80"}', 400, "bad_request", ""),
        (b"null", 400, "bad_field", "body"),
        (b"[]", 400, "bad_field", "body"),
        (b"{}", 400, "bad_field", "reason"),
        (b'{"reason": 7}', 400, "bad_field", "reason"),
        (b'{"reason": ["meal"]}', 400, "bad_field", "reason"),
        (b'{"reason": ""}', 400, "bad_field", "reason"),
        (b'{"reason": "meal\\n"}', 400, "bad_field", "reason"),
        (b'{"reason": "meal", "agent": "8001"}', 400, "bad_field", "agent"),
        (b'{"reason": "meal", "' + b"x" * 5000 + b'": 1}', 400, "bad_field", "xxx"),
        (b'{"reason": "' + b"x" * 60_000 + b'"}', 400, "bad_field", "reason"),
        (b'{"reason": "' + b"x" * 70_000 + b'"}', 413, "too_large", ""),
    ],
    ids=lambda value: value[:20] if isinstance(value, bytes) else None,
)
async def test_bodies(house: House, body: bytes, status: int, code: str, named: str) -> None:
    got, said, _ = await house.send("POST", PAUSE, data=body, headers=JSON)
    message = str(said["message"])
    assert (got, said["code"]) == (status, code)
    assert named in message
    assert len(message) < 300
    assert house.asked == []


async def test_a_pin_of_the_wrong_shape_is_not_repeated(house: House) -> None:
    body = {"agent": "8001", "pin": ["secret-in-a-list"]}
    status, said, _ = await house.send("POST", "/v1/seats/1001/sign-on", json=body)
    assert (status, said["code"]) == (400, "bad_field")
    assert "pin" in str(said["message"])
    assert "secret" not in str(said)


@pytest.mark.parametrize(
    "headers",
    [
        {"Content-Type": "text/plain"},
        {"Content-Type": "application/x-www-form-urlencoded"},
        {"Content-Type": "multipart/form-data; boundary=x"},
        {"Content-Type": "application/json, text/plain"},
        {"Content-Type": ""},
        JSON | {"Content-Encoding": "identity"},
    ],
    ids=str,
)
async def test_content_types(house: House, headers: dict[str, str]) -> None:
    status, said, _ = await house.send("POST", PAUSE, data=b'{"reason": "meal"}', headers=headers)
    assert (status, said["code"]) == (415, "wrong_content_type")


async def test_a_bomb_is_not_unpacked(house: House) -> None:
    bomb = gzip.compress(b" " * 30_000_000)
    status, said, _ = await house.send("POST", PAUSE, data=bomb, headers=JSON | {"Content-Encoding": "gzip"})
    assert (status, said["code"]) == (415, "wrong_content_type")


@pytest.mark.parametrize(
    "path",
    [
        "/", "/v1", "/v2/seats", "/v1/seats/", "/v1//seats", "/v1/seats/../health", "/v1/seats/..%2f..%2fetc",
        "/v1/seats/%00", "/v1/seats/a%0d%0ab", "/v1/seats/%EF%BC%91001", "/v1/seats/" + "1" * 65,
        "/v1/recordings/..%2f..%2fsecrets.json", "/v1/recordings/%2fetc%2fpasswd", "/v1/calls/%7Bcall%7D",
    ],
)  # fmt: skip
async def test_paths(house: House, path: str) -> None:
    status, said, _ = await house.send("GET", path)
    assert (status, said["code"]) == (404, "no_such_route")


@pytest.mark.parametrize("method", ["DELETE", "PUT", "PATCH", "OPTIONS", "TRACE", "PURGE"])
async def test_methods(house: House, method: str) -> None:
    status, said, response = await house.send(method, "/v1/seats")
    assert (status, said["code"], response.headers["Allow"]) == (405, "wrong_method", "GET")


@pytest.mark.parametrize(
    ("query", "named"),
    [
        ("limit=0", "limit"), ("limit=501", "limit"), ("limit=ten", "limit"), ("limit=1&limit=2", "limit"),
        ("since=yesterday", "since"), ("since=2026-01-01T00:00:00", "since"), ("outcome=lost", "outcome"),
        ("scope=all%00", "scope"), ("cursor=%FF", "cursor"), ("cursor=W10", "cursor"), ("caller=138", "caller"),
        ("line=a%27%20or%201=1", "line"),
    ],
)  # fmt: skip
async def test_queries(house: House, query: str, named: str) -> None:
    status, said, _ = await house.send("GET", f"/v1/calls?{query}", Role.LEAD)
    assert (status, said["code"]) == (400, "bad_field")
    assert str(said["message"]).count(named) >= 1


async def test_every_answer_has_the_security_headers(house: House) -> None:
    for path in ("/v1/health", "/v1/seats", "/nowhere", "/v1/recordings/node1-1.1-1"):
        _, _, response = await house.send("GET", path, None if path == "/v1/seats" else Role.ADMIN)
        assert {name: response.headers[name] for name in HEADERS} == HEADERS


async def raw(house: House, sent: bytes) -> bytes:
    """What comes back for these bytes until the server closes; it must close by itself."""
    reader, writer = await asyncio.open_connection("127.0.0.1", house.port)
    try:
        writer.write(sent)
        await writer.drain()
        return await asyncio.wait_for(reader.read(), 20.0)
    except ConnectionError:
        return b""
    finally:
        writer.close()


@pytest.mark.parametrize(
    "sent",
    [
        b"GET /v1/health HTTP/1.1\r\nHost: x\r\nX: " + b"a" * 100_000 + b"\r\n\r\n",
        b"GET /v1/health HTTP/1.1\r\nHost: x\r\n" + b"".join(b"X-%d: 1\r\n" % n for n in range(500)) + b"\r\n",
        b"GET /" + b"a" * 100_000 + b" HTTP/1.1\r\nHost: x\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n",
        b"POST /v1/seats/1001/ready HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
        b"POST /v1/seats/1001/ready HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n",
        b"POST /v1/seats/1001/ready HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n",
        b"GET /v1/health HTTP/1.1\r\nHost: x\r\nBad Header: 1\r\n\r\n",
        b"INVITE sip:1001@x SIP/2.0\r\n\r\n",
    ],
    ids=lambda sent: sent[:24],
)
async def test_bytes_that_are_no_request_close_the_connection_and_show_nothing(
    house: House, sent: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    answer = await raw(house, sent)
    # The bytes may hold a token: aiohttp's own log line, which would repeat them, is not written.
    assert [record.name for record in caplog.records] == []
    assert b"Traceback" not in answer
    assert answer == b"" or b" 400 " in answer.splitlines()[0]
    assert house.asked == []
    status, _, _ = await house.send("GET", "/v1/whoami")
    assert status == 200


async def test_a_client_that_leaves_in_mid_body_disturbs_nobody(house: House) -> None:
    _, writer = await asyncio.open_connection("127.0.0.1", house.port)
    head = f"POST {PAUSE} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {TOKENS[Role.ADMIN]}\r\n"
    writer.write(f"{head}Content-Type: application/json\r\nContent-Length: 100\r\n\r\n{{".encode())
    await writer.drain()
    writer.transport.abort()
    status, _, _ = await house.send("GET", "/v1/whoami")
    assert status == 200
    assert house.asked == []
