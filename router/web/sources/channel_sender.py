"""Sends one message to one channel, once."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Callable, Mapping
from typing import Final

import aiohttp
import aiosmtplib
import structlog

from router.adapters.files.secrets import ChannelSecret, SecretsError, load_secrets
from router.domain.alarms.channel import Channel, ChannelKind, MailSecurity
from router.domain.alarms.message import Message
from router.settings import Settings
from router.web.channels.answer import Answer, clean, read_http
from router.web.channels.mail import domain_of, host_and_port, make_mail
from router.web.channels.requests import make_post

log = structlog.get_logger()

TRY_SECONDS: Final = 10.0
LONGEST_ANSWER: Final = 64 * 1024
USUAL_PORT: Final = {MailSecurity.STARTTLS: 587, MailSecurity.TLS: 465, MailSecurity.NONE: 25}


class ChannelSecrets:
    """Channel to what is secret of it. Reads the file each time: it is small, and ops write it while the copy runs."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    def __call__(self) -> Mapping[str, ChannelSecret]:
        """None while the file cannot be used."""
        try:
            return load_secrets(self._settings).channels
        except SecretsError as error:
            log.error("channel_secrets_unreadable", error=type(error).__name__)
            return {}


class ChannelSender:
    """Open it with `async with`."""

    def __init__(self, secrets: Callable[[], Mapping[str, ChannelSecret]], now: Callable[[], float]) -> None:
        self._secrets, self._now = secrets, now
        self._session: aiohttp.ClientSession | None = None

    async def __aenter__(self) -> ChannelSender:
        timeout = aiohttp.ClientTimeout(total=TRY_SECONDS)
        headers = {"User-Agent": "hotline", "Accept-Encoding": "identity"}
        self._session = aiohttp.ClientSession(timeout=timeout, headers=headers, auto_decompress=False)
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._session is not None:
            await self._session.close()

    async def send(self, channel: Channel, message: Message) -> Answer:
        """One try. What goes wrong is an answer too."""
        secret = self._secrets().get(channel.id, ChannelSecret())
        if not secret.key and (channel.kind is not ChannelKind.EMAIL or channel.user):
            return Answer(ok=False, said=f'it has no key yet: secrets.json, "channels", "{channel.id}", "key"')
        try:
            if channel.kind is ChannelKind.EMAIL:
                answer = await self._mail(channel, message, secret)
            else:
                answer = await self._post(channel, message, secret)
        except (aiohttp.ClientError, aiosmtplib.SMTPException, TimeoutError, OSError, ValueError) as error:
            # Their own words may hold the address, and so the key.
            answer = Answer(ok=False, said=_name(error))
        return clean(answer, (secret.key, secret.sign))

    async def _post(self, channel: Channel, message: Message, secret: ChannelSecret) -> Answer:
        assert self._session is not None
        post = make_post(channel, message, key=secret.key, sign_key=secret.sign, at=self._now())
        # Not followed: a redirect would send the message to where nobody configured.
        async with self._session.post(
            post.url, data=post.body, headers=dict(post.headers), allow_redirects=False
        ) as response:
            body = bytearray()
            async for piece in response.content.iter_chunked(4096):
                body += piece
                if len(body) > LONGEST_ANSWER:
                    # Whatever this is, it is no answer; nothing is decided by it.
                    response.close()
                    return Answer(ok=False, said=f"answered {response.status} and would not end")
            return read_http(channel.kind, response.status, bytes(body))

    async def _mail(self, channel: Channel, message: Message, secret: ChannelSecret) -> Answer:
        host, port = host_and_port(channel, USUAL_PORT[channel.security])
        try:
            # The library's own limit is for each step.
            async with asyncio.timeout(2 * TRY_SECONDS):
                refused, said = await aiosmtplib.send(
                    make_mail(channel, message, at=self._now()),
                    hostname=host,
                    port=port,
                    username=channel.user or None,
                    password=secret.key if channel.user else None,
                    local_hostname=domain_of(channel),
                    use_tls=channel.security is MailSecurity.TLS,
                    start_tls=channel.security is MailSecurity.STARTTLS,
                    timeout=TRY_SECONDS,
                )
        except aiosmtplib.SMTPRecipientsRefused as error:
            codes = sorted({one.code for one in error.recipients})
            return Answer(ok=False, said=f"refused everybody it should go to: {', '.join(map(str, codes))}")
        except aiosmtplib.SMTPResponseException as error:
            return Answer(ok=False, said=f"answered {error.code} {error.message}")
        some = f"; {len(refused)} of {len(channel.to)} were refused" if refused else ""
        return Answer(ok=True, said=f"{said}{some}")


def _name(error: Exception) -> str:
    cause = error.__cause__ or error.__context__
    if isinstance(error, ssl.SSLCertVerificationError | aiohttp.ClientConnectorCertificateError) or isinstance(
        cause, ssl.SSLCertVerificationError
    ):
        return "its certificate is not one that this machine trusts"
    return "did not answer in time" if isinstance(error, TimeoutError) else type(error).__name__
