"""What re-INVITEs and transfers need of the call they belong to."""

from __future__ import annotations

from typing import Protocol

from phones.dialog import Dialog
from phones.ending import Ending
from phones.journal import Journal
from phones.media import Media
from phones.sip_message import Header, Response
from phones.transaction import OnResponse


class Leg(Protocol):
    """One side of a call; `phones.call.Call` is one, and says what each of these does."""

    dialog: Dialog
    journal: Journal
    media: Media
    ending: Ending | None

    def transact(
        self, method: str, headers: tuple[Header, ...], on_response: OnResponse, body: bytes = b""
    ) -> None: ...

    async def ask(self, method: str, headers: tuple[Header, ...]) -> Response: ...

    def take(self, description: bytes) -> bool: ...

    def acknowledge(self, response: Response) -> None: ...

    async def hang_up(self, reason: str = "") -> None: ...
