"""Passwords, PINs and tokens of one copy: generated once, kept in one file that only its owner may read."""

from __future__ import annotations

import fcntl
import json
import os
import secrets
import stat
import string
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Final, Literal

import structlog
from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from router.adapters.files.atomic import write_atomically
from router.domain.alarms.channel import ChannelKind
from router.domain.bundle import Bundle
from router.settings import Settings

log = structlog.get_logger()

ROLES: Final = ("admin", "lead", "wallboard")
_ALPHABET: Final = string.ascii_letters + string.digits
Role = Literal["admin", "lead", "agent", "wallboard"]
Word = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{8,128}$")]
"""Fits every file and header it is written into without quoting."""
Pin = Annotated[str, StringConstraints(pattern=r"^[0-9]{4,6}$")]
CarriersWord = Annotated[str, StringConstraints(pattern=r"^[0-9A-Za-z_.~+/=-]{8,128}$")]
"""As a carrier gave it; fits Asterisk's files."""
GivenWord = Annotated[str, StringConstraints(pattern=r"^[ -~]{0,256}$")]
"""As somebody else's service gave it."""


class SecretsError(Exception):
    """The secrets file cannot be used."""


class _Kept(BaseModel):
    """Base: refuses unknown fields, and shows no value in a repr, nor in the message of a validation error."""

    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)


class AmiAccount(_Kept):
    """The listener's account at Asterisk's manager."""

    user: str = "hotline"
    secret: Word = Field(repr=False)


class Token(_Kept):
    """A bearer token of the API."""

    token: Word = Field(repr=False)
    role: Role


class ChannelSecret(_Kept):
    """What is secret of a channel that tells of alarms: written in by hand, but for a webhook's key."""

    key: GivenWord = Field(default="", repr=False)
    """of a robot, or the password of mail, or what a webhook's calls are signed with"""
    sign: GivenWord = Field(default="", repr=False)
    """what a robot wants to have its calls signed with"""


class Secrets(_Kept):
    """All secrets of a copy. No value of it belongs in a log."""

    ami: AmiAccount
    sip: dict[str, Word] = Field(repr=False)
    """seat to SIP password"""
    pins: dict[str, Pin] = Field(repr=False)
    """agent to PIN"""
    tokens: dict[str, Token] = Field(repr=False)
    """name to token"""
    webhooks: dict[str, Word] = Field(default_factory=dict, repr=False)
    """webhook to the secret that its calls are signed with"""
    trunks: dict[str, CarriersWord] = Field(default_factory=dict, repr=False)
    """trunk that registers to its password: written in by hand, as the carrier gave it"""
    channels: dict[str, ChannelSecret] = Field(default_factory=dict, repr=False)
    """channel to what is secret of it"""


def load_or_create_secrets(settings: Settings, bundle: Bundle) -> Secrets:
    """The secrets, with one for every seat, agent and webhook of the bundle. What is there is never changed.

    Raises:
        SecretsError: the file is damaged, is a link, or belongs to somebody else. It is left as it is: the phones
            know its passwords, so it has to be mended or moved away by a person.
    """
    path = settings.secrets
    with _locked(path):
        before = _read(path)
        after = _completed(before, bundle)
        if after != before:
            write_atomically(path, after.model_dump_json(indent=2).encode() + b"\n", mode=0o600)
            log.info("secrets_written", first=before is None, seats=len(after.sip), agents=len(after.pins))
    return after


def load_secrets(settings: Settings) -> Secrets:
    """The secrets as they are stored. Raises SecretsError, also when there are none yet."""
    found = _read(settings.secrets)
    if found is None:
        raise SecretsError(f"{settings.secrets} does not exist yet; start the platform once")
    return found


def _completed(before: Secrets | None, bundle: Bundle) -> Secrets:
    known = before or Secrets(ami=AmiAccount(secret=_word(32)), sip={}, pins={}, tokens={})
    return known.model_copy(
        update={
            "sip": known.sip | {seat: _word(20) for seat in bundle.seats if seat not in known.sip},
            "pins": known.pins | {agent: _pin() for agent in bundle.agents if agent not in known.pins},
            "webhooks": known.webhooks | {hook: _word(40) for hook in bundle.webhooks if hook not in known.webhooks},
            "channels": known.channels | _signing(known.channels, bundle),
            "tokens": known.tokens
            | {role: Token(token=_word(40), role=role) for role in ROLES if role not in known.tokens},
        }
    )


def _signing(known: dict[str, ChannelSecret], bundle: Bundle) -> dict[str, ChannelSecret]:
    """A key for every webhook among the channels; the others' come from somebody else."""
    hooks = (channel.id for channel in bundle.channels.values() if channel.kind is ChannelKind.WEBHOOK)
    return {hook: ChannelSecret(key=_word(40)) for hook in hooks if hook not in known}


def _word(length: int) -> str:
    return "".join(secrets.choice(_ALPHABET) for _ in range(length))


def _pin() -> str:
    return f"{secrets.randbelow(1_000_000):06}"


def _read(path: Path) -> Secrets | None:
    try:
        handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise SecretsError(f"{path} cannot be opened ({error.strerror}); make it a plain file of this user") from error
    with os.fdopen(handle, "rb") as stream:
        status = os.fstat(stream.fileno())
        if not stat.S_ISREG(status.st_mode) or status.st_uid != os.geteuid():
            raise SecretsError(f"{path} is not a plain file of this user; give it to the user that runs the platform")
        if stat.S_IMODE(status.st_mode) & 0o077:
            os.fchmod(stream.fileno(), 0o600)
            log.warning("secrets_were_readable_by_others", path=str(path), mode=oct(stat.S_IMODE(status.st_mode)))
        content = stream.read()
    try:
        return Secrets.model_validate(json.loads(content))
    except ValidationError as error:
        where = sorted({".".join(str(part) for part in detail["loc"]) for detail in error.errors()})
        raise SecretsError(f"{path} is damaged at {', '.join(where[:5])}; mend it or move it away") from None
    except ValueError:
        raise SecretsError(f"{path} is not JSON; mend it or move it away") from None


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    """Two processes that start at once must not invent two sets of passwords."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle = os.open(path.parent / f".{path.name}.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)
