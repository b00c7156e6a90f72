"""`hotline bench`: measurements, each on what it makes for itself."""

from __future__ import annotations

import json
from typing import Annotated

import typer

from router.cli.options import fail

app = typer.Typer(help="Measure the platform beside Asterisk's own app_queue, or a part of it by itself.")

AsJson = Annotated[bool, typer.Option("--json", help="As JSON, for programs.")]
Ports = Annotated[
    int, typer.Option("--port-base", help="First of the 2,000 ports of what is measured; 0: some that are free.")
]


@app.callback(invoke_without_command=True)
def bench(
    context: typer.Context,
    *,
    only: Annotated[str, typer.Option(metavar="NAME", help="One measurement, by its name in the report.")] = "",
    as_json: AsJson = False,
    growth: Annotated[bool, typer.Option("--growth", help="Also with 10, 50, 200 and 500 callers and seats.")] = False,
    quick: Annotated[
        bool, typer.Option("--quick", help="Just to see that it works; the figures mean nothing.")
    ] = False,
    port_base: Ports = 0,
) -> None:
    """Measure the platform beside Asterisk's own app_queue, on this machine, in one run (under ten minutes)."""
    if context.invoked_subcommand is not None:
        return
    from router.benchmarks.suite import NAMES, parts_of
    from router.cli.bench_run import run_parts
    from router.cli.bench_show import show

    if only and only not in NAMES:
        fail(f"there is no measurement {only!r}; there are: {', '.join(NAMES)}", code=2)
    report, failed = run_parts(parts_of(only, with_growth=growth), port_base=port_base, small=quick)
    if as_json:
        typer.echo(json.dumps(report, indent=1))
    else:
        show(report)
    if failed:
        fail("; ".join(failed))


@app.command()
def routing(
    as_json: AsJson = False,
    decisions: Annotated[int, typer.Option(min=200, help="Decisions per row.")] = 20_000,
    seed: Annotated[int, typer.Option(help="Of the surge day's calls.")] = 1,
    redis: Annotated[
        bool,
        typer.Option("--redis", help="A leading router with its state in a real Redis, instead of the engine alone."),
    ] = False,
) -> None:
    """Decisions per second from 10 to 7,500 seats, memory, and a surge day under each rule."""
    if redis:
        return _routing_on_redis(decisions, as_json=as_json)
    from router.benchmarks.routing import measure
    from router.benchmarks.surge import surge_days
    from router.cli.bench_machine import machine
    from router.cli.bench_routing import show_routing

    found = {"machine": machine(), **measure(decisions), "surge": surge_days(seed)}
    if as_json:
        typer.echo(json.dumps(found, indent=1))
    else:
        show_routing(found)
    return None


def _routing_on_redis(decisions: int, *, as_json: bool) -> None:
    import asyncio

    from asterisk_conf.runtime import RuntimeMissing, find_runtime
    from router.benchmarks.routing import SIZES
    from router.benchmarks.routing_redis import routing_on_redis
    from router.cli.bench_machine import machine
    from router.cli.bench_routing import show_on_redis

    try:
        runtime = find_runtime()
    except RuntimeMissing as missing:
        fail(str(missing))
    rows = [asyncio.run(routing_on_redis(runtime, size, decisions)) for size in SIZES if size.seats >= 1_000]
    found = {"machine": {**machine(), **runtime.versions()}, "rows": rows}
    if as_json:
        typer.echo(json.dumps(found, indent=1))
    else:
        show_on_redis(found)


@app.command()
def freed(
    as_json: AsJson = False,
    waiting: Annotated[int, typer.Option(min=3, max=300, help="Callers that wait for the one seat.")] = 30,
    port_base: Ports = 0,
) -> None:
    """From a freed seat's BYE to its next INVITE, with everything running, without app_queue (under a minute)."""
    from router.benchmarks.freed_to_invite import freed_seat
    from router.benchmarks.suite import named
    from router.cli.bench_run import run_parts

    part = named("freed_to_invite_ms", lambda bench: freed_seat(bench, waiting=waiting))
    report, failed = run_parts((part,), port_base=port_base)
    if failed:
        fail("; ".join(failed))
    if as_json:
        typer.echo(json.dumps({**report, "waiting": waiting}, indent=1))
    else:
        typer.echo(
            f"freed seat's BYE to its next INVITE, {waiting} callers waiting, ms: {report['freed_to_invite_ms']}"
        )
