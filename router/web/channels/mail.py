"""A message as mail. Pure."""

from __future__ import annotations

from datetime import UTC, datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime, make_msgid

from router.domain.alarms.channel import Channel
from router.domain.alarms.message import Message


def make_mail(channel: Channel, message: Message, *, at: float) -> EmailMessage:
    """Plain text. Says that a machine wrote it, so that nobody's holiday answers."""
    mail = EmailMessage()
    mail["Subject"] = " ".join(message.title.split())
    mail["From"] = Address(addr_spec=channel.sender)
    mail["To"] = [Address(addr_spec=one) for one in channel.to]
    mail["Date"] = format_datetime(datetime.fromtimestamp(at, UTC))
    mail["Message-ID"] = make_msgid(domain=domain_of(channel))
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content(f"{message.text}\n")
    return mail


def domain_of(channel: Channel) -> str:
    """What the platform calls itself to a mail server: the sender's domain."""
    return channel.sender.rpartition("@")[2]


def host_and_port(channel: Channel, usual: int) -> tuple[str, int]:
    """Of the mail server."""
    host, _, port = channel.server.partition(":")
    return host, int(port) if port else usual
