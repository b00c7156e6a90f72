"""Who listens to the event stream just now."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Final

from aiohttp import WSCloseCode, web

from router.web.errors import TooManyListeners

MOST: Final = 300


class Listeners:
    """Counts them, and closes them when the server ends."""

    def __init__(self, most: int = MOST) -> None:
        self.most = most
        self._open: set[web.WebSocketResponse] = set()
        self.ending = False

    @property
    def count(self) -> int:
        """How many there are."""
        return len(self._open)

    @contextmanager
    def place(self, socket: web.WebSocketResponse) -> Iterator[None]:
        """A place for one more. Raises TooManyListeners."""
        if len(self._open) >= self.most or self.ending:
            raise TooManyListeners
        self._open.add(socket)
        try:
            yield
        finally:
            self._open.discard(socket)

    async def end(self) -> None:
        """Tell all that the server goes away; they come back with their last id."""
        self.ending = True
        for socket in list(self._open):
            with suppress(ConnectionError):
                await socket.close(code=WSCloseCode.GOING_AWAY, message=b"the server ends")
