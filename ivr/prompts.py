"""Every prompt of a bundle that a caller or an agent can hear: names, and the words where the bundle gives none."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from typing import Final

from ivr.catalogue import Words, words_for
from ivr.catalogue.callbacks import FOR_AGENTS, FOR_CALLERS, callback_key_words, callback_of, digit_words
from ivr.catalogue.calls import CALLS, FALLBACK
from ivr.catalogue.codes import CODES
from ivr.catalogue.counted import message_key_words, number_words, place_words, wait_words
from ivr.catalogue.incidents import INCIDENTS
from ivr.catalogue.ladders import ladder_words
from ivr.catalogue.linkages import linkage_words
from ivr.languages import agent_languages, caller_languages, heard_menus
from ivr.names import (
    announcement_of,
    greeting_of,
    menu_prompt,
    notice_of,
    reason_of,
    topic_of,
    where_of,
    whisper_of,
)
from router.domain.bundle import Bundle, Go

FALLBACK_LEAST_SECONDS: Final = 3.0
"""A redirect that was sent before the call went to the fallback must find it in this prompt, not in a talk."""
WHISPER_MOST_SECONDS: Final = 0.95
"""Until a whisper ends, neither the caller's hangup nor a redirect is heard."""


class TextMissing(Exception):
    """A prompt has no text in a language."""

    def __init__(self, missing: tuple[tuple[str, str], ...]) -> None:
        self.missing = missing
        """language and name of each"""
        names = ", ".join(f"{language}/{name}" for language, name in missing)
        super().__init__(f"no text for {names}: add it to the texts of that language")


@dataclass(frozen=True, kw_only=True)
class Prompt:
    """One text to be spoken in one language."""

    name: str
    language: str
    text: str
    least_seconds: float = 0.0
    """silence is added up to this length"""
    most_seconds: float = 0.0
    """spoken quicker when it would last longer; 0: as long as it is"""
    voice: str = ""
    """language of the voice, when it is not the prompt's"""
    recording: str = ""
    """SHA-256 of a recording that is played instead"""

    @property
    def spoken_in(self) -> str:
        """Language of the words."""
        return self.voice or self.language


def prompts_of(bundle: Bundle) -> tuple[Prompt, ...]:
    """Every prompt of a bundle, once: the platform's in each language of callers or agents, then the bundle's own.

    Raises:
        TextMissing: names every prompt, as `language/name`, that has neither a text of its own nor a built-in one.
    """
    found: dict[tuple[str, str], Prompt] = {}
    for prompt in chain(_extra(bundle), _needed(bundle)):
        key = prompt.language, prompt.name
        if prompt.text or key not in found:
            found[key] = prompt
    missing = tuple(key for key, prompt in found.items() if not (prompt.text.strip() or prompt.recording))
    if missing:
        raise TextMissing(missing)
    return tuple(found.values())


def known_prompts(bundle: Bundle) -> frozenset[str]:
    """Names of all prompts that are ever played; texts and recordings of any other name are a slip of the pen."""
    return frozenset(prompt.name for prompt in _needed(bundle))


def _needed(bundle: Bundle) -> Iterator[Prompt]:
    yield from _built(bundle)
    yield from _named(bundle)
    yield from _lines(bundle)
    yield from _announcements(bundle)
    for language, name in _said(bundle):
        yield _prompt(bundle, name, language)


def _prompt(bundle: Bundle, name: str, language: str, text: str = "", **more: float | str) -> Prompt:
    own = bundle.texts.get(language, {}).get(name, "")
    recording = bundle.recorded_prompts.get(f"{language}/{name}", "")
    return Prompt(name=name, language=language, text=own or text, recording=recording, **more)  # type: ignore[arg-type]


def _extra(bundle: Bundle) -> Iterator[Prompt]:
    """Whatever the bundle gives words for in a language of its callers."""
    for language in caller_languages(bundle):
        for name in bundle.texts.get(language, {}):
            yield _prompt(bundle, name, language)


