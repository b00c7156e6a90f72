"""Whether a queue is open."""

from __future__ import annotations

from datetime import datetime

from router.domain.bundle import Bundle, Queue
from router.domain.opening import is_open


def queue_is_open(bundle: Bundle, queue: Queue, at: datetime) -> bool:
    """At a moment, aware and in the site's zone. A queue without hours, or whose hours nobody knows, never closes."""
    hours = bundle.hours.get(queue.hours)
    return hours is None or is_open(hours, at)
