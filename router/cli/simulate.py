"""`hotline simulate`: days of calls, drawn or past, against the live engine, in virtual time."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Annotated

import typer

from router.cli.options import Data, fail


def simulate(
    *,
    file: Annotated[
        Path | None, typer.Argument(metavar="FILE", help="The scenario; docs/simulation.md tells how to write one.")
    ] = None,
    days: Annotated[
        int | None, typer.Option(min=1, max=100_000, help="How many days to play.", show_default="20")
    ] = None,
    seed: Annotated[int, typer.Option(min=0, help="Seed of all draws: the same seed, the same days.")] = 1,
    policy: Annotated[str | None, typer.Option(help="Who goes first, and where; `list` lists them.")] = None,
    cores: Annotated[int, typer.Option(min=0, help="Processes; 0: one per core. Changes no result.")] = 0,
    json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
    plot: Annotated[Path | None, typer.Option(metavar="DIR", help="Write PNG plots to this folder.")] = None,
    replay: Annotated[
        bool, typer.Option("--replay", help="Play past calls: of the archive, or of --arrivals.")
    ] = False,
    first: Annotated[str | None, typer.Option("--from", metavar="DATE", help="First day to replay.")] = None,
    last: Annotated[str | None, typer.Option("--to", metavar="DATE", help="Last day; the first by default.")] = None,
    arrivals: Annotated[
        Path | None, typer.Option(metavar="CSV", help="Past calls to replay; FILE tells who took them.")
    ] = None,
    runs: Annotated[
        int | None,
        typer.Option(min=1, max=1_000, help="How often --replay draws what is not known.", show_default="5"),
    ] = None,
    data: Data = None,
) -> None:
    """Try a policy before callers do: on a scenario, or on last week's calls."""
    from router.cli.progress import bar_of
    from router.cli.simulate_show import as_json, show
    from router.domain.errors import Refusal
    from router.services.config_document import ConfigRefused
    from router.simulation.policies import DEFAULT, POLICIES
    from router.simulation.read_scenario import read_scenario
    from router.simulation.run_days import simulate as play

    if policy == "list":
        typer.echo("\n".join(POLICIES))
        return
    if replay:
        if days is not None:
            fail("--days is for scenarios; a replay has --from and --to, and --runs", code=2)
        from router.cli.simulate_replay import Asked
        from router.cli.simulate_replay import replay as play_past

        play_past(
            Asked(
                file=file,
                arrivals=arrivals,
                first=first,
                last=last,
                data=data,
                policy=policy,
                runs=runs or 5,
                seed=seed,
                cores=cores,
                json=json,
                plot=plot,
            )
        )
        return
    if first or last or arrivals or runs:
        fail("--from, --to, --arrivals and --runs are for past calls; add --replay", code=2)
    if file is None:
        fail("name a scenario FILE, or add --replay for past calls", code=2)
    days = days or 20
    began = time.monotonic()
    try:
        scenario = read_scenario(file)
        with bar_of("days", days) as advance:
            result = play(
                scenario, days=days, seed=seed, policy=policy or DEFAULT, cores=cores or None, progress=advance
            )
    except ConfigRefused as refusal:
        fail(refusal.message, code=2)
    except Refusal as refusal:
        fail(refusal.message, code=2)
    if json:
        typer.echo(as_json(result))
    else:
        show(result, time.monotonic() - began)
    if plot is not None:
        # Slow to import: only for who asks for plots.
        from router.simulation.plots import plot_days

        try:
            written = plot_days(result, plot)
        except OSError as error:
            fail(f"the plots cannot be written ({error.strerror}: {plot})")
        # Beside JSON, standard output belongs to the JSON.
        typer.echo("\n".join(f"wrote {path}" for path in written), err=json)
