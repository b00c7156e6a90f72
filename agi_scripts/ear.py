"""The caller of one AGI session as a channel for the dialogue."""

from __future__ import annotations

import math
from collections.abc import Mapping
from pathlib import Path
from typing import Final

import structlog
from asterisk.agi import AGIAppError, AGIHangup

from agi_scripts.session import Session
from asterisk_conf import names

ANY_KEY: Final = "0123456789*#"
STEP_SECONDS: Final = 8
"""The dead man's handle: Asterisk takes the call to its fallback this long after the last sign of life."""
BYTES_PER_SECOND: Final = 8_000

log = structlog.get_logger()


class Ear:
    """Plays prompts and hears keys; see `ivr.channel.Channel`. Each method raises AGIHangup when the caller leaves,
    AGIError when the session fails."""

    def __init__(self, session: Session, sounds: Path, language: str) -> None:
        self._session = session
        self._sounds = sounds
        self._prompts = sounds / language

    def play(self, prompt: str) -> str | None:
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
            self._still_there()
            log.warning("prompt_not_played", prompt=prompt, language=self._prompts.name)
            return None
        return key or None

    def key(self, seconds: float) -> str | None:
        self._live_on(math.ceil(seconds) + STEP_SECONDS)
        try:
            return self._session.wait_for_digit(round(seconds * 1_000)) or None
        except AGIHangup:
            raise
        except AGIAppError:
            self._still_there()
            return None

    def speak(self, language: str) -> None:
        self._prompts = self._sounds / language

    def informed(self) -> None:
        self._session.set_variable(names.INFORMED, "1")

    def leave(self, facts: Mapping[str, object]) -> None:
        """Write facts on the channel, in their order."""
        self._live_on(STEP_SECONDS)
        for name, value in facts.items():
            self._session.set_variable(name, str(value))

    def _still_there(self) -> None:
        """Asterisk says the same of a command that failed and of a caller who has gone: this step tells them apart, as
        it raises when nobody is there."""
        self._live_on(STEP_SECONDS)

    def _live_on(self, seconds: int) -> None:
        self._session.set_variable("TIMEOUT(absolute)", str(seconds))
