"""What an agent of the town does at the desk, beside the phone."""

from __future__ import annotations

from typing import Protocol


class DeskRefused(Exception):
    """The hotline said no, or nothing; the message says why."""


class Desk(Protocol):
    """Each raises DeskRefused."""

    async def sign_on(self, seat: str, agent: str) -> None:
        """Sit down."""
        ...

    async def ready(self, seat: str) -> None:
        """Calls may come; ends a wrap-up."""
        ...

    async def pause(self, seat: str, reason: str) -> None:
        """No calls for a while."""
        ...
