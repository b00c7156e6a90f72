"""Every prompt that a caller can hear: names, and the words where the bundle gives none."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from router.domain.bundle import Bundle, Line

FALLBACK: Final = "fallback"
"""the router is away, Asterisk serves the call alone"""
BACK_TO_HOLD: Final = "back_to_hold"
"""the agent's phone died in mid-talk"""
GOODBYE: Final = "goodbye"
"""the agent has hung up"""
UNKNOWN_LINE: Final = "unknown_line"
"""the number that was dialled is no line"""

FALLBACK_LEAST_SECONDS: Final = 3.0
"""A redirect that was sent before the call went to the fallback must find it in this prompt, not in a talk."""

BUILT_IN: Final[Mapping[str, Mapping[str, str]]] = {
    FALLBACK: {
        "zh-CN": "感谢您的来电。系统正在维护，正在为您转接值班人员，请不要挂机。",
        "en": "Thank you for calling. Our system is under maintenance. Please hold for a member of staff.",
    },
    BACK_TO_HOLD: {
        "zh-CN": "抱歉，话务员的线路中断了。请不要挂机，您排在第一位，马上为您接通。",
        "en": "We are sorry, we have lost the agent. Please hold, you are first in line.",
    },
    GOODBYE: {
        "zh-CN": "感谢您的来电，再见。",
        "en": "Thank you for calling. Goodbye.",
    },
    UNKNOWN_LINE: {
        "zh-CN": "您拨打的号码尚未开通，请查证后再拨。再见。",
        "en": "The number you have dialled is not in service. Please check it and call again. Goodbye.",
    },
}
"""prompt name to language to text; `Bundle.texts` overrides each"""


class TextMissing(Exception):
    """A prompt has no text in a language."""


@dataclass(frozen=True, kw_only=True)
class Prompt:
    """One text to be spoken in one language."""

    name: str
    language: str
    text: str
    least_seconds: float = 0.0
    """silence is added up to this length"""


def greeting_of(line: Line) -> str:
    """Name of a line's greeting."""
    return f"line_{line.id}_greeting"


def notice_of(line: Line) -> str:
    """Name of a line's notice."""
    return f"line_{line.id}_notice"


def prompts_of(bundle: Bundle) -> tuple[Prompt, ...]:
    """Every prompt of a bundle: the platform's in each of the site's languages, then each line's own.

    Raises:
        TextMissing: names every prompt and language that has neither a text of its own nor a built-in one.
    """
    found: list[Prompt] = []
    missing: list[str] = []
    for language in dict.fromkeys((*bundle.site.languages, *(line.language for line in bundle.lines.values()))):
        own = bundle.texts.get(language, {})
        for name in dict.fromkeys((*BUILT_IN, *own)):
            text = own.get(name) or BUILT_IN.get(name, {}).get(language, "")
            if text.strip():
                least = FALLBACK_LEAST_SECONDS if name == FALLBACK else 0.0
                found.append(Prompt(name=name, language=language, text=text, least_seconds=least))
            else:
                missing.append(f"{name} in {language}")
    if missing:
        raise TextMissing(f"no text for {', '.join(missing)}: add it to the texts of that language")
    for line in bundle.lines.values():
        found.append(Prompt(name=greeting_of(line), language=line.language, text=line.greeting))
        if line.notice:
            found.append(Prompt(name=notice_of(line), language=line.language, text=line.notice))
    return tuple(found)
