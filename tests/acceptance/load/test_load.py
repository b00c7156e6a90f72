"""Three minutes of callers, with processes killed under them: four accounts of every call agree at the end.

callers   dial ─────────────────────────────────────────────────────────── hang up
agents    talk, hold, hand on, ask a colleague, pause
copy      ─────x agi, router ─────x redis ─────x AMI connection ───── x asterisk ─── compared
                                                                       all cut off
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from router.settings import CHECKOUT
from tests.ports import free_port_base

FAULTS = ("kill-agi+router", "kill-redis", "ami-cut", "kill-asterisk")


@pytest.mark.timeout(600)
def test_every_call_is_accounted_for_under_load_and_faults(tmp_path: Path) -> None:
    written = tmp_path / "result.json"
    done = subprocess.run(
        [
            sys.executable, "-m", "router", "load", "--minutes", "3", "--rate", "6", "--faults", ",".join(FAULTS),
            "--json", str(written), "--data", str(tmp_path / "d"), "--port-base", str(free_port_base()),
        ],
        cwd=CHECKOUT, env={**os.environ, "PYTHONPATH": str(CHECKOUT)}, capture_output=True, text=True, check=False,
        timeout=540,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    found = json.loads(written.read_text())
    assert (found["differences"], found["strays"], found["troubles"]) == ([], [], [])
    assert [(hit["fault"], hit["problem"]) for hit in found["strikes"]] == [(name, "") for name in FAULTS]
    # Something was there to be compared, and the last fault did cut calls.
    assert found["outcomes"]["answered"] >= 3
    assert found["outcomes"]["cut_off"] >= 1
    assert {row["name"] for row in found["processes"]} >= {
        "redis",
        "asterisk",
        "agi",
        "ami",
        "router",
        "archiver",
        "api",
    }
