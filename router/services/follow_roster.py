"""Follow the roster while leading: read it in a thread when it may have changed, so that no call waits for a disk."""

from __future__ import annotations

import asyncio

import structlog

from router.domain.bundle import Bundle
from router.ports import NO_ROSTER, RosterBook, RosterSeen

log = structlog.get_logger("router")


class RosterFollower:
    """One reign's. `book` None: there is no roster."""

    def __init__(self, book: RosterBook | None) -> None:
        self._book = book
        self._stamp: object = None
        self._reading: asyncio.Future[RosterSeen] | None = None

    async def begin(self, bundle: Bundle, now: float) -> RosterSeen:
        """As it is now."""
        if self._book is None:
            return NO_ROSTER
        self._stamp = self._book.stamp(bundle, now)
        return await asyncio.to_thread(_read, self._book, bundle, now)

    def look(self, bundle: Bundle, now: float) -> RosterSeen | None:
        """What was read since; None: nothing new. Called each second or so."""
        if self._book is None:
            return None
        if self._reading is not None:
            if not self._reading.done():
                return None
            seen, self._reading = self._reading.result(), None
            return seen
        stamp = self._book.stamp(bundle, now)
        if stamp != self._stamp:
            # Taken before it is read: what changes meanwhile is read once more.
            self._stamp = stamp
            self._reading = asyncio.ensure_future(asyncio.to_thread(_read, self._book, bundle, now))
        return None


def _read(book: RosterBook, bundle: Bundle, now: float) -> RosterSeen:
    try:
        return book.read(bundle, now)
    except Exception as error:
        # The outermost of this thread: whatever is wrong with a roster, calls go on.
        log.exception("roster_unread")
        return RosterSeen(problem=f"{type(error).__name__}: {error}")
