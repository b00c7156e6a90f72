"""Bearer tokens: who holds one, read from the secrets file and compared in constant time."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import structlog

from router.web.errors import TokenMissing, TokenUnknown
from router.web.permissions import ALLOWED, Permission, Role

log = structlog.get_logger()

SHORTEST: Final = 16
"""Characters. A token that could be guessed is not accepted, whatever the file says."""


@dataclass(frozen=True, kw_only=True)
class Holder:
    """Who sent a request: the name of the token and its role."""

    name: str
    role: Role

    @property
    def actor(self) -> str:
        """As it goes on record."""
        return f"token:{self.name}"

    def may(self, permission: Permission) -> bool:
        return permission in ALLOWED[self.role]


@dataclass(frozen=True, kw_only=True, repr=False)
class Token:
    """One token, kept as a digest only."""

    holder: Holder
    digest: bytes


def _digest(token: str) -> bytes:
    return hashlib.sha256(token.encode("utf-8", "surrogateescape")).digest()


def read_tokens(text: str) -> tuple[Token, ...]:
    """The usable tokens of a secrets file `{"tokens": {name: {"token", "role"}}}`; others are logged by name only.

    Raises:
        ValueError: the text is no JSON object with such a part.
    """
    body = json.loads(text)
    entries = body.get("tokens", {}) if isinstance(body, dict) else None
    if not isinstance(entries, dict):
        raise ValueError("no tokens in it")
    found: list[Token] = []
    for name, entry in entries.items():
        secret, role = (entry.get("token"), entry.get("role")) if isinstance(entry, dict) else (None, None)
        if not isinstance(secret, str) or len(secret) < SHORTEST or role not in set(Role):
            log.warning("token_ignored", token=name, why="shorter than 16 characters, or of an unknown role")
            continue
        found.append(Token(holder=Holder(name=name, role=Role(role)), digest=_digest(secret)))
    return tuple(found)


def find_holder(tokens: Iterable[Token], headers: Mapping[str, str]) -> Holder:
    """Whose token came with these headers.

    Every token is compared, each in constant time, so that the time taken tells nothing.

    Raises:
        TokenMissing: no bearer token came along.
        TokenUnknown: nobody holds it.
    """
    scheme, _, given = headers.get("Authorization", "").partition(" ")
    given = given.strip()
    if scheme.lower() != "bearer" or not given:
        raise TokenMissing
    digest = _digest(given)
    found: Holder | None = None
    for token in tokens:
        if hmac.compare_digest(token.digest, digest):
            found = token.holder
    if found is None:
        raise TokenUnknown
    return found


class TokenFile:
    """The tokens of a file, read again when the file changes, so that a token is withdrawn without a restart."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._stamp: tuple[int, int, int] | None = None
        self._tokens: tuple[Token, ...] = ()

    def __call__(self) -> tuple[Token, ...]:
        """The tokens in force: none while there is no file, the last good ones while it cannot be read."""
        try:
            stat = self._path.stat()
            stamp = (stat.st_mtime_ns, stat.st_size, stat.st_ino)
            if stamp != self._stamp:
                self._stamp = stamp
                self._tokens = read_tokens(self._path.read_text("utf-8"))
        except FileNotFoundError:
            self._stamp, self._tokens = None, ()
        except (OSError, ValueError) as error:
            log.error("tokens_unreadable", error=type(error).__name__)
        return self._tokens
