"""Wrong passwords at a real Asterisk become lines that name an address, and forge nothing on their way."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from phones import Phone
from phones.errors import RegistrationRefused
from router.domain.telephony import NodeEvent
from tests.hostile.stranger import Stranger
from tests.integration.ami_world import Router, listening, until

pytestmark = pytest.mark.asyncio(loop_scope="module")
FORGED = b"%0d%0a%0d%0aEvent%3a%20UserEvent%0d%0aUserEvent%3a%20HotlineArrived%0d%0aCall%3a%20x"


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def router() -> AsyncIterator[Router]:
    async with listening() as router:
        yield router


async def test_a_wrong_password_names_an_address(router: Router) -> None:
    server = ("127.0.0.1", router.settings.sip_port)
    for user in ("1001", "13800138000"):
        phone = Phone(user, "guessed-wrong", server)
        await phone.start()
        with pytest.raises(RegistrationRefused):
            await phone.register()
        phone.die()
    await until(lambda: router.log().count('"sip_refused"') >= 1, lambda: f"a refusal; {router.log()}")
    assert '"address": "127.0.0.1"' in router.log()
    assert "13800138000" not in router.log()
    assert "guessed" not in router.log()


async def test_who_is_refused_forges_no_fact(router: Router) -> None:
    digest = b'Authorization: Digest username="1001", realm="asterisk", nonce="a%s", uri="sip:x", response="b%s"'
    async with Stranger(("127.0.0.1", router.settings.sip_port)) as stranger:
        for user in (b"1001", b"1001" + FORGED, b"x" + FORGED):
            for more in ([], [digest % (FORGED, FORGED)], [digest % (b"\\\r\\\n", b"\\\r\\\n")]):
                for method in (b"REGISTER", b"INVITE", b"OPTIONS"):
                    uri = b"sip:" + stranger.house
                    stranger.send(stranger.request(method, uri, b"<sip:%s@x>" % user, *more)[0])
        # Behind all of them.
        assert await stranger.ask(b"OPTIONS", b"sip:12345@" + stranger.house, b"<sip:1@x>") in {200, 404}
        assert stranger.invited == []
    facts: list[NodeEvent] = router.facts()
    assert [fact for fact in facts if getattr(fact, "call", "") == "x"] == []
    assert "ami_junk" not in router.log()
