"""The processes of a copy that are started by the supervisor, each from the `HOTLINE_*` environment."""

from __future__ import annotations

from router.cli.options import new_settings


def run() -> None:
    """The router: decides who gets which call."""
    from router.bootstrap import run_router

    run_router(new_settings(None, None))


def archive() -> None:
    """The archiver: history into SQL, recordings to their place."""
    from router.bootstrap import run_archiver

    run_archiver(new_settings(None, None))


def serve() -> None:
    """The HTTP API."""
    from router.bootstrap import run_api

    run_api(new_settings(None, None))
