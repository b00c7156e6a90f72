"""What is said of an incident, as sound: spoken when a lead wants it, and no part of any bundle."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from ivr.prompts import Prompt
from ivr.speak_prompt import speak_prompt
from ivr.speech import Speech

SHELF: Final = "incidents"
"""folder below each language's prompts"""


def speak_incident(text: str, language: str, sounds: Path, tts: Speech) -> str:
    """The name of its prompt, `incidents/<content hash>`. Blocks, for a second at most where espeak-ng speaks.

    Raises:
        PromptFailed: it could not be spoken.
    """
    path = speak_prompt(Prompt(name="incident", language=language, text=text), sounds, tts, shelf=SHELF)
    # By its time `tidy_incidents` knows what may still be heard.
    path.touch()
    return f"{SHELF}/{path.stem}"


def tidy_incidents(sounds: Path, before: float) -> int:
    """Remove what was spoken last before Unix time `before`, and how many. Whoever is listening hears its end."""
    old = [path for path in sounds.glob(f"*/{SHELF}/*.alaw") if path.stat().st_mtime < before]
    for path in old:
        path.unlink(missing_ok=True)
    return len(old)
