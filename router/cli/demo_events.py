"""What happened between two looks at the live calls, in words. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from router.domain.call import Call, CallState
from router.web.masking import mask_number


def events_between(before: Iterable[Call], after: Iterable[Call]) -> Iterator[str]:
    """A line per talk that began, and per call that left the usual way."""
    former = {call.id: call for call in before}
    for call in after:
        was = former.get(call.id)
        who = f"citizen {mask_number(call.caller)}"
        segment, old = call.segment, was.segment if was else None
        if segment is not None and segment.talked_at is not None and (old is None or old.talked_at is None):
            if call.absent:
                yield f"{who} is to be called back, {_waited(call)}→ seat {segment.seat}"
            else:
                yield f"{who} → {segment.queue or call.queue}, {_waited(call)}→ seat {segment.seat}"
        if call.state is CallState.FALLBACK and (was is None or was.state is not CallState.FALLBACK):
            yield f"[bold red]{who} is in the fallback: {call.fallback_reason or 'no reason given'}[/]"
        if call.state is CallState.MESSAGE and (was is None or was.state is not CallState.MESSAGE):
            yield f"{who} is asked for a message"


def _waited(call: Call) -> str:
    segment = call.segment
    if segment is None or segment.talked_at is None:
        return ""
    if len([one for one in call.segments if one.talked_at is not None]) > 1:
        return "tried again " if call.absent else "handed on "
    since = call.queued_at if call.queued_at is not None else segment.queued_at
    return f"waited {max(0.0, segment.talked_at - since):.0f} s "
