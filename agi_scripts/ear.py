"""The caller of one AGI session as a channel for the dialogue."""

from __future__ import annotations

import math
from collections.abc import Mapping
from pathlib import Path
from typing import Final

import structlog
from asterisk.agi import AGIAppError, AGIHangup

from agi_scripts.session import Session

ANY_KEY: Final = "0123456789*#"
STEP_SECONDS: Final = 8
"""The dead man's handle: Asterisk takes the call to its fallback this long after the last sign of life."""
BYTES_PER_SECOND: Final = 8_000

log = structlog.get_logger()


class Ear:
    """Plays prompts of one language; see `ivr.channel.Channel`."""

    def __init__(self, session: Session, prompts: Path) -> None:
        self._session = session
        self._prompts = prompts

    def play(self, prompt: str) -> str | None:
        """Raises AGIHangup when the caller leaves, AGIError when the session fails."""
        sound = self._prompts / f"{prompt}.alaw"
        try:
            length = math.ceil(sound.stat().st_size / BYTES_PER_SECOND)
        except OSError:
            log.error("prompt_missing", prompt=prompt, language=self._prompts.name)
            return None
        self._live_on(length + STEP_SECONDS)
        try:
            key = self._session.stream_file(str(self._prompts / prompt), ANY_KEY, seconds=length + STEP_SECONDS)
        except AGIHangup:
            raise
        except AGIAppError:
            # Asterisk says the same of a file that it cannot open and of a caller who has gone: this step tells them
            # apart, as it raises when nobody is there.
            self._live_on(STEP_SECONDS)
            log.warning("prompt_not_played", prompt=prompt, language=self._prompts.name)
            return None
        return key or None

    def leave(self, facts: Mapping[str, object]) -> None:
        """Write facts on the channel, in their order."""
        self._live_on(STEP_SECONDS)
        for name, value in facts.items():
            self._session.set_variable(name, str(value))

    def _live_on(self, seconds: int) -> None:
        self._session.set_variable("TIMEOUT(absolute)", str(seconds))
