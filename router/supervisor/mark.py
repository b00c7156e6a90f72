"""What a process took in when it was started, so that it can be told later whether it runs on something old."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from router.settings import CHECKOUT

Mark = Mapping[str, str]
"""Name of what was taken in to its number or checksum. Equal marks: a new start would change nothing."""

CODE: Final = "code"
BUNDLE: Final = "bundle"

_ROOMS: Final = ("agi_scripts", "asterisk_conf", "ivr", "router")
_KINDS: Final = frozenset({".py", ".lua"})
_LOCK: Final = "requirements.lock"


def code_mark(checkout: Path = CHECKOUT) -> str:
    """Checksum of the product's own program text and of the versions that it asks for.

    Of the content, so that it works without git and a mere new date of a file means nothing.
    """
    found = [path for room in _ROOMS for path in (checkout / room).rglob("*") if path.suffix in _KINDS]
    digest = hashlib.sha256()
    for path in sorted([*found, *checkout.glob(_LOCK)]):
        body = path.read_bytes()
        digest.update(f"{path.relative_to(checkout)}\0{len(body)}\0".encode())
        digest.update(body)
    return digest.hexdigest()[:12]


def bundle_mark(bundles: Path) -> str:
    """Number of the bundle in force; empty when there is none."""
    try:
        return (bundles / "current").read_text().strip()
    except OSError:
        return ""


def files_mark(folder: Path) -> dict[str, str]:
    """Checksum of each of Asterisk's files. Short, as some hold passwords and the mark itself is no secret."""
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest()[:8] for path in sorted(folder.glob("*.conf"))}


def differing(then: Mark, now: Mark) -> tuple[str, ...]:
    """Names of what is not the same, sorted."""
    return tuple(sorted(name for name in then.keys() | now.keys() if then.get(name) != now.get(name)))


def describe(then: Mark, now: Mark) -> str:
    """What is not the same, for people."""
    return ", ".join(f"{name} {then.get(name) or 'unknown'} then, {now.get(name) or 'none'} now"
                     for name in differing(then, now))  # fmt: skip
