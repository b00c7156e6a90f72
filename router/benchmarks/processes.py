"""What processes cost: CPU time and memory, read from the kernel."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from router.benchmarks.errors import BenchFailed

_TICK_MS: Final = 1000 / os.sysconf("SC_CLK_TCK")


def cpu_ms(processes: Mapping[str, int]) -> dict[str, float]:
    """Milliseconds of CPU that each has used so far, all its threads, in steps of 10."""
    return {name: _cpu_ms(pid) for name, pid in processes.items()}


def memory_mb(processes: Mapping[str, int]) -> dict[str, float]:
    """Megabytes that each holds, pages that it shares counted by its share (PSS)."""
    return {name: round(_pss_kb(pid) / 1024, 1) for name, pid in processes.items()}


def _cpu_ms(pid: int) -> float:
    # The name in parentheses may hold anything; what follows the last of them are numbers.
    fields = _read(pid, "stat").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) * _TICK_MS


def _pss_kb(pid: int) -> int:
    for line in _read(pid, "smaps_rollup").splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1])
    raise BenchFailed(f"the kernel does not tell the memory of process {pid}")


def _read(pid: int, name: str) -> str:
    try:
        return Path(f"/proc/{pid}/{name}").read_text()
    except OSError as error:
        raise BenchFailed(f"process {pid} is not there any more") from error
