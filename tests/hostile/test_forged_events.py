"""What a stranger's INVITE says must not become lines of the manager's events or of the event log."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from tests.hostile.stranger import Stranger
from tests.integration.dialplan_world import LINE, World, running_world

FORGED = b"%0d%0a%0d%0aEvent%3a%20UserEvent%0d%0aUserEvent%3a%20HotlineForged%0d%0aCall%3a%20x"
HEADER = b"%0d%0aForged%3a%20yes"
REPLACES = b"Replaces: none;to-tag=a;from-tag=b"
"""Ends the call before its first step, where nothing of the dialplan can filter."""


pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def world() -> AsyncIterator[World]:
    async with running_world() as world:
        await world.start_python()
        yield world


async def test_no_number_forges_an_event_or_a_row(world: World) -> None:
    line, plain = LINE.encode(), b"<sip:13900000000@stranger>"
    escapes = [escape + tail for tail in (FORGED, HEADER) for escape in (b"", b"%0a", b"%0d", b"%00", b"%e2%80%a8")]
    async with Stranger(("127.0.0.1", world.settings.sip_port)) as stranger:
        for escape in escapes:
            for more in ([], [REPLACES]):
                # What stands before a NUL is all that there is.
                beyond = {200, 481} if escape.startswith(b"%00") else {404}
                assert await stranger.call(line + escape, plain, *more) in beyond
                assert await stranger.call(b"9" + escape, plain, *more) in beyond
                assert await stranger.call(line, b"<sip:139%s@stranger>" % escape, *more) in {200, 481}
            for named in (b'"a%s"', b'"a\\"%s"', b'"<sip:1%s@x>"'):
                name = named % escape.replace(b"%0d", b"\\\r").replace(b"%0a", b"\\\n").replace(b"%00", b"\\\0")
                # Some of these are no SIP, and are not answered at all.
                uri = b"sip:%s@%s" % (line, stranger.house)
                stranger.send(stranger.request(b"INVITE", uri, name + b" <sip:139@stranger>", REPLACES)[0])
        # What comes after all of them in the stream of events and in the log: they have all been written by then.
        before = len(world.manager.events)
        assert await stranger.call(line, b"<sip:13911110000@stranger>", stay=True) == 200
        await world.manager.user_event("HotlineArrived", Caller="13911110000", after=before)
        assert stranger.invited == []
    forged = [event for event in world.manager.events if "Forged" in str(event)]
    assert forged == []
    callers = {event["Caller"] for event in world.manager.events if event.get("UserEvent") == "HotlineArrived"}
    assert callers <= {"139", "13900000000", "13911110000"}
    rows = world.settings.cel_spool.read_text(errors="surrogateescape").split("\n")
    assert [row for row in rows if row and not (row.startswith('"') and row.endswith('"'))] == []
    assert "orged" not in "".join(rows)


@pytest.mark.parametrize(
    ("sender", "caller"),
    [
        (b"<sip:13800138000@far>", "13800138000"),
        (b"<sip:+8613800138000@far;user=phone>", "+8613800138000"),
        (b"<sip:13800138000;cpc=ordinary@far>", "13800138000"),
        (b"<tel:+8613800138000;phone-context=+86>", "+8613800138000"),
        (b'"12<sip:99@x>" <sip:13800138000@far>', "13800138000"),
        (b'"Zhang, \\"San\\"" <sip:13800138000@far>', "13800138000"),
        (b"sip:13800138000@far", "13800138000"),
        (b'"Anonymous" <sip:anonymous@anonymous.invalid>', ""),
        (b"<sip:far>", ""),
        (b"<sip:138%2300@far>", "138"),
        (b"<sip:1380&PJSIP/1001@far>", "13801001"),
        (b"<sip:" + b"7" * 60 + b"@far>", "7" * 32),
        # No number is as long: as good as none.
        (b"<sip:" + b"7" * 10_000 + b"@far>", ""),
    ],
    ids=lambda value: value[:40].decode(errors="replace") if isinstance(value, bytes) else None,
)
async def test_a_number_is_read_from_its_address(world: World, sender: bytes, caller: str) -> None:
    before = len(world.manager.events)
    async with Stranger(("127.0.0.1", world.settings.sip_port)) as stranger:
        assert await stranger.call(LINE.encode(), sender, stay=True) == 200
        arrived = await world.manager.user_event("HotlineArrived", after=before)
        assert arrived["Caller"] == caller