def _built_in(bundle: Bundle) -> Iterator[tuple[Words, tuple[str, ...]]]:
    """The platform's words and the languages they are needed in."""
    callers, agents = caller_languages(bundle), agent_languages(bundle)
    keys = dict.fromkeys(queue.message_key for queue in bundle.queues.values() if queue.message_key)
    yield CALLS, callers
    yield INCIDENTS, callers
    yield place_words(), callers
    yield wait_words(), callers
    yield message_key_words(keys), callers
    if bundle.outbound is not None:
        yield FOR_CALLERS, callers
        yield digit_words(), callers
        backs = dict.fromkeys(queue.callback_key for queue in bundle.queues.values() if queue.callback_key)
        yield callback_key_words(backs), callers
        for line in bundle.lines.values():
            yield callback_of(line.id, line.name), callers
        yield FOR_AGENTS, agents
    if bundle.ladders:
        yield ladder_words(bundle), agents
    for linkage in bundle.linkages.values():
        yield linkage_words(linkage.id, linkage.name), bundle.site.languages[:1]
    yield CODES, agents
    yield number_words(), agents


def _built(bundle: Bundle) -> Iterator[Prompt]:
    for words, languages in _built_in(bundle):
        for language in languages:
            for name, texts in words.items():
                least = FALLBACK_LEAST_SECONDS if name == FALLBACK else 0.0
                yield _prompt(bundle, name, language, words_for(texts, language), least_seconds=least)


def _named(bundle: Bundle) -> Iterator[Prompt]:
    """What has a name in the bundle, for agents. A name is in the site's first language, and is said by its voice even
    between words of another one, unless the texts translate it."""
    first = bundle.site.languages[0]
    for queue in bundle.queues.values():
        yield _prompt(bundle, whisper_of(queue.id), first, queue.name, most_seconds=WHISPER_MOST_SECONDS)
    names = {
        **{topic_of(code): name for code, name in bundle.topics.items()},
        **{where_of(code): name for code, name in bundle.places.items()},
    }
    reasons = {reason_of(reason): reason.replace("_", " ") for reason in bundle.site.pause_reasons}
    for language in agent_languages(bundle):
        own = bundle.texts.get(language, {})
        for name, text in names.items():
            yield _prompt(bundle, name, language, text, voice="" if name in own else first)
        for name, text in reasons.items():
            if name not in CODES:
                yield _prompt(bundle, name, language, text, voice="" if name in own else "en")


def _lines(bundle: Bundle) -> Iterator[Prompt]:
    for line in bundle.lines.values():
        yield _prompt(bundle, greeting_of(line), line.language, line.greeting)
        for language, text in line.greetings.items():
            if language != line.language:
                yield _prompt(bundle, greeting_of(line), language, text)
        if line.notice:
            yield _prompt(bundle, notice_of(line), line.language, line.notice)
        for menu, language in heard_menus(bundle, line):
            text = bundle.menus[menu].prompt.get(language, "")
            yield _prompt(bundle, menu_prompt(bundle.menus[menu]), language, text)


def _announcements(bundle: Bundle) -> Iterator[Prompt]:
    """In each language that it has words in, and at least in those of its lines."""
    for announcement in bundle.announcements.values():
        lines = (line for line in bundle.lines.values() if not announcement.lines or line.id in announcement.lines)
        for language in dict.fromkeys((*announcement.text, *(line.language for line in lines))):
            yield _prompt(bundle, announcement_of(announcement), language, announcement.text.get(language, ""))


def _said(bundle: Bundle) -> Iterator[tuple[str, str]]:
    """(language, text) that menus say."""
    for line in bundle.lines.values():
        for menu, language in heard_menus(bundle, line):
            for choice in bundle.menus[menu].choices.values():
                if choice.go is Go.SAY:
                    yield language, choice.target
