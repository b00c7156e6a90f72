"""SIP over TLS, where a certificate is given: a phone registers, and nothing older than TLS 1.2 is spoken."""

from __future__ import annotations

import asyncio
import re
import shutil
import socket
import ssl
import subprocess
import warnings
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from asterisk_conf.render import render_texts
from asterisk_conf.runtime import find_runtime
from phones.digest import Credentials, authorization, choose_challenge
from router.settings import SettingsError, build_settings
from tests.integration.dialplan_world import LINE, World, running_world, sample_bundle, sample_secrets


@pytest.fixture(scope="module")
def pair(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A certificate of its own, and its key."""
    if shutil.which("openssl") is None:
        pytest.skip("openssl is not here to make a certificate with")
    folder = tmp_path_factory.mktemp("tls")
    cert, key = folder / "cert.pem", folder / "key.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=hotline.test",
         "-keyout", key, "-out", cert],
        check=True, capture_output=True,
    )  # fmt: skip
    return cert, key


class TlsPhone:
    """As little of a softphone as it takes to register over TLS and to be rung."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader, self._writer = reader, writer
        host, port = writer.get_extra_info("sockname")[:2]
        self.here = f"{host}:{port}"

    async def read(self) -> tuple[str, str]:
        """Head and body of the next message."""
        head = (await self._reader.readuntil(b"\r\n\r\n")).decode()
        length = re.search(r"(?im)^Content-Length: *(\d+)", head)
        return head, (await self._reader.readexactly(int(length[1]) if length else 0)).decode()

    def register(self, number: int, more: str = "") -> None:
        lines = [
            "REGISTER sip:hotline.test SIP/2.0",
            f"Via: SIP/2.0/TLS {self.here};rport;branch=z9hG4bK{number}",
            "Max-Forwards: 70",
            "From: <sip:1001@hotline.test>;tag=a",
            "To: <sip:1001@hotline.test>",
            "Call-ID: one",
            f"CSeq: {number} REGISTER",
            f"Contact: <sip:1001@{self.here};transport=tls>",
        ]
        self._writer.write(("\r\n".join(lines) + f"\r\n{more}Content-Length: 0\r\n\r\n").encode())

    def answer(self, head: str, status: str) -> None:
        kept = re.findall(r"(?im)^((?:Via|From|To|Call-ID|CSeq): .*)\r$", head)
        self._writer.write("\r\n".join([f"SIP/2.0 {status}", *kept, "Content-Length: 0", "", ""]).encode())


@pytest.fixture
async def world(pair: tuple[Path, Path]) -> AsyncIterator[World]:
    async with running_world(HOTLINE_TLS_CERT=str(pair[0]), HOTLINE_TLS_KEY=str(pair[1])) as world:
        await world.start_python()
        yield world


async def test_a_phone_registers_over_tls_and_is_rung_with_srtp(world: World, pair: tuple[Path, Path]) -> None:
    context = ssl.create_default_context(cafile=pair[0])
    context.check_hostname = False
    reader, writer = await asyncio.open_connection("127.0.0.1", world.settings.sip_tls_port, ssl=context)
    phone = TlsPhone(reader, writer)
    phone.register(1)
    head, _ = await phone.read()
    assert head.startswith("SIP/2.0 401")
    challenge = choose_challenge(re.findall(r"(?im)^WWW-Authenticate: (.*)\r$", head))
    who = Credentials(user="1001", password="password-1001")
    answer = authorization(challenge, who, method="REGISTER", uri="sip:hotline.test", cnonce="c")
    phone.register(2, f"Authorization: {answer}\r\n")
    rung = asyncio.create_task(_until_rung(phone))
    await world.manager.seen(
        lambda event: event.get("Device") == "PJSIP/1001" and event.get("State") == "NOT_INUSE", "1001 reachable"
    )
    async with world.citizen() as citizen:
        await citizen.dial(LINE, wait=5)
        await world.offer(await world.manager.user_event("HotlineHold"), "1001")
        head, body = await asyncio.wait_for(rung, 10)
        assert ";transport=tls" in head.lower().split("\r\n")[0]
        assert "a=crypto:" in body
        assert re.search(r"m=audio \d+ RTP/S?AVP 8\b", body)
        phone.answer(head, "486 Busy Here")
    writer.close()
    for version in (ssl.TLSVersion.TLSv1, ssl.TLSVersion.TLSv1_1):
        with pytest.raises((ssl.SSLError, ConnectionError)):
            await asyncio.to_thread(_greet, world.settings.sip_tls_port, version)
    assert await asyncio.to_thread(_greet, world.settings.sip_tls_port, ssl.TLSVersion.TLSv1_2) == "TLSv1.2"


async def _until_rung(phone: TlsPhone) -> tuple[str, str]:
    """Says OK to whatever is asked, until it is an INVITE."""
    while True:
        head, body = await phone.read()
        if head.startswith("INVITE"):
            return head, body
        if not head.startswith("SIP/"):
            phone.answer(head, "200 OK")


def _greet(port: int, version: ssl.TLSVersion) -> str | None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    # Else this side would refuse what is old by itself, and nothing were tried.
    context.set_ciphers("ALL:@SECLEVEL=0")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        context.minimum_version = context.maximum_version = version
    with socket.create_connection(("127.0.0.1", port), 5) as plain, context.wrap_socket(plain) as secure:
        return secure.version()


def test_without_a_certificate_there_is_neither(tmp_path: Path) -> None:
    settings = build_settings(data=tmp_path, environ={})
    bundle = sample_bundle()
    files = render_texts(settings, find_runtime(), bundle, sample_secrets(bundle))
    assert "tls" not in files["pjsip.conf"]
    assert "media_encryption" not in files["pjsip.conf"]
    assert "srtp" not in files["modules.conf"]


def test_half_a_pair_is_refused(pair: tuple[Path, Path], tmp_path: Path) -> None:
    for environ in (
        {"HOTLINE_TLS_CERT": str(pair[0])},
        {"HOTLINE_TLS_KEY": str(pair[1])},
        {"HOTLINE_TLS_CERT": str(pair[0]), "HOTLINE_TLS_KEY": str(tmp_path / "none.pem")},
    ):
        with pytest.raises(SettingsError):
            build_settings(data=tmp_path, environ=environ)


def test_the_settings_reach_the_children(pair: tuple[Path, Path], tmp_path: Path) -> None:
    settings = replace(build_settings(data=tmp_path, environ={}), tls_cert=pair[0], tls_key=pair[1])
    again = build_settings(environ=settings.to_environ())
    assert (again.tls_cert, again.tls_key) == pair
