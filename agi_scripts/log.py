"""Logs of this process: one JSON object per line on standard output."""

from __future__ import annotations

import structlog


def configure_log() -> None:
    """Bound context (`call_id`, `script`), level, UTC time, then JSON. Called once, at the process's begin."""
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(20),
        cache_logger_on_first_use=True,
    )
