"""What the other side answered."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any, Final

from router.domain.alarms.channel import ChannelKind

MINUTE: Final = 60.0
LONGEST: Final = 200
TOO_FAST: Final[dict[tuple[ChannelKind, int], float]] = {
    (ChannelKind.WECOM, 45009): MINUTE,
    # A robot of DingTalk that was told more than 20 messages in a minute takes none for ten.
    (ChannelKind.DINGTALK, 130101): 10 * MINUTE,
    (ChannelKind.FEISHU, 11232): MINUTE,
}
"""kind and code of an answer to the seconds for which nothing should be sent"""


@dataclass(frozen=True, kw_only=True)
class Answer:
    """Whether a message was taken."""

    ok: bool
    said: str
    """in the other side's words as far as there are any; holds no secret"""
    wait: float = 0.0
    """seconds for which it wants to be left alone"""


def read_http(kind: ChannelKind, status: int, body: bytes) -> Answer:
    """The answer of a webhook, or of a robot: those say 200 whatever happened, and the truth in JSON."""
    if status == 429:
        return Answer(ok=False, said="answered 429, too fast", wait=MINUTE)
    if not 200 <= status < 300:
        return Answer(ok=False, said=f"answered {status}{_reason(kind, body)}")
    if kind is ChannelKind.WEBHOOK:
        return Answer(ok=True, said=f"answered {status}")
    code, text = _robot(body)
    if code is None:
        return Answer(ok=False, said=f"answered {status} with something that is no answer of a robot")
    said = f"answered {code} {text}".strip()
    return Answer(ok=code == 0, said=said, wait=TOO_FAST.get((kind, code), 0.0))


def clean(answer: Answer, secrets: Iterable[str]) -> Answer:
    """Fit for logs and screens: one short line, without any secret that the other side sent back."""
    said = answer.said
    for secret in secrets:
        if secret:
            said = said.replace(secret, "***")
    said = "".join(sign if sign.isprintable() else " " for sign in said)
    return replace(answer, said=" ".join(said.split())[:LONGEST])


def _reason(kind: ChannelKind, body: bytes) -> str:
    if kind is ChannelKind.WEBHOOK:
        return ""
    code, text = _robot(body)
    return "" if code is None else f": {code} {text}"


def _robot(body: bytes) -> tuple[int | None, str]:
    """Code and sentence; None: it is no robot that speaks."""
    try:
        said: Any = json.loads(body)
    except (ValueError, RecursionError):
        return None, ""
    if not isinstance(said, dict):
        return None, ""
    code = next((said[name] for name in ("errcode", "code", "StatusCode") if name in said), None)
    text = next((said[name] for name in ("errmsg", "msg", "StatusMessage") if name in said), "")
    good = isinstance(code, int) and not isinstance(code, bool)
    return (code if good else None), text if isinstance(text, str) else ""
