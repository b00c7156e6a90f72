"""Remedies for a word that is not known."""

from __future__ import annotations

import difflib
from collections.abc import Iterable


def suggest_word(word: str, known: Iterable[str]) -> str:
    """What was probably meant, and what there is."""
    choices = sorted(known)
    if not choices:
        return "there is none yet, so add it first"
    near = difflib.get_close_matches(word, choices, n=1, cutoff=0.6)
    if near:
        return f"did you mean `{near[0]}`?"
    return f"there is: {', '.join(choices[:12])}{', ...' if len(choices) > 12 else ''}"
