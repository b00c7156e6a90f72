"""Whether something is open, and when it will be."""

from __future__ import annotations

from datetime import datetime, timedelta

from router.domain.bundle import Hours, Span

DAYS_AHEAD = 8


def is_open(hours: Hours, at: datetime) -> bool:
    """Whether a moment, aware and in the site's zone, lies in one of the spans. A span begins with its first minute and
    is over when `until` begins; one that does not end above its start ends on the next day."""
    minute = at.hour * 60 + at.minute
    return any(_covers(span, at.weekday(), minute) for span in hours.spans)


def opens_at(hours: Hours, at: datetime) -> datetime | None:
    """The first moment from `at` on, aware and in the site's zone, at which it is open: `at` itself while it is, else
    the beginning of a span. None: it never opens."""
    if is_open(hours, at):
        return at
    midnight = at.replace(hour=0, minute=0, second=0, microsecond=0)
    starts = (
        # The fold: in the hour that comes twice, a start in the first of them may be over already.
        (midnight + timedelta(days=day)).replace(hour=span.start // 60, minute=span.start % 60, fold=at.fold)
        for day in range(DAYS_AHEAD)
        for span in hours.spans
        if (at.weekday() + day) % 7 in span.days
    )
    return min((start for start in starts if start > at), default=None)


def _covers(span: Span, day: int, minute: int) -> bool:
    if span.until > span.start:
        return day in span.days and span.start <= minute < span.until
    yesterday = (day - 1) % 7
    return (day in span.days and minute >= span.start) or (yesterday in span.days and minute < span.until)
