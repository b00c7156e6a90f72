"""One prompt as sound: a master at 16 kHz, and at 8 kHz in A-law what Asterisk plays."""

from __future__ import annotations

import hashlib
import tempfile
from pathlib import Path
from typing import Final

import numpy as np
import soundfile

from ivr.hasten import hasten
from ivr.mixed import voices_of
from ivr.prompts import Prompt
from ivr.sound import (
    EDGE_SECONDS,
    MASTER_RATE,
    SPEECH_LEVEL,
    Samples,
    Silent,
    lengthen,
    level,
    read_sound,
    to_telephone,
    trim,
    write_alaw,
    write_master,
)
from ivr.speech import Speech, SpeechFailed
from ivr.spell import spell_numbers

RENDERING: Final = "4"
"""Changes whenever the same text shall be made into sound anew."""
MASTERS: Final = "masters"
"""folder of the masters, `<content hash>.flac`: what another codec would be made of"""


class PromptFailed(Exception):
    """A prompt could not be made into sound."""

    def __init__(self, prompt: Prompt, reason: str) -> None:
        self.prompt = prompt
        remedy = "Change the text, or give a working command in HOTLINE_TTS"
        if prompt.recording:
            remedy = "Give its recording anew"
        super().__init__(
            f"prompt {prompt.name} ({prompt.language}) {prompt.text!r} could not be spoken: {reason}. {remedy}"
        )


def speak_prompt(prompt: Prompt, sounds: Path, tts: Speech, assets: Path | None = None, *, shelf: str = "") -> Path:
    """The file of a prompt, `<sounds>/<language>/<content hash>.alaw`; made only when it is not there yet. With a
    `shelf`, in a folder of that name below its language: what no bundle has, and none tidies away.

    Raises:
        PromptFailed: it could not be spoken, or its recording cannot be read.
    """
    name = content_hash(prompt, tts)
    path = sounds / prompt.language / shelf / f"{name}.alaw"
    if path.exists():
        return path
    try:
        master = _shape(prompt, _sound_of(prompt, tts, assets))
        write_master(sounds / MASTERS / f"{name}.flac", master)
        write_alaw(path, to_telephone(master))
    except Silent as error:
        raise PromptFailed(prompt, "there is nothing audible in it") from error
    except (SpeechFailed, OSError, soundfile.LibsndfileError) as error:
        raise PromptFailed(prompt, str(error)) from error
    return path


def content_hash(prompt: Prompt, tts: Speech) -> str:
    """Names the sound of a prompt: the same words by the same voice are one file, and so is the same recording."""
    source = (prompt.recording,) if prompt.recording else (tts.name, tts.voice_of(prompt.spoken_in), prompt.text)
    said = (RENDERING, prompt.language, str(prompt.least_seconds), str(prompt.most_seconds), *source)
    return hashlib.sha256("\0".join(said).encode()).hexdigest()[:32]


def _sound_of(prompt: Prompt, tts: Speech, assets: Path | None) -> Samples:
    if prompt.recording:
        if assets is None:
            raise PromptFailed(prompt, "nobody said where recordings lie")
        return read_sound(assets / f"{prompt.recording}.wav", MASTER_RATE)
    parts = [_spoken(text, language, tts) for text, language in voices_of(prompt.text, prompt.spoken_in)]
    if len(parts) == 1:
        return parts[0]
    # Each voice has its own loudness and its own silence around it.
    return np.concatenate([level(trim(part, MASTER_RATE), SPEECH_LEVEL) for part in parts])


def _spoken(text: str, language: str, tts: Speech) -> Samples:
    with tempfile.TemporaryDirectory(prefix="hotline-prompt-") as scratch:
        spoken = Path(scratch) / "spoken.wav"
        tts.speak(spell_numbers(text, language), language, spoken)
        return read_sound(spoken, MASTER_RATE)


def _shape(prompt: Prompt, sound: Samples) -> Samples:
    """Trimmed, of an even level, and as long as it has to be."""
    brief = prompt.most_seconds > 0
    trimmed = level(trim(sound, MASTER_RATE, 0.0 if brief else EDGE_SECONDS), SPEECH_LEVEL)
    if brief:
        trimmed = hasten(trimmed, MASTER_RATE, prompt.most_seconds)
    return lengthen(trimmed, prompt.least_seconds, MASTER_RATE)
