"""Asterisk's files and music, for an apply."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from asterisk_conf.render import SecretMissing, render, render_texts
from asterisk_conf.runtime import Runtime
from asterisk_conf.safe_text import UnsafeText
from ivr.music import MusicMissing, render_music
from router.adapters.files.secrets import SecretsError, load_or_create_secrets
from router.domain.bundle import Bundle
from router.services.apply_parts import StepFailed, Tell
from router.settings import Settings
from router.supervisor.console import Console
from router.supervisor.reload import RELOADS, reload_asterisk

MUSIC: Final = "musiconhold.conf"
UPTIME: Final = "System uptime"


@dataclass(frozen=True, kw_only=True)
class AsteriskStep:
    """Asterisk's files and music; what changed is read again by the Asterisk that runs, and no phone registers anew."""

    settings: Settings
    runtime: Runtime
    console: Console
    name: str = "asterisk"

    async def prepare(self, bundle: Bundle, _tell: Tell) -> None:
        try:
            await asyncio.to_thread(self._dry, bundle)
        except (SecretsError, SecretMissing, UnsafeText) as error:
            raise StepFailed(str(error)) from error
        if UPTIME not in (await self.console.ask("core show uptime") or ""):
            raise StepFailed("it does not answer")

    async def use(self, bundle: Bundle) -> None:
        try:
            changed = await asyncio.to_thread(self._write, bundle)
        except (SecretsError, SecretMissing, UnsafeText, MusicMissing) as error:
            raise StepFailed(str(error)) from error
        taken = await reload_asterisk(self.console, changed)
        left = [name for name in changed if name in RELOADS and name not in taken]
        if left:
            raise StepFailed(f"it did not read {', '.join(left)}")
        # A dialplan with a mistake in it is told to be reloaded, too, and the former one stays.
        said = await self.console.ask("dialplan show s@arrive") or ""
        if f"HL_BUNDLE={bundle.number})" not in said:
            raise StepFailed(f"its dialplan is not that of bundle {bundle.number}")
        if "pjsip.conf" in changed:
            await self._know_seats(bundle)

    async def _know_seats(self, bundle: Bundle) -> None:
        said = await self.console.ask("pjsip show endpoints") or ""
        missing = [seat for seat in bundle.seats if f" {seat}/" not in said and f" {seat} " not in said]
        if missing:
            raise StepFailed(f"it does not know the seats {', '.join(missing[:5])}")

    def _secrets(self, bundle: Bundle) -> Mapping[str, Any]:
        return load_or_create_secrets(self.settings, bundle).model_dump()

    def _dry(self, bundle: Bundle) -> None:
        render_texts(self.settings, self.runtime, bundle, self._secrets(bundle))

    def _write(self, bundle: Bundle) -> tuple[str, ...]:
        settings = self.settings
        before = _music(settings.sounds)
        render_music(self.runtime, settings.sounds, bundle.music, assets=settings.assets)
        changed = render(settings, self.runtime, bundle, self._secrets(bundle))
        if MUSIC not in changed and _music(settings.sounds) != before:
            return (*changed, MUSIC)
        return changed


def _music(sounds: Path) -> frozenset[Path]:
    return frozenset(path for folder in sounds.glob("music*") for path in folder.glob("*.alaw"))
