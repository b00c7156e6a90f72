"""What a dialogue needs of a call."""

from __future__ import annotations

from typing import Protocol


class Channel(Protocol):
    """One caller's ear and keys, in one language at a time. When the caller leaves, an exception of the channel's own
    ends the dialogue."""

    def play(self, prompt: str) -> str | None:
        """Play a prompt by its name to its end, or until a key is pressed: the key, or None.

        A prompt that is not there is passed over: silence is worse than a missing sentence, but a call that ends is
        worse than both.
        """
        ...

    def key(self, seconds: float) -> str | None:
        """The next key, or None when there is none for so long."""
        ...

    def speak(self, language: str) -> None:
        """Prompts are in this language from now on."""
        ...

    def informed(self) -> None:
        """Put on record that the caller has been told something to its end, at once: many hang up right then."""
        ...
