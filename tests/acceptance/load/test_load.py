"""A minute of callers, with processes killed under them: four accounts of every call agree at the end.

callers   dial ─────────────────────────────────────────────── hang up
agents    talk, hold, hand on, ask a colleague, pause
copy      ───────────x asterisk ─────────x agi, router ──────── compared
                       all cut off

`HOTLINE_LOAD_MINUTES=3` and more: Redis is killed and the AMI connection cut, too.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from router.settings import CHECKOUT

MINUTES = float(os.environ.get("HOTLINE_LOAD_MINUTES", "1.25"))
# Asterisk first: it cuts off whoever is there, and those who come after it have time to be answered.
FAULTS = ("kill-asterisk", "kill-agi+router", *(("kill-redis", "ami-cut") if MINUTES >= 3 else ()))
AROUND_SECONDS = 360
"""to start, to hang up, to compare and to end, on a machine that is busy with other tests"""
PROCESSES = {"redis", "asterisk", "agi", "ami", "router", "archiver", "api"}


@pytest.mark.timeout(MINUTES * 60 + AROUND_SECONDS + 60)
def test_every_call_is_accounted_for_under_load_and_faults(tmp_path: Path, port_base: int) -> None:
    written = tmp_path / "result.json"
    done = subprocess.run(
        [
            sys.executable, "-m", "router", "load", "--minutes", str(MINUTES), "--rate", "15",
            "--faults", ",".join(FAULTS), "--json", str(written), "--data", str(tmp_path / "d"),
            "--port-base", str(port_base),
        ],
        cwd=CHECKOUT, env={**os.environ, "PYTHONPATH": str(CHECKOUT)}, capture_output=True, text=True, check=False,
        timeout=MINUTES * 60 + AROUND_SECONDS,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    found = json.loads(written.read_text())
    assert (found["differences"], found["strays"], found["troubles"]) == ([], [], [])
    assert [(hit["fault"], hit["problem"]) for hit in found["strikes"]] == [(name, "") for name in FAULTS]
    # Something was there to be compared, and the first fault did cut calls.
    assert found["outcomes"]["answered"] >= 3
    assert found["outcomes"]["cut_off"] >= 1
    assert {row["name"] for row in found["processes"]} >= PROCESSES
