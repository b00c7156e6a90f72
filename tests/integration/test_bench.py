"""`hotline bench` on the real programs, just large enough to see that it measures. No figure is judged."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

import pytest

from router.benchmarks.suite import parts_of
from router.cli.bench_run import run_parts
from router.settings import CHECKOUT

pytestmark = pytest.mark.timeout(300)


def bench(*words: str) -> dict[str, Any]:
    done = subprocess.run(
        [sys.executable, "-m", "router", "bench", *words, "--json"],
        cwd=CHECKOUT, capture_output=True, text=True, timeout=170, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


@pytest.fixture(scope="module")
def beside() -> dict[str, Any]:
    """Of all that is measured beside app_queue here. In one go: what the first copy speaks, the others say too."""
    parts = [
        part
        for name in ("freed_to_invite_ms", "head_of_line", "memory_mb")
        for part in parts_of(name, with_growth=False)
    ]
    found, failed = run_parts(parts, port_base=0, small=True)
    assert failed == []
    return found


def test_a_freed_seat_beside_app_queue(beside: dict[str, Any]) -> None:
    found = beside["freed_to_invite_ms"]
    assert found["hotline"]["n"] == found["app_queue"]["n"] == 3
    assert found["hotline"]["min"] > 0


def test_a_head_caller_nobody_can_serve_blocks_app_queue_alone(beside: dict[str, Any]) -> None:
    found = beside["head_of_line"]
    assert found["hotline"]["served_behind"] is True
    assert found["app_queue"]["served_behind"] is False


def test_the_cost_of_a_call_by_process(beside: dict[str, Any]) -> None:
    shares = beside["cpu_ms_per_call"]["by_process"]
    assert set(shares["hotline"]) == {"redis", "asterisk", "agi", "ami", "router", "archiver", "api"}
    assert set(shares["app_queue"]) == {"asterisk"}
    assert set(beside["cpu_ms_per_call"]["without_archiver"]) == {"hotline", "app_queue"}
    assert all(ms > 0 for ms in beside["cpu_ms_per_call"]["recording_floor_ms"].values())
    assert beside["memory_mb"]["hotline"] > beside["memory_mb"]["app_queue"] > 0


def test_the_agi_server_alone() -> None:
    found = bench("--quick", "--only", "ivr_sessions")["ivr_sessions"]
    (step,) = found["steps"]
    assert step["failed"] == 0
    assert step["reply_ms"]["n"] > 0
    assert found["stall"]["reply_ms"]["n"] == found["stall"]["held"]


def test_the_listener_alone() -> None:
    found = bench("--quick", "--only", "ami_events_per_second")["ami_events_per_second"]
    assert found["hotline"] > 0
    assert all(step["lag_ms"] is not None and step["dropped"] == 0 for step in found["steps"])
