"""Listens for words of the hotline, look by look."""

from __future__ import annotations

import time
from typing import Final

from phones import Call
from phones.likeness import REACH_SECONDS, KnownWords

LONGEST_SECONDS: Final = 12.0
"""between two looks; what was said before is missed"""


class WordEar:
    """One listener on one call."""

    def __init__(self) -> None:
        self._looked_at = time.monotonic()

    def forget(self) -> None:
        """What was said until now does not count any more."""
        self._looked_at = time.monotonic()

    def hears(self, call: Call, words: KnownWords | None) -> bool:
        """Whether they were said since the last look, however long ago that was. None is never said."""
        since, self._looked_at = self._looked_at, time.monotonic()
        within = min(self._looked_at - since, LONGEST_SECONDS) + REACH_SECONDS
        return words is not None and words.are_in(call.heard_since(self._looked_at - within))
