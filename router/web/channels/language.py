"""In which language a channel is told."""

from __future__ import annotations

from router.domain.alarms.catalogue import CHINESE, ENGLISH
from router.domain.alarms.channel import Channel
from router.domain.bundle import Bundle


def language_of(channel: Channel, bundle: Bundle) -> str:
    """Its own; else Chinese when that is the site's first language, else English."""
    return channel.language or (CHINESE if bundle.site.languages[0].startswith("zh") else ENGLISH)
