"""The report of `hotline bench` as tables."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from rich.console import Console
from rich.table import Table

SIDES: Final = ("hotline", "app_queue")
SPREAD: Final = ("n", "min", "p50", "p90", "p99", "max")
TITLES: Final = {
    "freed_to_invite_ms": "freed seat's BYE to its next INVITE, ms",
    "queued_to_invite_ms": "queued caller to INVITE at an idle seat, ms",
    "cpu_ms_per_call": "CPU per call with voice and recording, ms",
    "memory_mb": "memory while they talk, MB",
    "calls_per_second": "calls per second before the first failure",
    "ivr_sessions": "callers in the menu of one AGI process",
    "ami_events_per_second": "AMI events per second kept up with",
}


def show(report: Mapping[str, Any]) -> None:
    """Print it."""
    console = Console()
    about = report["machine"]
    console.print(
        f"{about['cpu']}, {about['cores']} cores, load {about['load']} before; Asterisk {about['asterisk']}, "
        f"Redis {about['redis']}, Python {about['python']}"
    )
    spreads = Table("", "", *SPREAD, title="how soon")
    numbers = Table("", *SIDES, "ratio", title="how much")
    for name, title in TITLES.items():
        found = report.get(name)
        if found is None:
            continue
        if all(isinstance(found[side], Mapping) for side in SIDES if side in found):
            for side in (side for side in SIDES if side in found):
                spreads.add_row(title, side, *(f"{found[side][word]:,}" for word in SPREAD))
        else:
            numbers.add_row(title, *(_number(found.get(side)) for side in SIDES), _ratio(found))
    for table in (spreads, numbers):
        if table.row_count:
            console.print(table)
    for line in notes(report):
        console.print(line)
    if report.get("growth"):
        console.print(_growth(report["growth"]))


def notes(report: Mapping[str, Any]) -> list[str]:
    """What the tables have no column for, a sentence each."""
    said = []
    if found := report.get("freed_to_invite_ms"):
        times = _times(found)
        said += [f"A freed seat rings again {times:.0f} times sooner than by app_queue."] if times else []
    if found := report.get("cpu_ms_per_call"):
        shares = ", ".join(f"{name} {ms}" for name, ms in found["by_process"]["hotline"].items())
        said.append(f"CPU per call by process, ms: {shares}; idle {found['idle_percent']['hotline']} % of a core.")
        said.append(_recordings(found["without_archiver"], found["recording_floor_ms"]))
    if found := report.get("head_of_line"):
        for side in (side for side in SIDES if side in found):
            one = found[side]
            word = f"is served after {one['after_ms']:.0f} ms" if one["served_behind"] else "is not served"
            said.append(f"{side}: behind a head caller whom nobody present can serve, the next {word}.")
    if found := report.get("ivr_sessions"):
        last, stall = found["steps"][-1], found["stall"]
        said.append(
            f"IVR: reply p99 {last['reply_ms']['p99']} ms at {last['sessions']} sessions, {last['cpu_percent']} % of a "
            f"core; after a stall {stall['held']} were served with p99 {stall['reply_ms']['p99']} ms."
        )
    if found := report.get("ami_events_per_second"):
        last = found["steps"][-1]
        said.append(
            f"AMI: last step {last['per_second']}/s, {last['cpu_percent']} % of a core, lag {last['lag_ms']} ms."
        )
    return said


def _recordings(without: Mapping[str, float], floor: Mapping[str, float]) -> str:
    times = f", {_ratio(without)} times app_queue, whose recordings stay raw" if _ratio(without) else ""
    took = " and ".join(f"{ms} ms for {seconds} s of talk" for seconds, ms in floor.items())
    return f"CPU per call without the archiver: {without['hotline']} ms{times}. To encode and check takes {took}."


def _growth(rows: list[Mapping[str, Any]]) -> Table:
    table = Table("waiting, seats", "", "n", "p50 ms", "p99 ms", "CPU %", title="as the hall grows")
    for row in rows:
        for side in (side for side in SIDES if side in row):
            spread = row[side]["freed_to_invite_ms"]
            table.add_row(
                str(row["waiting"]), side, str(spread["n"]), f"{spread['p50']:,}", f"{spread['p99']:,}",
                str(row[side]["cpu_percent"]),
            )  # fmt: skip
    return table


def _times(found: Mapping[str, Any]) -> float:
    return found["app_queue"]["p50"] / found["hotline"]["p50"] if set(SIDES) <= set(found) else 0.0


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:,}"


def _ratio(found: Mapping[str, Any]) -> str:
    own, other = found.get("hotline"), found.get("app_queue")
    return f"{own / other:.2f}" if own and other else ""
