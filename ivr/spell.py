"""Telephone numbers in a text, written as they are said."""

from __future__ import annotations

import re
from typing import Final

_NUMBER: Final = re.compile(r"(?<![\d.,])\d{5,}+(?![.,]\d)")
_CHINESE: Final = str.maketrans("0123456789", "零一二三四五六七八九")


def spell_numbers(text: str, language: str) -> str:
    """Runs of five digits and more, digit by digit: 12345 is a number to dial, not twelve thousand and more."""

    def apart(found: re.Match[str]) -> str:
        return found[0].translate(_CHINESE) if language.startswith("zh") else " ".join(found[0])

    return _NUMBER.sub(apart, text)
