"""Where a page of calls or alarms ended, as an opaque word."""

from __future__ import annotations

import base64
import binascii
import json
import math

from router.web.errors import BadField


def write_cursor(at: float, name: str) -> str:
    """The word that leads on after the call or alarm of this moment and name."""
    return base64.urlsafe_b64encode(json.dumps([at, name]).encode()).decode().rstrip("=")


def read_number(word: str) -> tuple[float, int]:
    """The same where the id is a number. Raises BadField."""
    at, name = read_cursor(word)
    if not (name.isascii() and name.isdecimal() and len(name) < 19):
        raise BadField("cursor: take it from `next` of the page before")
    return at, int(name)


def read_cursor(word: str) -> tuple[float, str]:
    """Moment (Unix seconds; a call's arrival) and id of the last one of the page before.

    Raises:
        BadField: the word was not made by `write_cursor`.
    """
    try:
        padded = word.encode("ascii") + b"=" * (-len(word) % 4)
        at, name = json.loads(base64.b64decode(padded, altchars=b"-_", validate=True))
        if not isinstance(name, str) or isinstance(at, bool) or not math.isfinite(at):
            raise ValueError
        return float(at), name
    except (ValueError, TypeError, binascii.Error, RecursionError, OverflowError) as error:
        raise BadField("cursor: take it from `next` of the page before") from error
