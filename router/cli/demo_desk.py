"""The agents' desk of the demo: the API, as any program would use it."""

from __future__ import annotations

import asyncio
from typing import Any
from urllib.parse import quote

from router.cli.ask_api import ApiAway, ApiRefused, ask_api
from router.demo.desk import DeskRefused
from router.settings import Settings


class ApiDesk:
    """A `router.demo.desk.Desk`."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    async def sign_on(self, seat: str, agent: str) -> None:
        await self._ask(seat, "sign-on", {"agent": agent})

    async def ready(self, seat: str) -> None:
        await self._ask(seat, "ready", {})

    async def pause(self, seat: str, reason: str) -> None:
        await self._ask(seat, "pause", {"reason": reason})

    async def _ask(self, seat: str, verb: str, body: dict[str, Any]) -> None:
        path = f"/v1/seats/{quote(seat, safe='')}/{verb}"
        try:
            await asyncio.to_thread(ask_api, self._settings, "POST", path, body)
        except (ApiAway, ApiRefused) as error:
            raise DeskRefused(str(error)) from None
