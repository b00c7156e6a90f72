"""Webhooks: how telling them goes."""

from __future__ import annotations

from router.web.context import Ask
from router.web.feed import parts
from router.web.models_house import Webhooks, WebhookView
from router.web.queries import Nothing
from router.web.views import utc
from router.web.webhooks import HookState, HookWord

BEGUN_BY_NOBODY = HookState(word=HookWord(), position="")


async def list_webhooks(ask: Ask[Nothing, Nothing]) -> Webhooks:
    """Those of the bundle in force."""
    states, newest = await ask.sources.hooks.read(), ask.sources.feed.newest
    shown = []
    for hook in ask.bundle().webhooks.values():
        state = states.get(hook.id, BEGUN_BY_NOBODY)
        word = state.word
        shown.append(
            WebhookView(
                id=hook.id,
                url=hook.url,
                events=list(hook.events),
                last_success=utc(word.last_success),
                lag_seconds=_lag(state.position, newest, ask.sources.now()),
                failing_since=utc(word.failing_since),
                last_error=word.last_error,
                given_up=word.given_up,
            )
        )
    return Webhooks(webhooks=shown)


def _lag(position: str, newest: str, now: float) -> float | None:
    """Seconds since the last event it was told of, when there are newer ones; ids begin with their milliseconds."""
    if not position:
        return None
    at = parts(position)
    return 0.0 if at >= parts(newest) else round(max(0.0, now - at[0] / 1000), 3)
