"""Every prompt of a bundle as sound, ahead of the first call, cached by content."""

from __future__ import annotations

import hashlib
import os
import secrets
import tempfile
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, as_completed
from pathlib import Path
from typing import Final

import soundfile

from ivr.prompts import Prompt, prompts_of
from ivr.sound import SPEECH_LEVEL, Silent, lengthen, level, read_telephone, trim, write_alaw
from ivr.speech import Speech, SpeechFailed
from ivr.spell import spell_numbers
from router.domain.bundle import Bundle

RENDERING: Final = "2"
"""Changes whenever the same text shall be made into sound anew."""
AT_ONCE: Final = 2

Progress = Callable[[int, int, str], None]
"""Called after each prompt with how many are done, of how many, and `language/name`."""


class PromptFailed(Exception):
    """A prompt could not be made into sound."""

    def __init__(self, prompt: Prompt, reason: str) -> None:
        self.prompt = prompt
        super().__init__(
            f"prompt {prompt.name} ({prompt.language}) {prompt.text!r} could not be spoken: {reason}. "
            "Change the text, or give a working command in HOTLINE_TTS"
        )


def render_prompts(bundle: Bundle, sounds: Path, tts: Speech, progress: Progress | None = None) -> None:
    """Make `<sounds>/<language>/<name>.alaw` for every prompt of a bundle: a link to a file named by its content, so
    that a caller who is listening hears the former one to its end.

    Raises:
        TextMissing: a prompt has no words.
        PromptFailed: the first prompt that could not be spoken; those before it stay.
    """
    prompts = prompts_of(bundle)
    with ThreadPoolExecutor(AT_ONCE, thread_name_prefix="render") as pool:
        waiting = {pool.submit(render_prompt, prompt, sounds, tts): prompt for prompt in prompts}
        try:
            for done, future in enumerate(as_completed(waiting), start=1):
                future.result()
                if progress:
                    progress(done, len(prompts), f"{waiting[future].language}/{waiting[future].name}")
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise


def render_prompt(prompt: Prompt, sounds: Path, tts: Speech) -> Path:
    """One prompt; the file that its name now links to. Spoken only when it is not there yet.

    Raises:
        PromptFailed: it could not be spoken.
    """
    folder = sounds / prompt.language
    path = folder / f"{content_hash(prompt, tts)}.alaw"
    if not path.exists():
        _speak(prompt, tts, path)
    _link(folder / f"{prompt.name}.alaw", path.name)
    return path


def content_hash(prompt: Prompt, tts: Speech) -> str:
    """Names the sound of a prompt: the same words by the same voice are one file."""
    said = (RENDERING, tts.name, tts.voice_of(prompt.language), str(prompt.least_seconds), prompt.text)
    return hashlib.sha256("\0".join(said).encode()).hexdigest()[:32]


def _speak(prompt: Prompt, tts: Speech, path: Path) -> None:
    with tempfile.TemporaryDirectory(prefix="hotline-prompt-") as scratch:
        spoken = Path(scratch) / "spoken.wav"
        try:
            tts.speak(spell_numbers(prompt.text, prompt.language), prompt.language, spoken)
            samples = level(trim(read_telephone(spoken)), SPEECH_LEVEL)
            write_alaw(path, lengthen(samples, prompt.least_seconds))
        except Silent as error:
            raise PromptFailed(prompt, f"{tts.name} said nothing audible") from error
        except (SpeechFailed, OSError, soundfile.LibsndfileError) as error:
            raise PromptFailed(prompt, str(error)) from error


def _link(link: Path, target: str) -> None:
    """Point a name at a file, at one stroke."""
    if link.is_symlink() and os.readlink(link) == target:
        return
    fresh = link.with_name(f".{secrets.token_hex(8)}.link")
    fresh.symlink_to(target)
    fresh.replace(link)
