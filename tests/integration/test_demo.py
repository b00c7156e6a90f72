"""`hotline demo` as a program: a city for half a minute, and the reckoning at its end."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from router.settings import CHECKOUT


@pytest.mark.timeout(240)
def test_a_city_for_half_a_minute_and_every_call_is_accounted_for(tmp_path: Path, port_base: int) -> None:
    done = subprocess.run(
        [
            sys.executable, "-m", "router", "demo", "--minutes", "0.6", "--rate", "20", "--json",
            "--data", str(tmp_path / "d"), "--port-base", str(port_base),
        ],
        cwd=CHECKOUT, env={**os.environ, "PYTHONPATH": str(CHECKOUT)}, capture_output=True, text=True, check=False,
        timeout=200,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr + done.stdout
    found = json.loads(done.stdout)
    balance = found["balance"]
    assert (found["troubles"], balance["differences"]) == ([], [])
    assert balance["seen"] == balance["stored"]
    assert balance["seen"]["answered"] >= 1
    assert "→ seat" in done.stderr
    # A caller's number is nobody's business but the archive's.
    assert not [word for word in done.stderr.split() if word.isdigit() and len(word) == 11]
