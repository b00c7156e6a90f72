"""`hotline test`: all tests."""

from __future__ import annotations

import os
import sys

import typer

from router.settings import CHECKOUT


def test(context: typer.Context) -> None:
    """Run all tests; what follows is passed on to pytest."""
    os.chdir(CHECKOUT)
    # Replaced, not called: its closing line is the last, its exit code ours, and Ctrl-C is its own affair.
    os.execv(sys.executable, [sys.executable, "-m", "pytest", *pytest_arguments(context.args, os.cpu_count() or 1)])


def pytest_arguments(given: list[str], cores: int) -> list[str]:
    """Arguments for pytest: in four workers per core, eight at most, unless something said otherwise.

    Most tests wait for calls, so a core serves several; with many more the calls would stutter. The tests of one
    file stay together, since they share a server; the files with real calls, which take longest, come first.
    """
    chosen = any(word.startswith(("-n", "--numprocesses", "--dist", "--pdb", "-s")) for word in given)
    spread = (
        [] if chosen or cores < 2 else ["-n", str(min(4 * cores, 8)), "--dist", "loadfile", "--no-loadscope-reorder"]
    )
    return [*spread, *given]
