"""Who speaks what callers are told of incidents: the voice of the house's prompts."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Mapping

from asterisk_conf.runtime import Runtime
from ivr.speak_incident import speak_incident, tidy_incidents
from ivr.speak_prompt import PromptFailed
from ivr.speech import choose_speech
from router.domain.incidents.announcement import LONGEST_S
from router.settings import Settings


def incident_voice(
    settings: Settings, runtime: Runtime, environ: Mapping[str, str] = os.environ
) -> Callable[[str, str], str]:
    """Words and their language to the name of their prompt. What it returns blocks for as long as it takes to speak,
    and raises ValueError with why it could not."""
    speech = choose_speech(runtime, environ)

    def speak(words: str, language: str) -> str:
        tidy_incidents(settings.sounds, time.time() - 2 * LONGEST_S)
        try:
            return speak_incident(words, language, settings.sounds, speech)
        except PromptFailed as error:
            raise ValueError(str(error)) from error

    return speak
