"""`hotline soak`: one acceptance scenario again and again."""

from __future__ import annotations

import subprocess
import sys
import time
from typing import Annotated

import typer

from router.cli.options import fail
from router.settings import CHECKOUT


def soak(
    scenario: Annotated[str, typer.Argument(help="A folder of tests/acceptance, or a pytest id below it.")],
    times: Annotated[int, typer.Option(min=1, help="How often.")] = 20,
) -> None:
    """Repeat one acceptance scenario, each time on a fresh copy, and count."""
    home = CHECKOUT / "tests" / "acceptance"
    path = home / scenario.partition("::")[0]
    if not path.exists() or not path.resolve().is_relative_to(home):
        known = sorted({found.parent.name for found in home.glob("*/test_*.py")})
        fail(f"there is no scenario {scenario!r}; scenarios: {', '.join(known) or 'none'}", code=2)
    passed = 0
    for number in range(1, times + 1):
        began = time.monotonic()
        done = subprocess.run(
            [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", str(home / scenario)],
            cwd=CHECKOUT,
            capture_output=True,
            text=True,
            check=False,
        )
        # pytest's code 5 is "no tests ran": that is no success.
        good = done.returncode == 0
        passed += good
        closing = (done.stdout.strip().splitlines() or ["pytest said nothing"])[-1].strip("= ")
        word = "passed" if good else "FAILED"
        typer.echo(f"run {number} of {times}: {word} in {time.monotonic() - began:.1f} s ({closing})")
        if not good:
            typer.echo(done.stdout + done.stderr)
    typer.echo(f"{passed} of {times} passed")
    if passed < times:
        raise typer.Exit(1)
