"""The platform's own words, prompt name to language to text. A bundle's texts override each of them."""

from __future__ import annotations

from collections.abc import Mapping

Words = Mapping[str, Mapping[str, str]]


def words_for(words: Mapping[str, str], language: str) -> str:
    """The text in a language, else in another of its family (`zh-HK`: as `zh-CN`); empty when there is none."""
    family = language.partition("-")[0]
    near = (text for other, text in words.items() if other.partition("-")[0] == family)
    return words.get(language) or next(near, "")
