"""Where a page of calls ended, as an opaque word."""

from __future__ import annotations

import base64
import binascii
import json
import math

from router.web.errors import BadField


def write_cursor(arrived_at: float, call: str) -> str:
    """The word that leads on after this call."""
    return base64.urlsafe_b64encode(json.dumps([arrived_at, call]).encode()).decode().rstrip("=")


def read_cursor(word: str) -> tuple[float, str]:
    """Arrival (Unix seconds) and id of the last call of the page before.

    Raises:
        BadField: the word was not made by `write_cursor`.
    """
    try:
        padded = word.encode("ascii") + b"=" * (-len(word) % 4)
        arrived_at, call = json.loads(base64.b64decode(padded, altchars=b"-_", validate=True))
        if not isinstance(call, str) or isinstance(arrived_at, bool) or not math.isfinite(arrived_at):
            raise ValueError
        return float(arrived_at), call
    except (ValueError, TypeError, binascii.Error, RecursionError, OverflowError) as error:
        raise BadField("cursor: take it from `next` of the page before") from error
