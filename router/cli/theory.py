"""`hotline theory`: the simulator against systems whose steady state is known."""

from __future__ import annotations

import json as json_text
import os
import time
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from router.simulation.check_theory import Row

QUICK = 0.03
"""Share of the full precision's effort that --quick spends."""
DAYS, QUICK_DAYS = 200, 50


def theory(
    seed: Annotated[int, typer.Option(min=0, help="Seed of all draws.")] = 1,
    policy: Annotated[str, typer.Option(help="Policy to play; see `simulate`.")] = "best_level",
    quick: Annotated[
        bool, typer.Option("--quick", help="A thirtieth of the effort: wider intervals, in a minute.")
    ] = False,
    cores: Annotated[int, typer.Option(min=0, help="Processes; 0: one per core.")] = 0,
    json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Play queues whose waits are known exactly, and compare; takes about half an hour of one core, or --quick.

    Ends with 1 when a value lies outside its 99.9 % interval, or an interval is wider than promised.
    """
    from router.cli.options import fail
    from router.cli.progress import bar_of
    from router.simulation.check_theory import check_case
    from router.simulation.policies import check_policy
    from router.simulation.refusals import UnknownPolicy
    from router.simulation.theory_cases import cases

    try:
        check_policy(policy)
    except UnknownPolicy as refusal:
        fail(refusal.message, code=2)
    began = time.monotonic()
    rows: list[Row] = []
    chosen = cases()
    days, effort = (QUICK_DAYS, QUICK) if quick else (DAYS, 1.0)
    workers = cores or os.cpu_count() or 1
    with bar_of("theory", len(chosen) * days) as advance:
        for case in chosen:
            rows += check_case(
                case, policy=policy, seed=seed, days=days, effort=effort, cores=workers, progress=advance
            )
    took = time.monotonic() - began
    if json:
        typer.echo(json_text.dumps({"seed": seed, "policy": policy, "rows": [_plain(row) for row in rows]}, indent=2))
    else:
        _show(rows, took, quick=quick)
    if any(not row.agrees or not (quick or row.precise) for row in rows):
        raise typer.Exit(1)


def _plain(row: Row) -> dict[str, Any]:
    return {
        "case": row.case,
        "measure": row.measure,
        "exact": row.exact,
        "published": float(row.published),
        "mean": row.found.mean,
        "low": row.found.low,
        "high": row.found.high,
        "precision": row.precision,
        "precise": row.precise,
        "agrees": row.agrees,
        "source": row.source,
    }


def _show(rows: list[Row], took: float, *, quick: bool) -> None:
    from rich.console import Console
    from rich.table import Table

    table = Table(title="Simulator and theory, 99.9 % intervals", title_justify="left")
    for column in ("system", "measure"):
        table.add_column(column)
    for column in ("exact", "published", "found", "±", "± %", ""):
        table.add_column(column, justify="right")
    former = ""
    for row in rows:
        verdict = "DIFFERS" if not row.agrees else "agrees" if row.exact is not None else "near"
        if row.agrees and not row.precise:
            verdict += ", wide"
        table.add_row(
            row.case if row.case != former else "",
            row.measure,
            "" if row.exact is None else f"{row.exact:.5f}",
            row.published,
            f"{row.found.mean:.5f}",
            f"{row.found.half:.5f}",
            f"{row.precision:.1%}",
            verdict,
        )
        former = row.case
    console = Console(width=None if Console().is_terminal else 130)
    console.print(table)
    console.print(
        "Found is held against the exact value; where none is known, it is near within 2 % of the published one."
    )
    good = sum(row.agrees for row in rows)
    console.print(f"{good} of {len(rows)} agree, in {took:.0f} s{' (--quick: precision not held to)' if quick else ''}")
