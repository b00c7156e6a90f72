"""asterisk-ami's event listener with a filter that filters."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import structlog
from asterisk.ami.event import EventListener

from router.adapters.ami.packet import AmiEvent

log = structlog.get_logger()


class Listener(EventListener):  # type: ignore[misc]  # the package has no types
    """As asterisk-ami's, but an event that lacks a header asked for does not pass."""

    def check_attributes(self, event_keys: dict[str, Any]) -> bool:
        """Whether every header asked for is there and fits its rule."""
        if any(name not in event_keys for name in self.assert_attrs):
            return False
        return bool(super().check_attributes(event_keys))


def tell(listeners: Iterable[EventListener], event: AmiEvent, **more: object) -> None:
    """Give an event to each listener; one that raises is logged and keeps nobody else from it."""
    for listener in listeners:
        try:
            listener(event=event, **more)
        except Exception:  # a listener is foreign code, and this is the loop that calls it
            log.exception("ami_listener_failed", event_name=event.name)
