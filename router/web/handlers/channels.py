"""Channels: how telling them of alarms goes. Their addresses are not shown: those of robots hold keys."""

from __future__ import annotations

from router.domain.alarms.basket import Basket
from router.web.channels.language import language_of
from router.web.context import Ask
from router.web.models_house import Channels, ChannelView
from router.web.queries import Nothing
from router.web.views import utc

NOTHING_YET = Basket()


async def list_channels(ask: Ask[Nothing, Nothing]) -> Channels:
    """Those of the bundle in force."""
    states, bundle = await ask.sources.channels.read(), ask.bundle()
    shown = []
    for channel in bundle.channels.values():
        basket = states.get(channel.id, NOTHING_YET)
        shown.append(
            ChannelView(
                id=channel.id,
                kind=channel.kind,
                alarms=list(channel.alarms),
                least=channel.least,
                language=language_of(channel, bundle),
                waiting=sum(max(1, item.times) for item in basket.items),
                last_success=utc(basket.last_success),
                failing_since=utc(basket.failing_since),
                last_error=basket.last_error,
                messages=basket.messages,
                failed_tries=basket.failed,
                given_up=basket.given_up,
            )
        )
    return Channels(channels=shown)
