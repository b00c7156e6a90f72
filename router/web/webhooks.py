"""How webhooks are told: signed, in order, again and again for a day."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Final, Protocol

GIVE_UP_SECONDS: Final = 24 * 3600.0
FIRST_PAUSE: Final = 1.0
LONGEST_PAUSE: Final = 600.0


@dataclass(frozen=True, kw_only=True)
class HookWord:
    """How telling one webhook goes. Times in Unix seconds."""

    last_success: float | None = None
    failing: str = ""
    """id of the event that it does not take; empty: all is well"""
    failing_since: float | None = None
    last_error: str = ""
    given_up: int = 0
    """events that it was not told within a day"""


@dataclass(frozen=True, kw_only=True)
class HookState:
    """One webhook as others see it."""

    word: HookWord
    position: str
    """id of the last event it was told; empty: nobody began"""


class HookStates(Protocol):
    """Where it is kept."""

    async def read(self) -> Mapping[str, HookState]:
        """Webhook to its state. Raises StateLost."""
        ...


def sign(secret: str, body: bytes, *, at: int) -> str:
    """The header `Hotline-Signature`: the time (Unix seconds), and HMAC-SHA256 of `<time>.<body>`, in hex.

    The time is in the signature, so that an old request cannot be sent again by somebody else.
    """
    digest = hmac.new(secret.encode(), f"{at}.".encode() + body, hashlib.sha256).hexdigest()
    return f"t={at},v1={digest}"


def pause_after(failures: int) -> float:
    """Seconds until the next try: doubled each time, 10 minutes at most."""
    return float(min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** min(failures - 1, 20)))


def failed(word: HookWord, event: str, error: str, *, at: float) -> HookWord:
    """After a try that failed."""
    since = word.failing_since if word.failing == event and word.failing_since is not None else at
    return HookWord(
        last_success=word.last_success, failing=event, failing_since=since, last_error=error, given_up=word.given_up
    )


def is_hopeless(word: HookWord, *, at: float) -> bool:
    """Whether the event that fails has been tried for a day."""
    return word.failing_since is not None and at - word.failing_since >= GIVE_UP_SECONDS


def succeeded(word: HookWord, *, at: float) -> HookWord:
    """After a try that succeeded. The last error is kept: somebody may ask for it later."""
    return HookWord(last_success=at, last_error=word.last_error, given_up=word.given_up)


def given_up(word: HookWord) -> HookWord:
    """The event that fails is passed over."""
    return HookWord(last_success=word.last_success, last_error=word.last_error, given_up=word.given_up + 1)


def write_word(word: HookWord) -> str:
    return json.dumps(asdict(word))


def read_word(text: str | bytes | None) -> HookWord:
    """A word from its JSON; an empty one when it is none."""
    try:
        return HookWord(**json.loads(text or "{}"))
    except (ValueError, TypeError):
        return HookWord()
