"""What may be written into an Asterisk file. Everything else is refused, never mended.

Asterisk's files know no quoting that holds everywhere: a `;` begins a comment, a newline a new option, `${` a function
call, a comma an argument. So each template value passes one of these rules, and a plain `{{ value }}` the strictest.
"""

from __future__ import annotations

import os
import re
from ipaddress import ip_network
from typing import Any, Final

SECTION_BYTES: Final = 79
"""that Asterisk keeps of a section's name"""

_WORD: Final = re.compile(r"[0-9A-Za-z_][0-9A-Za-z_.-]{0,79}", re.ASCII)
_DIGITS: Final = re.compile(r"\+?[0-9]{2,32}", re.ASCII)
_SECRET: Final = re.compile(r"[0-9A-Za-z_.~+/=-]{8,128}", re.ASCII)
_PATH: Final = re.compile(r"/[\w./@:+ -]*[\w./@:+-]")
_UPWARD: Final = re.compile(r"(?:\.\./)+")
_KEY: Final = re.compile(r"[0-9*#]", re.ASCII)
_SERVER: Final = re.compile(r"[0-9A-Za-z](?:[0-9A-Za-z.-]{0,200}[0-9A-Za-z])?(?::[1-9][0-9]{0,4})?", re.ASCII)
_USER: Final = re.compile(r"[0-9A-Za-z+][0-9A-Za-z_.+-]{0,63}", re.ASCII)
_NOT_SHOWN: Final = re.compile(r"[^\w.·()（）、，：:/!?+-]+")


class UnsafeText(Exception):
    """A value cannot be written into an Asterisk file."""

    def __init__(self, kind: str, allowed: str) -> None:
        # The value itself is not told: it may be a secret.
        super().__init__(f"not a safe {kind} for an Asterisk file; allowed: {allowed}")


class Checked(str):
    """Text that has passed a rule."""


def _check(pattern: re.Pattern[str], value: object, kind: str, allowed: str) -> Checked:
    text = str(value)
    if not pattern.fullmatch(text):
        raise UnsafeText(kind, allowed)
    return Checked(text)


def digits(value: object) -> Checked:
    """A number that is dialled: 2 to 32 digits, a `+` before them at most."""
    return _check(_DIGITS, value, "number", "2 to 32 digits, with one + before them at most")


def secret(value: object) -> Checked:
    """A password: 8 to 128 of letters, digits and `_.~+/=-`."""
    return _check(_SECRET, value, "password", "8 to 128 letters, digits and _ . ~ + / = -")


def path(value: object) -> Checked:
    """An absolute path without anything that Asterisk reads as syntax."""
    if ".." in str(value).split("/"):
        raise UnsafeText("path", "an absolute path without ..")
    return _check(_PATH, value, "path", "an absolute path of letters, digits, inner spaces and . _ / @ : + -")


def section_path(value: object) -> Checked:
    """A path that names a section: as `path`, or a way up and then down; Asterisk cuts what is longer than 79 bytes."""
    text = str(value)
    if len(os.fsencode(text)) > SECTION_BYTES:
        raise UnsafeText("path", f"at most {SECTION_BYTES} bytes; choose a data folder with a shorter path")
    upward = _UPWARD.match(text)
    path(f"/{text[upward.end() :]}" if upward else text)
    return Checked(text)


def shown(value: object) -> Checked:
    """What a phone's display shows, and nothing else is made of: other characters than those of names are left out.

    Not refused, unlike all else: how a name looks on a display is no reason to keep a hotline from starting.
    """
    return Checked(_NOT_SHOWN.sub(" ", str(value)).strip()[:40])


def user(value: object) -> Checked:
    """A user of a carrier's: up to 64 letters, digits and `_.+-`."""
    return _check(_USER, value, "user", "up to 64 letters, digits and _ . + -")


def key(value: object) -> Checked:
    """A key of a phone."""
    return _check(_KEY, value, "key", "one of 0 to 9, * and #")


def server(value: object) -> Checked:
    """A host name or IPv4 address, with a port after a colon or none."""
    return _check(_SERVER, value, "server", "a host name or an address, with :port or without")


def network(value: object) -> Checked:
    """An IP address or network."""
    try:
        return Checked(ip_network(str(value), strict=False))
    except ValueError:
        raise UnsafeText("network", "an IP address, or a network such as 192.0.2.0/24") from None


def finalize(value: Any) -> Any:
    """What a template writes without a rule: a word or an integer.

    Raises:
        UnsafeText: anything else.
    """
    if isinstance(value, Checked | int) or value == "":
        return value
    return _check(_WORD, value, "word", "up to 80 letters, digits and _ . -")
