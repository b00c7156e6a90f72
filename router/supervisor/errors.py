"""Why a copy cannot start. Each says what to do about it."""

from __future__ import annotations


class CannotStart(Exception):
    """The copy was not started; the message says why and what to do."""


class AnotherRuns(CannotStart):
    """Another supervisor keeps this data folder's copy."""

    def __init__(self, pid: int | None, data: str) -> None:
        self.pid = pid
        who = f"process {pid}" if pid else "another process"
        super().__init__(
            f"a copy with this data folder already runs ({who}, {data}); stop it with "
            f"`kill {pid or '<pid>'}` or Ctrl-C, or give this one a --data folder and a --port-base of its own"
        )


class OtherSettings(CannotStart):
    """Processes of an earlier start still run, under other settings."""

    def __init__(self, living: dict[str, int], differing: dict[str, tuple[str, str]]) -> None:
        self.living = living
        names = ", ".join(f"{name} ({pid})" for name, pid in living.items())
        pairs = ", ".join(f"{key}: {was} then, {now} now" for key, (was, now) in differing.items())
        pids = " ".join(str(pid) for pid in living.values())
        super().__init__(
            f"processes of an earlier start still run under other settings ({pairs}): {names}; start with the former "
            f"settings to take them over, or end them and their calls with `kill {pids}`"
        )


class PortsTaken(CannotStart):
    """Ports that the copy needs belong to somebody else."""

    def __init__(self, taken: list[str], port_base: int) -> None:
        self.taken = taken
        super().__init__(
            f"port base {port_base} cannot be used: {'; '.join(taken)}; choose another with --port-base N "
            "(a copy takes N up to N + 1,999)"
        )
