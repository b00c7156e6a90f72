"""A caller who hears prompts and presses keys by a script."""

from __future__ import annotations

from collections.abc import Mapping


class Caller:
    """Presses, during each prompt, the next of the keys that were prepared for it; else none. Keys that are waited for
    come from `later`."""

    def __init__(self, presses: Mapping[str, str] | None = None, later: str = "") -> None:
        self.heard: list[str] = []
        """prompts, and languages as `[en]`"""
        self.told = 0
        """how often it was put on record that something was heard to its end"""
        self.waited: list[float] = []
        self._presses = {prompt: list(keys) for prompt, keys in (presses or {}).items()}
        self._later = list(later)

    def play(self, prompt: str) -> str | None:
        self.heard.append(prompt)
        keys = self._presses.get(prompt)
        key = keys.pop(0) if keys else None
        return None if key in {None, "-"} else key

    def key(self, seconds: float) -> str | None:
        self.waited.append(seconds)
        key = self._later.pop(0) if self._later else None
        return None if key in {None, "-"} else key

    def speak(self, language: str) -> None:
        self.heard.append(f"[{language}]")

    def informed(self) -> None:
        self.told += 1
