"""Incidents of live calls, for people."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, Final
from urllib.parse import quote

import typer

from router.cli.ask_api import ask_api
from router.settings import Settings

DAYS: Final = 7
MOST: Final = 100


def read_incidents(settings: Settings, *, every: bool, now: float) -> list[dict[str, Any]]:
    """As `GET /v1/incidents` gives them, newest first; with `every`, those of the last days that are over, too.

    Raises:
        ApiAway, ApiRefused.
    """
    since = datetime.fromtimestamp(now - DAYS * 86_400, UTC).isoformat()
    which = f"since={quote(since)}" if every else "open=true"
    found: list[dict[str, Any]] = ask_api(settings, "GET", f"/v1/incidents?{which}&limit={MOST}")["incidents"]
    return found


def show_incidents(found: list[dict[str, Any]], language: str, *, every: bool) -> None:
    """A sentence each, and the id that other commands take."""
    if not found:
        typer.echo(f"no incident in the last {DAYS} days" if every else "no incident goes on")
    for one in found:
        day = f"{one['first_at'][:10]} " if every else ""
        typer.echo(f"{day}{one['text'].get(language, one['text']['en'])} [{one['id']}]")
