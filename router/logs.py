"""Logs: one JSON object a line, with a stable event name."""

from __future__ import annotations

import logging
import sys

import structlog
from structlog.typing import EventDict, WrappedLogger


def set_up_logs(process: str) -> None:
    """Log to standard error, which the supervisor keeps in a file of the process. Each line names the process."""

    def name(_logger: WrappedLogger, _method: str, line: EventDict) -> EventDict:
        # Not bound to the context: a thread begins with an empty one.
        line.setdefault("process", process)
        return line

    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            name,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.WriteLoggerFactory(file=sys.stderr),
        # A cached logger keeps the settings under which it wrote first, whoever sets others later.
        cache_logger_on_first_use=False,
    )
