"""What callers hear, for an apply: spoken ahead, linked at one stroke."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

from ivr.prompts import TextMissing
from ivr.render import PromptFailed, link_prompts, prune_prompts, speak_prompts
from ivr.speech import Speech
from router.domain.bundle import Bundle
from router.services.apply_parts import StepFailed, Tell
from router.settings import Settings


@dataclass(frozen=True, kw_only=True)
class PromptStep:
    """What callers hear: spoken ahead, linked at one stroke."""

    settings: Settings
    speech: Speech
    name: str = "prompts"

    async def prepare(self, bundle: Bundle, tell: Tell) -> None:
        def progress(done: int, total: int, prompt: str) -> None:
            tell(prompt, done, total)

        settings = self.settings
        try:
            await asyncio.to_thread(
                speak_prompts, bundle, settings.sounds, self.speech, progress, assets=settings.assets
            )  # fmt: skip
        except (TextMissing, PromptFailed) as error:
            raise StepFailed(str(error)) from error

    async def use(self, bundle: Bundle) -> None:
        try:
            await asyncio.to_thread(link_prompts, bundle, self.settings.sounds, self.speech)
        except (TextMissing, PromptFailed) as error:
            raise StepFailed(str(error)) from error

    def tidy(self, kept: Sequence[Bundle]) -> None:
        """Remove what none of these bundles says. Raises StepFailed, OSError."""
        try:
            prune_prompts(self.settings.sounds, self.speech, *kept)
        except TextMissing as error:
            raise StepFailed(str(error)) from error
