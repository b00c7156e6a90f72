"""`hotline bench`: measurements, each on what it makes for itself."""

from __future__ import annotations

import json
import os
import platform
from typing import Annotated, Any

import typer

app = typer.Typer(help="Measure a part of the platform by itself.", no_args_is_help=True)


@app.callback()
def bench() -> None:
    """Measure a part of the platform by itself."""


@app.command()
def routing(
    as_json: Annotated[bool, typer.Option("--json", help="As JSON, for programs.")] = False,
    decisions: Annotated[int, typer.Option(min=200, help="Decisions per row.")] = 20_000,
    seed: Annotated[int, typer.Option(help="Of the surge day's calls.")] = 1,
) -> None:
    """Decisions per second from 10 to 7,500 seats, memory, and a surge day under each rule."""
    from router.benchmarks.routing import measure
    from router.benchmarks.surge import surge_days

    found = {"machine": _machine(), **measure(decisions), "surge": surge_days(seed)}
    if as_json:
        typer.echo(json.dumps(found, indent=1))
    else:
        _show(found)


@app.command()
def freed(
    as_json: Annotated[bool, typer.Option("--json", help="As JSON, for programs.")] = False,
    waiting: Annotated[int, typer.Option(min=3, max=300, help="Callers that wait for the one seat.")] = 30,
    port_base: Annotated[int, typer.Option(help="Ports for the copy that is measured.")] = 26_000,
) -> None:
    """From a freed seat's BYE to its next INVITE, with everything running, on a copy of its own (a minute)."""
    import numpy as np

    from asterisk_conf.runtime import RuntimeMissing, find_runtime
    from router.benchmarks.freed_seat import BenchFailed, measure_freed_seat
    from router.cli.options import fail

    try:
        found = measure_freed_seat(find_runtime(), port_base=port_base, waiting=waiting)
    except (BenchFailed, RuntimeMissing) as error:
        fail(str(error))
    times = np.array(found.freed_to_invite_ms)
    p50, p90, p99 = np.percentile(times, [50, 90, 99])
    row = {
        "n": len(times), "min": times.min(), "p50": p50, "p90": p90, "p99": p99, "max": times.max()
    }  # fmt: skip
    row = {name: round(float(value), 2) for name, value in row.items()}
    if as_json:
        typer.echo(json.dumps({"machine": _machine(), "waiting": waiting, "freed_to_invite_ms": row}, indent=1))
    else:
        typer.echo(f"freed seat's BYE to its next INVITE, {waiting} callers waiting, ms: {row}")


def _machine() -> dict[str, Any]:
    return {"python": platform.python_version(), "machine": platform.machine(), "cores": os.cpu_count()}


def _show(found: dict[str, Any]) -> None:
    from rich.console import Console
    from rich.table import Table

    console = Console()
    console.print("Python {python}, {machine}, {cores} cores; per core, in CPU time".format(**found["machine"]))
    for title, rows in (("all seats busy, calls waiting", found["decisions"]), ("all seats free", found["quiet"])):
        table = Table(
            "seats", "waiters", "skills", "n", "decisions/s", "(wall)", "p50 µs", "p99 µs", "max µs", title=title
        )
        for row in rows:
            table.add_row(
                f"{row['seats']:,}",
                f"{row['waiters']:,}",
                str(row["skills"]),
                f"{row['decisions']:,}",
                *(f"{row[name]:,.0f}" for name in ("per_second", "wall_per_second", "p50_us", "p99_us", "max_us")),
            )
        console.print(table)
    memory = found["memory"]
    console.print(
        f"time per decision, largest over smallest: {found['growth']:.2f} (seats busy), "
        f"{found['quiet_growth']:.2f} (seats free)"
    )
    console.print(
        f"memory: {memory['bytes_per_seat']:,.0f} B a seat, {memory['bytes_per_waiter']:,.0f} B a waiting call"
    )
    table = Table(
        "rule", "served", "gave up", "mean wait", "p95", "longest", "in target", "told wait off by", "naive", "CPU s"
    )
    table.title = "surge day: 6,000 calls, 24 seats; seconds"
    for day in found["surge"]:
        waits = ("mean_wait_s", "p95_wait_s", "longest_wait_s")
        table.add_row(
            day["policy"],
            f"{day['served']:,}",
            f"{day['abandoned']:,}",
            *(f"{day[name]:.0f}" for name in waits),
            f"{day['within_target']:,}",
            *(f"{day[name]:.0f}" for name in ("wait_error_s", "naive_error_s")),
            f"{day['cpu_seconds']:.2f}",
        )
    console.print(table)
