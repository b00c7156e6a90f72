"""Checks what `channels.yaml` refers to."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from router.domain.alarms.catalogue import KINDS, LANGUAGES
from router.services.bundle_parts import Parts
from router.services.config_document import Problem
from router.services.suggest_word import suggest_word

FILE: Final = "channels.yaml"


def check_channels(parts: Parts) -> Iterator[Problem]:
    """Codes that nothing raises, and languages without sentences."""
    heads = {code[:place] for code in KINDS for place, sign in enumerate(code) if sign == "_"}
    for key, shape in parts.channels.items():
        for number, name in enumerate(shape.alarms):
            if name not in KINDS and name not in heads:
                what = f"there is no alarm `{name}`"
                yield parts.documents[FILE].problem((key, "alarms", str(number)), what, suggest_word(name, KINDS))
        if shape.language and shape.language not in LANGUAGES:
            what = f"alarms have no sentences in `{shape.language[:20]}`"
            yield parts.documents[FILE].problem((key, "language"), what, f"use {' or '.join(LANGUAGES)}")
