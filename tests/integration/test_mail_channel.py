"""Alarms by mail: a real SMTP server on loopback, with STARTTLS, with TLS from the first byte, and with neither."""

from __future__ import annotations

import asyncio
import shutil
import ssl
import subprocess
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from email import message_from_bytes
from email.policy import default
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.smtp import SMTP, AuthResult, LoginPassword

from router.adapters.files.secrets import ChannelSecret
from router.domain.alarms.channel import Channel, ChannelKind, MailSecurity
from router.domain.alarms.message import Message
from router.domain.alarms.severity import Severity
from router.web.channels.answer import Answer
from router.web.sources import channel_sender
from router.web.sources.channel_sender import ChannelSender

# The library warns of a server that asks for a password without TLS: here on purpose.
pytestmark = pytest.mark.filterwarnings("ignore:Requiring AUTH:UserWarning")

PASSWORD = "pass word/x"
CHANNEL = Channel(id="m", kind=ChannelKind.EMAIL, sender="hotline@city.example", to=("ops@city.example",), user="bot")
MESSAGE = Message(title="【紧急】City", lines=("漏接",), severity=Severity.URGENT)


class Office:
    """The mail server's rules, and what came in."""

    def __init__(self) -> None:
        self.got: list[Any] = []
        self.hello = ""
        self.refused: frozenset[str] = frozenset()
        self.answer = "250 taken as 7"

    async def handle_EHLO(self, _s: Any, session: Any, _e: Any, name: str, replies: list[str]) -> list[str]:
        self.hello = session.host_name = name
        return replies

    async def handle_RCPT(self, _s: Any, _session: Any, envelope: Any, address: str, _o: Any) -> str:
        if address in self.refused:
            return "550 nobody here"
        envelope.rcpt_tos.append(address)
        return "250 ok"

    async def handle_DATA(self, _s: Any, _session: Any, envelope: Any) -> str:
        if self.answer.startswith("250"):
            self.got.append(message_from_bytes(envelope.content, policy=default))
        return self.answer

    def check(self, _s: Any, _session: Any, _e: Any, _how: str, said: Any) -> AuthResult:
        good = isinstance(said, LoginPassword) and (said.login, said.password) == (b"bot", PASSWORD.encode())
        return AuthResult(success=good, handled=good)


@asynccontextmanager
async def serving(office: Office, *, tls: ssl.SSLContext | None, at_once: bool) -> AsyncIterator[int]:
    """The port."""
    rules: dict[str, Any] = {"authenticator": office.check, "auth_required": True, "hostname": "mail.test"}
    rules |= {"tls_context": tls, "require_starttls": True} if tls and not at_once else {"auth_require_tls": False}
    loop = asyncio.get_running_loop()
    context = tls if at_once else None
    talks: list[SMTP] = []

    def talk() -> SMTP:
        talks.append(SMTP(office, loop=loop, **rules))
        return talks[-1]

    server = await loop.create_server(talk, "127.0.0.1", 0, ssl=context)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()
        for one in talks:
            if one.transport is not None:
                one.transport.abort()
        tasks = [one._handler_coroutine for one in talks if one._handler_coroutine is not None]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


@pytest.fixture
def pair(tmp_path: Path) -> tuple[Path, ssl.SSLContext]:
    """A certificate for 127.0.0.1, and a server's context with it."""
    if shutil.which("openssl") is None:
        pytest.skip("openssl is not here to make a certificate with")
    cert, key = tmp_path / "cert.pem", tmp_path / "key.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=mail.test",
         "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", str(key), "-out", str(cert)],
        check=True, capture_output=True,
    )  # fmt: skip
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(cert, key)
    return cert, context


async def send(channel: Channel, port: int, *, key: str = PASSWORD, message: Message = MESSAGE) -> Answer:
    there = replace(channel, server=f"127.0.0.1:{port}")
    async with ChannelSender(lambda: {"m": ChannelSecret(key=key)}, time.time) as sender:
        return await sender.send(there, message)


@pytest.mark.parametrize("security", [MailSecurity.STARTTLS, MailSecurity.TLS])
async def test_it_arrives_over_tls(
    pair: tuple[Path, ssl.SSLContext], monkeypatch: pytest.MonkeyPatch, security: MailSecurity
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(pair[0]))
    office = Office()
    async with serving(office, tls=pair[1], at_once=security is MailSecurity.TLS) as port:
        answer = await send(replace(CHANNEL, security=security), port)
    assert answer == Answer(ok=True, said="taken as 7")
    (mail,) = office.got
    assert (mail["Subject"], mail["To"], mail.get_content().strip()) == ("【紧急】City", "ops@city.example", "漏接")
    assert office.hello == "city.example"


@pytest.mark.parametrize("security", [MailSecurity.STARTTLS, MailSecurity.TLS])
async def test_nothing_is_said_to_a_server_that_nobody_vouches_for(
    pair: tuple[Path, ssl.SSLContext], security: MailSecurity
) -> None:
    office = Office()
    async with serving(office, tls=pair[1], at_once=security is MailSecurity.TLS) as port:
        answer = await send(replace(CHANNEL, security=security), port)
    assert (answer.ok, office.got) == (False, [])
    assert answer.said == "its certificate is not one that this machine trusts"


async def test_without_starttls_no_password_is_said() -> None:
    office = Office()
    async with serving(office, tls=None, at_once=False) as port:
        answer = await send(CHANNEL, port)
    assert (answer.ok, office.got) == (False, [])


PLAIN = replace(CHANNEL, security=MailSecurity.NONE)


def refuse_all(office: Office) -> None:
    office.refused = frozenset(CHANNEL.to)


def too_many(office: Office) -> None:
    office.answer = f"451 come back later {PASSWORD}"


@pytest.mark.parametrize(
    ("spoil", "key", "said"),
    [
        (refuse_all, PASSWORD, "refused everybody it should go to: 550"),
        (too_many, PASSWORD, "answered 451 come back later ***"),
        (lambda office: None, "wrong", "answered 535 5.7.8 Authentication credentials invalid"),
    ],
)
async def test_a_refusal_is_told_in_its_own_words(spoil: Callable[[Office], None], key: str, said: str) -> None:
    office = Office()
    spoil(office)
    async with serving(office, tls=None, at_once=False) as port:
        answer = await send(PLAIN, port, key=key)
    assert answer == Answer(ok=False, said=said)


async def test_one_of_two_is_enough_and_said() -> None:
    office = Office()
    office.refused = frozenset({"gone@city.example"})
    async with serving(office, tls=None, at_once=False) as port:
        answer = await send(replace(PLAIN, to=(*CHANNEL.to, "gone@city.example")), port)
    assert answer == Answer(ok=True, said="taken as 7; 1 of 2 were refused")


async def test_a_server_that_dawdles_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(channel_sender, "TRY_SECONDS", 0.2)

    async def never(*_: Any) -> str:
        await asyncio.Event().wait()
        return ""

    office = Office()
    monkeypatch.setattr(office, "handle_DATA", never)
    async with serving(office, tls=None, at_once=False) as port:
        answer = await send(PLAIN, port)
    assert (answer.ok, answer.said) == (False, "did not answer in time")


async def test_nobody_there() -> None:
    office = Office()
    async with serving(office, tls=None, at_once=False) as port:
        pass
    answer = await send(PLAIN, port)
    assert (answer.ok, answer.said) == (False, "SMTPConnectError")
