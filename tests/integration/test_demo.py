"""`hotline demo` as a program: a city for half a minute, a surge for less, and the reckoning at their end."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from router.settings import CHECKOUT


def demo(*options: str, data: Path, port_base: int, seconds: float) -> tuple[dict[str, Any], str]:
    """The summary, and what was told meanwhile."""
    done = subprocess.run(
        [
            sys.executable, "-m", "router", "demo", *options, "--json", "--data", str(data),
            "--port-base", str(port_base),
        ],
        cwd=CHECKOUT, env={**os.environ, "PYTHONPATH": str(CHECKOUT)}, capture_output=True, text=True, check=False,
        timeout=seconds,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr + done.stdout
    found = json.loads(done.stdout)
    assert (found["troubles"], found["balance"]["differences"]) == ([], [])
    assert found["balance"]["seen"] == found["balance"]["stored"]
    # A caller's number is nobody's business but the archive's.
    assert not [word for word in done.stderr.split() if word.isdigit() and len(word) == 11]
    return found, done.stderr


@pytest.mark.timeout(240)
def test_a_city_for_half_a_minute_and_every_call_is_accounted_for(tmp_path: Path, port_base: int) -> None:
    found, told = demo("--minutes", "0.6", "--rate", "20", data=tmp_path / "d", port_base=port_base, seconds=200)
    assert found["balance"]["seen"]["answered"] >= 1
    assert "→ seat" in told


@pytest.mark.timeout(240)
def test_a_surge_ends_with_every_callback_accounted_for_and_replays(tmp_path: Path, port_base: int) -> None:
    """Seed 200 has several early callers who take the offer. Most are taken off the list at the end: their turn would
    come minutes later."""
    found, told = demo(
        "--surge", "--minutes", "0.2", "--seats", "2", "--seed", "200",
        data=tmp_path / "d", port_base=port_base, seconds=200,
    )  # fmt: skip
    callbacks = found["surge"]["callbacks"]
    assert callbacks["promised"] >= 1, told
    assert (callbacks["wrong"], callbacks["order"]["passed_over"]) == ([], [])
    outcomes = found["balance"]["seen"]
    assert outcomes.get("called_back", 0) + outcomes.get("callback_failed", 0) == callbacks["promised"]
    assert "decisions, no difference" in found["surge"]["replay"]
