"""The tables of `hotline bench routing`."""

from __future__ import annotations

from typing import Any

from rich.console import Console
from rich.table import Table


def show_routing(found: dict[str, Any]) -> None:
    """Print it."""
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


def show_on_redis(found: dict[str, Any]) -> None:
    """Print what a router with its state in Redis does."""
    console = Console()
    console.print("Python {python}, {machine}, {cores} cores; wall time, Redis included".format(**found["machine"]))
    table = Table("seats", "waiters", "skills", "offers/s", "one: p50 ms", "p99 ms", "max ms", "leads, ms", "again, ms")
    for row in found["rows"]:
        table.add_row(
            *(f"{row[name]:,}" for name in ("seats", "waiters", "skills", "per_second")),
            *(f"{row['one_ms'][name]:,.1f}" for name in ("p50", "p99", "max")),
            *(f"{row[name]:,}" for name in ("led_ms", "again_ms")),
        )
    console.print(table)
