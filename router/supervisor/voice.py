"""What the configuration's compiler is told about prompts."""

from __future__ import annotations

from ivr.prompts import TextMissing, known_prompts, prompts_of
from router.domain.bundle import Bundle
from router.services.compile_bundle import Prompts


def voice(bundle: Bundle) -> Prompts:
    """Names of all prompts of a bundle, and those without words. Nothing is spoken."""
    missing: tuple[tuple[str, str], ...] = ()
    try:
        prompts_of(bundle)
    except TextMissing as error:
        missing = error.missing
    return Prompts(known=known_prompts(bundle), missing=missing)
