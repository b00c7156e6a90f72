"""The words of a copy that the town's citizens listen for, from its own prompts."""

from __future__ import annotations

from pathlib import Path

from ivr.catalogue.callbacks import NUMBER_IS, PLACE_KEPT, THANKS, TYPE_NUMBER
from phones import alaw
from phones.likeness import KnownWords


class SpokenPrompts:
    """A `router.demo.prompts.Prompts`; each file is read once it is there."""

    def __init__(self, sounds: Path) -> None:
        self._sounds = sounds
        self._known: dict[tuple[str, str], KnownWords] = {}

    def offer(self, key: str, language: str) -> KnownWords | None:
        return self._find(f"hold_callback_{key}", language)

    def number_is(self, language: str) -> KnownWords | None:
        return self._find(NUMBER_IS, language)

    def type_number(self, language: str) -> KnownWords | None:
        return self._find(TYPE_NUMBER, language)

    def place_kept(self, language: str) -> KnownWords | None:
        return self._find(PLACE_KEPT, language)

    def thanks(self, language: str) -> KnownWords | None:
        return self._find(THANKS, language)

    def _find(self, name: str, language: str) -> KnownWords | None:
        if (name, language) not in self._known:
            try:
                sound = (self._sounds / language / f"{name}.alaw").read_bytes()
                self._known[name, language] = KnownWords(alaw.decode(sound))
            except (OSError, ValueError):
                return None
        return self._known[name, language]
