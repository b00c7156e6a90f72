"""The router, for an apply: it may say no, and tells the nodes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff

from router.domain.bundle import Bundle
from router.domain.errors import InUse, Refusal
from router.domain.requests import AdoptBundle
from router.services.apply_parts import StepFailed, Tell
from router.services.ask_router import ask_router
from router.settings import Settings

ROUTER_SECONDS: Final = 5.0


@dataclass(frozen=True, kw_only=True)
class RouterStep:
    """The router of a copy that runs."""

    settings: Settings
    actor: str
    note: str
    name: str = "router"

    async def prepare(self, bundle: Bundle, _tell: Tell) -> None:
        reply_code, message = await self._ask(bundle, check=True)
        if reply_code == InUse.code:
            # Told anew, so that whoever waits for it hears only what is in use, and not the whole sentence each time.
            raise InUse(message.removeprefix(InUse().message.removesuffix(".")).strip(" ().") or "it is not said what")
        if reply_code:
            raise StepFailed(message)

    async def use(self, bundle: Bundle) -> None:
        reply_code, message = await self._ask(bundle, check=False)
        if reply_code:
            raise StepFailed(message)

    async def _ask(self, bundle: Bundle, *, check: bool) -> tuple[str, str]:
        """The code and sentence of a refusal; two empty words when it is well."""
        redis = Redis(
            unix_socket_path=str(self.settings.redis_socket),
            socket_timeout=ROUTER_SECONDS + 2.0,
            retry=Retry(NoBackoff(), 0),
        )
        request = AdoptBundle(
            seat="",
            actor=self.actor,
            number=bundle.number,
            check=check,
            note=self.note,
            successors=bundle.successors,
        )
        try:
            reply = await ask_router(redis, request, wait=ROUTER_SECONDS)
        finally:
            await redis.aclose()
        return ("", "") if reply.ok else (reply.code or Refusal.code, reply.message)
