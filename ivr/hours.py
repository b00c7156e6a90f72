"""Whether something is open."""

from __future__ import annotations

from datetime import datetime

from router.domain.bundle import Bundle, Hours, Queue, Span


def is_open(hours: Hours, at: datetime) -> bool:
    """Whether a moment, aware and in the site's zone, lies in one of the spans. A span begins with its first minute and
    is over when `until` begins; one that does not end above its start ends on the next day."""
    minute = at.hour * 60 + at.minute
    return any(_covers(span, at.weekday(), minute) for span in hours.spans)


def queue_is_open(bundle: Bundle, queue: Queue, at: datetime) -> bool:
    """A queue without hours, or whose hours nobody knows, never closes."""
    hours = bundle.hours.get(queue.hours)
    return hours is None or is_open(hours, at)


def _covers(span: Span, day: int, minute: int) -> bool:
    if span.until > span.start:
        return day in span.days and span.start <= minute < span.until
    yesterday = (day - 1) % 7
    return (day in span.days and minute >= span.start) or (yesterday in span.days and minute < span.until)
