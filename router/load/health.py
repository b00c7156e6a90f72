"""Whether every process of the copy is well, in a way that a stepped clock cannot deceive."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from router.cli.read_live import read_live
from router.settings import Settings
from router.supervisor.ready import read_word
from router.supervisor.record import alive, load_record

PYTHON: Final = ("agi", "ami", "router", "archiver", "api")
STALE_SECONDS: Final = 3.0


@dataclass(kw_only=True)
class Health:
    """Looked at again and again: a word counts as fresh when it has changed since."""

    settings: Settings
    heard: dict[str, tuple[float, float]] = field(default_factory=dict)
    """process to when its word says it was written, and when (monotonic) that was new here"""
    old: dict[str, float] = field(default_factory=dict)
    """process to a word that does not count any more"""

    def expect_news(self) -> None:
        """From now on only words that are written after this look count. Blocking, up to 1 s."""
        words = {name: read_word(text) for name, text in read_live(self.settings).words.items()}
        self.old = {name: word.at for name, word in words.items() if word is not None}

    def unwell(self) -> list[str]:
        """Names of processes that are not well, with the reason. Blocking, up to 1 s."""
        record = load_record(self.settings.run)
        live = read_live(self.settings)
        if live.problem:
            return [f"redis {live.problem}"]
        found = []
        for name in (*PYTHON, "redis", "asterisk"):
            child = record.child(name)
            if child is None or not alive(child):
                found.append(f"{name} does not run")
            elif name in PYTHON and (why := self._silent(name, live.words, child.pid)):
                found.append(f"{name} {why}")
        return found

    def _silent(self, name: str, words: Mapping[str, str], pid: int) -> str:
        word = read_word(words.get(name))
        if word is None or word.pid != pid:
            return "has said nothing yet"
        if word.at == self.old.get(name):
            return "has said nothing since"
        now = time.monotonic()
        at, new = self.heard.get(name, (0.0, now))
        if at != word.at:
            new = now
        self.heard[name] = (word.at, new)
        if now - new > STALE_SECONDS:
            return "says nothing"
        if not word.ok or (name == "router" and "waits" in word.detail):
            return f"is not well: {word.detail}"
        return ""
