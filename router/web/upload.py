"""A file as the body of a request."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Upload:
    """What was sent. It has been measured, and nothing in it is believed yet."""

    media_type: str
    """one of those that the route takes"""
    content: bytes
