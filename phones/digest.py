"""Digest authentication: RFC 7616 (and 2617), algorithms MD5 and SHA-256, qop=auth or none."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass

from phones.errors import BadChallenge

_PARAM = re.compile(r'([A-Za-z0-9_-]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,"]+))')
_HASHES = {"md5": "md5", "sha-256": "sha256"}


@dataclass(frozen=True, kw_only=True)
class Challenge:
    realm: str
    nonce: str
    algorithm: str = "MD5"
    qop: bool = False
    """The server offers qop=auth."""
    opaque: str | None = None
    stale: bool = False


@dataclass(frozen=True, kw_only=True)
class Credentials:
    user: str
    password: str


def parse_challenge(value: str) -> Challenge:
    """A WWW-Authenticate or Proxy-Authenticate value.

    Raises:
        BadChallenge: not Digest, no nonce, an algorithm other than MD5 and SHA-256, or a qop without `auth`.
    """
    scheme, _, rest = value.strip().partition(" ")
    if scheme.lower() != "digest":
        raise BadChallenge(f"authentication scheme {scheme!r} is not Digest")
    params = {
        key.lower(): re.sub(r"\\(.)", r"\1", quoted) if quoted else plain for key, quoted, plain in _PARAM.findall(rest)
    }
    algorithm = params.get("algorithm", "MD5")
    if algorithm.lower() not in _HASHES:
        raise BadChallenge(f"digest algorithm {algorithm!r} is not MD5 or SHA-256")
    if not params.get("nonce"):
        raise BadChallenge("a challenge without a nonce")
    offered = [part.strip().lower() for part in params.get("qop", "").split(",") if part.strip()]
    if offered and "auth" not in offered:
        raise BadChallenge("the server offers no qop=auth")
    return Challenge(
        realm=params.get("realm", ""),
        nonce=params["nonce"],
        algorithm=algorithm,
        qop=bool(offered),
        opaque=params.get("opaque"),
        stale=params.get("stale", "").lower() == "true",
    )


def choose_challenge(values: list[str]) -> Challenge:
    """The strongest challenge that can be met.

    Raises:
        BadChallenge: none can.
    """
    usable: list[Challenge] = []
    problem = BadChallenge("no challenge at all")
    for value in values:
        try:
            usable.append(parse_challenge(value))
        except BadChallenge as error:
            problem = error
    if not usable:
        raise problem
    return next((one for one in usable if one.algorithm.lower() == "sha-256"), usable[0])


def authorization(
    challenge: Challenge, credentials: Credentials, *, method: str, uri: str, cnonce: str, count: int = 1
) -> str:
    """The value of an Authorization (or Proxy-Authorization) header."""
    secret = _digest(challenge, f"{credentials.user}:{challenge.realm}:{credentials.password}")
    request = _digest(challenge, f"{method}:{uri}")
    counted = f"{count:08x}"
    middle = f"{counted}:{cnonce}:auth:" if challenge.qop else ""
    answer = _digest(challenge, f"{secret}:{challenge.nonce}:{middle}{request}")
    parts = [
        f"username={_quoted(credentials.user)}",
        f"realm={_quoted(challenge.realm)}",
        f"nonce={_quoted(challenge.nonce)}",
        f"uri={_quoted(uri)}",
        f'response="{answer}"',
        f"algorithm={challenge.algorithm}",
    ]
    if challenge.qop:
        parts += ["qop=auth", f"nc={counted}", f"cnonce={_quoted(cnonce)}"]
    if challenge.opaque is not None:
        parts.append(f"opaque={_quoted(challenge.opaque)}")
    return "Digest " + ", ".join(parts)


def _digest(challenge: Challenge, text: str) -> str:
    return hashlib.new(_HASHES[challenge.algorithm.lower()], text.encode(), usedforsecurity=False).hexdigest()


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
