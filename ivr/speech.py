"""Text to speech by a command: espeak-ng of the contained runtime, or any other that writes a sound file."""

from __future__ import annotations

import os
import shlex
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Protocol

WITHIN: Final = 60.0
"""Seconds for one text."""
VOICES: Final = {"zh-CN": "cmn", "zh": "cmn", "zh-HK": "yue"}
"""language of the bundle to espeak-ng's voice; any other language is its own voice"""


class SpeechFailed(Exception):
    """The command did not speak."""


class HasPrograms(Protocol):
    """What is needed of the contained runtime."""

    def command(self, name: str, *arguments: str) -> list[str]: ...

    def environ(self) -> dict[str, str]: ...


@dataclass(frozen=True, kw_only=True)
class Speech:
    """One voice command. It reads the text, UTF-8, from standard input and writes a sound file."""

    name: str
    """part of the cache key: change it when the same text shall sound anew"""
    argv: tuple[str, ...]
    """`{voice}` and `{output}` in it are replaced"""
    environ: Mapping[str, str] = field(default_factory=dict, repr=False)
    voices: Mapping[str, str] = field(default_factory=lambda: VOICES)

    def voice_of(self, language: str) -> str:
        """The voice for a language."""
        return self.voices.get(language, language)

    def speak(self, text: str, language: str, output: Path) -> None:
        """Write the spoken text to `output`.

        Raises:
            SpeechFailed: with what the command said.
        """
        voice = self.voice_of(language)
        argv = [part.replace("{voice}", voice).replace("{output}", str(output)) for part in self.argv]
        try:
            done = subprocess.run(
                argv,
                input=text.encode(),
                env={**os.environ, **self.environ},
                capture_output=True,
                timeout=WITHIN,
                check=False,
            )
        except (OSError, subprocess.TimeoutExpired) as error:
            raise SpeechFailed(f"{argv[0]}: {error}") from error
        if done.returncode != 0 or not output.exists():
            said = done.stderr.decode(errors="replace").strip()[-300:]
            raise SpeechFailed(f"{self.name} with voice {voice} ended with {done.returncode}: {said or 'no word'}")


def espeak(runtime: HasPrograms) -> Speech:
    """espeak-ng of the contained runtime, a little quicker than its default: a greeting with its notice takes 6 s."""
    arguments = ("-v", "{voice}", "-s", "190", "-z", "--stdin", "-w", "{output}")
    return Speech(
        name="espeak-ng -s190", argv=tuple(runtime.command("espeak-ng", *arguments)), environ=runtime.environ()
    )


def choose_speech(runtime: HasPrograms, environ: Mapping[str, str]) -> Speech:
    """The command in HOTLINE_TTS, such as `my-tts --voice {voice} --out {output}`, else espeak-ng."""
    command = environ.get("HOTLINE_TTS", "").strip()
    return Speech(name=command, argv=tuple(shlex.split(command))) if command else espeak(runtime)
