"""From the steps of leads in talks to what the API says of them. Pure."""

from __future__ import annotations

from collections.abc import Iterable

from router.domain.listening import ListenMode
from router.web.history import ListeningStep
from router.web.models import ListeningView, ModeView
from router.web.views import utc

HEARS = frozenset({"began", "changed"})


def listening_views(steps: Iterable[ListeningStep]) -> list[ListeningView]:
    """One view per use, in the order in which they were asked for; `steps` are in order."""
    uses: dict[str, list[ListeningStep]] = {}
    for step in steps:
        uses.setdefault(step.listening, []).append(step)
    return [_view(use) for use in uses.values()]


def _view(steps: list[ListeningStep]) -> ListeningView:
    first = steps[0]
    began = next((step for step in steps if step.what == "began"), None)
    ended = next((step for step in steps if step.what == "ended"), None)
    return ListeningView(
        id=first.listening,
        seat=first.seat,
        agent=first.agent,
        actor=first.actor,
        note=next((step.note for step in reversed(steps) if step.note), ""),
        heard_seat=first.heard_seat,
        heard_agent=first.heard_agent,
        segment=first.segment,
        asked_at=utc(first.at),
        began_at=utc(began.at) if began else None,
        ended_at=utc(ended.at) if ended else None,
        end=ended.end if ended else "",
        ended_by=ended.actor if ended else "",
        modes=[ModeView(at=utc(step.at), mode=ListenMode(step.mode)) for step in steps if step.what in HEARS],
    )
