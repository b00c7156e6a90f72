"""Who heard what, on record before a sound is sent."""

from __future__ import annotations

from typing import Final

from router.web.history import History

AGAIN_SECONDS: Final = 300.0
"""A player asks for one recording piece by piece: within this it is one hearing"""
_REMEMBERED: Final = 10_000


class Accesses:
    """Puts each hearing on record once."""

    def __init__(self, history: History) -> None:
        self._history = history
        self._last: dict[tuple[str, str, str], float] = {}

    async def put(self, *, at: float, actor: str, how: str, subject: str, call: str) -> None:
        """Put it on record, unless the same was within the last five minutes. `at` in Unix seconds.

        Raises:
            ArchiveAway: it is not on record; nothing may be heard then.
        """
        key = (actor, how, subject)
        if at - self._last.get(key, -AGAIN_SECONDS) < AGAIN_SECONDS:
            return
        await self._history.put_access(at=at, actor=actor, how=how, subject=subject, call=call)
        self._last.pop(key, None)
        if len(self._last) >= _REMEMBERED:
            del self._last[next(iter(self._last))]
        self._last[key] = at
