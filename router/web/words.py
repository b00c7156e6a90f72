"""What each process last said about itself, and what that means for the health of the whole."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

FRESH_SECONDS: Final = 5.0
"""Each process says its word every second; an older one means that it hangs or is dead."""

PROCESSES: Final = ("router", "ami", "agi", "archiver", "api")
"""Those that say a word. Redis is asked itself, and the listener's word stands for Asterisk's."""

NEEDED: Final = frozenset({"redis", "router", "ami", "agi", "asterisk"})
"""Without one of these a caller does not come to an agent by the router."""


@dataclass(frozen=True, kw_only=True)
class Word:
    """One process's word: when (Unix seconds), whether all is well, and a sentence."""

    at: float
    ok: bool
    detail: str = ""
    pid: int = 0
    expected_wait: Mapping[str, float | None] = field(default_factory=dict)
    """the router's: queue to the seconds that a caller who comes now is expected to wait; None: nobody could serve"""


@dataclass(frozen=True, kw_only=True)
class Part:
    """How one part is."""

    name: str
    ok: bool
    detail: str


def read_word(text: str | bytes) -> Word | None:
    """A word from its JSON, or None when it is none."""
    try:
        body = json.loads(text)
        return Word(
            at=float(body["at"]),
            ok=body["ok"] is True,
            detail=str(body.get("detail", "")),
            pid=int(body.get("pid", 0)),
            expected_wait=dict(body.get("expected_wait", {})),
        )
    except (ValueError, KeyError, TypeError, AttributeError):
        return None


def expected_waits(words: Mapping[str, Word], *, now: float) -> Mapping[str, float | None]:
    """Queue to the seconds that a caller who comes now is expected to wait, while the router lives to say so."""
    word = words.get("router")
    return word.expected_wait if word is not None and now - word.at <= FRESH_SECONDS else {}


def judge(words: Mapping[str, Word], *, now: float) -> tuple[Part, ...]:
    """Each process as a part, and Asterisk by the listener's word. `now` in Unix seconds."""
    parts = [_part(name, words.get(name), now) for name in PROCESSES]
    listener = next(part for part in parts if part.name == "ami")
    asterisk = Part(
        name="asterisk",
        ok=listener.ok,
        detail="answers its listener" if listener.ok else f"by the word of its listener: {listener.detail}",
    )
    return (*parts, asterisk)


def _part(name: str, word: Word | None, now: float) -> Part:
    if word is None:
        return Part(name=name, ok=False, detail="has not said a word")
    age = now - word.at
    if age > FRESH_SECONDS:
        return Part(name=name, ok=False, detail=f"silent for {age:.0f} s; last: {word.detail}".rstrip(": "))
    return Part(name=name, ok=word.ok, detail=word.detail)


def status_of(parts: Mapping[str, bool]) -> str:
    """`ok`; `degraded`: calls are taken, something else is wrong; `down`: only the dialplan's fallback serves."""
    if not all(parts.get(name, False) for name in NEEDED):
        return "down"
    return "ok" if all(parts.values()) else "degraded"
