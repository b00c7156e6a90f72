"""Whether the contexts are there that calls are sent to: a Redirect to a missing one hangs the caller up."""

from __future__ import annotations

from typing import Final

import structlog

from asterisk_conf import names
from router.adapters.ami import actions
from router.adapters.ami.connection import Connection

log = structlog.get_logger()
NEEDED: Final = (names.CONTEXT_CONNECT, names.CONTEXT_FALLBACK)


class Places:
    """Looked up with each snapshot; until the first look nothing is taken for missing."""

    def __init__(self) -> None:
        self.missing: frozenset[str] = frozenset()

    def look(self, connection: Connection) -> None:
        """Ask Asterisk for the contexts. Raises OutcomeUnknown."""
        answers = connection.request_many([actions.show_context(context) for context in NEEDED])
        self.missing = frozenset(
            context
            for context, answer in zip(NEEDED, answers, strict=True)
            if not any(event.text("Extension") == "s" for event in answer.events)
        )
        if self.missing:
            log.error("contexts_missing", missing=sorted(self.missing))
