"""`hotline incidents`: how often incidents are seen falsely, and how early truly, on stated traffic; `live`: those of
live calls; `announce` and `callers`: what callers are told of one, and who asked to be told."""

from __future__ import annotations

import os
import time
from json import dumps as dump_json
from pathlib import Path
from typing import Annotated

import typer

from router.cli.incidents_told import announce, callers
from router.cli.options import Data, PortBase

app = typer.Typer(invoke_without_command=True)


@app.callback()
def incidents(
    ctx: typer.Context,
    *,
    days: Annotated[int, typer.Option(min=1, max=366, help="Days of each month that is played.")] = 30,
    months: Annotated[int, typer.Option(min=1, max=10_000, help="Months without incidents: their false alarms.")] = 4,
    struck: Annotated[int, typer.Option(min=1, max=10_000, help="Months with four incidents each evening.")] = 1,
    seed: Annotated[int, typer.Option(min=0, help="Seed of all draws: the same seed, the same calls.")] = 1,
    cores: Annotated[int, typer.Option(min=0, help="Processes; 0: one per core. Changes no result.")] = 0,
    json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
    plot: Annotated[Path | None, typer.Option(metavar="FILE", help="Write a PNG plot to this file.")] = None,
) -> None:
    """Try incident detection on a city's calls: false alarms a month, and calls until an incident is seen."""
    if ctx.invoked_subcommand is not None:
        return
    from router.cli.incidents_show import as_json, show
    from router.cli.options import fail
    from router.cli.progress import bar_of
    from router.domain.incidents.rules import Rules
    from router.simulation.incident_report import play

    began = time.monotonic()
    with bar_of("months", months + struck) as advance:
        report = play(
            days=days,
            months=months,
            struck_months=struck,
            seed=seed,
            cores=cores or os.cpu_count() or 1,
            rules=Rules(),
            progress=advance,
        )
    if json:
        typer.echo(as_json(report))
    else:
        show(report, time.monotonic() - began)
    if plot is not None:
        # Slow to import: only for who asks for plots.
        from router.simulation.incident_plot import plot_incidents

        try:
            plot_incidents(report, plot)
        except OSError as error:
            fail(f"the plot cannot be written ({error.strerror}: {plot})")
        # Beside JSON, standard output belongs to the JSON.
        typer.echo(f"wrote {plot}", err=json)


@app.command()
def live(
    *,
    every: Annotated[bool, typer.Option("--all", help="Also those that are over, of the last 7 days.")] = False,
    language: Annotated[str, typer.Option("--language", metavar="TAG", help="zh-CN or en.")] = "en",
    json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
    data: Data = None,
    port_base: PortBase = None,
) -> None:
    """Incidents that go on: many callers about one thing in a short time. Asks the running copy."""
    from router.cli.ask_api import ApiAway, ApiRefused
    from router.cli.incidents_live import read_incidents, show_incidents
    from router.cli.options import copy_settings, fail

    settings, _ = copy_settings(data, port_base)
    try:
        found = read_incidents(settings, every=every, now=time.time())
    except (ApiAway, ApiRefused) as error:
        fail(str(error))
    if json:
        typer.echo(dump_json(found, ensure_ascii=False, indent=2))
    else:
        show_incidents(found, "zh-CN" if language.startswith("zh") else "en", every=every)


app.command()(announce)
app.command()(callers)
