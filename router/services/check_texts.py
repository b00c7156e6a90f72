"""Checks the texts that a house words itself, language by language."""

from __future__ import annotations

from collections.abc import Iterator

from router.services.bundle_parts import Parts
from router.services.config_document import Problem


def check_texts(parts: Parts) -> Iterator[Problem]:
    """Languages without texts, texts of languages that the site does not have, texts that one language lacks."""
    document = parts.documents["texts.yaml"]
    if parts.site is None or not document.readable:
        return
    languages = parts.site.languages
    for language in languages:
        if language not in document.data:
            yield document.problem(
                (), f"language `{language}` has no texts", f"add a section `{language}:`, or take it out of site.yaml"
            )
    for language in parts.texts:
        yield from parts.stranger("texts.yaml", (language,), "language", language, frozenset(languages))
    # The default language says which texts a site words for itself; a caller of another one must not miss any.
    told = parts.texts.get(languages[0], {})
    for language in languages[1:]:
        for name in told:
            if language in parts.texts and name not in parts.texts[language]:
                yield document.problem(
                    (language,), f"language `{language}` lacks the text `{name}`", f"add `{name}: ...` below it"
                )
    for name, sound in parts.sounds.prompts.items():
        language = name.partition("/")[0]
        if language not in languages:
            what = f"there is no language `{language[:40]}`"
            yield Problem(file=sound.path, line=1, what=what, remedy=f"use {', '.join(languages)}")
