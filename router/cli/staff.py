"""`hotline staff`: how many agents each half hour needs."""

from __future__ import annotations

import json as json_text
import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from router.simulation.staff import Staffing


def staff(
    *,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The scenario; its heads give proportions alone.")],
    days: Annotated[int, typer.Option(min=2, max=10_000, help="Days that each attempt is played for.")] = 20,
    seed: Annotated[int, typer.Option(min=0, help="Seed of all draws.")] = 1,
    policy: Annotated[str, typer.Option(help="Policy to play; see `simulate`.")] = "best_level",
    cores: Annotated[int, typer.Option(min=0, help="Processes; 0: one per core. Changes no result.")] = 0,
    json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
    plot: Annotated[Path | None, typer.Option(metavar="DIR", help="Write staff.png to this folder.")] = None,
) -> None:
    """Find the fewest agents per half hour that meet the target: by Erlang A, confirmed by simulation.

    Ends with 1 when a half hour could not be brought to the target.
    """
    from rich.console import Console

    from router.cli.options import fail
    from router.domain.errors import Refusal
    from router.simulation.read_scenario import read_scenario
    from router.simulation.staff import staff as find

    began = time.monotonic()
    errors = Console(stderr=True)
    tries = 0

    try:
        scenario = read_scenario(file)
        with errors.status("Erlang A") as status:

            def tell() -> None:
                nonlocal tries
                tries += 1
                status.update(f"simulation {tries}")

            found = find(scenario, days=days, seed=seed, policy=policy, cores=cores or None, progress=tell)
    except Refusal as refusal:
        fail(refusal.message, code=2)
    if json:
        typer.echo(_json(found))
    else:
        _show(found)
        typer.echo(f"{tries} simulations of {days} days, in {time.monotonic() - began:.1f} s")
    if plot is not None:
        from router.simulation.plots import plot_staff

        try:
            path = plot_staff(found.scenario, found.erlang, found.heads, found.shares, plot / "staff.png")
        except OSError as error:
            fail(f"the plot cannot be written ({error.strerror}: {plot})")
        typer.echo(f"wrote {path}", err=json)
    if found.short:
        raise typer.Exit(1)


def _json(found: Staffing) -> str:
    shares = found.shares
    return json_text.dumps(
        {
            "target_share": found.scenario.target_share,
            "half_hours": [
                {
                    "from": found.scenario.clock(start),
                    "erlang_a": found.erlang[number],
                    "heads": found.heads[number],
                    "groups": {group.name: group.heads[number] for group in found.scenario.groups},
                    "share_within": {
                        "mean": shares[number].mean,
                        "low": shares[number].low,
                        "high": shares[number].high,
                    },
                    "meets_target": number not in found.short,
                }
                for number, start in enumerate(found.scenario.starts)
            ],
        },
        ensure_ascii=False,
        indent=2,
    )


def _show(found: Staffing) -> None:
    from rich.console import Console
    from rich.table import Table

    scenario = found.scenario
    console = Console(highlight=False)
    if not console.is_terminal:
        console = Console(highlight=False, width=150)
    title = f"{scenario.name}: fewest heads for {scenario.target_share:.1%} within the threshold"
    table = Table(title=title, title_justify="left")
    table.add_column("from")
    for heading in ("Erlang A", "heads", *(group.name for group in scenario.groups), "share within"):
        table.add_column(heading, justify="right")
    for number, (start, share) in enumerate(zip(scenario.starts, found.shares, strict=True)):
        low = "" if share.low is None or share.high is None else f" [dim]{share.low:.1%}-{share.high:.1%}[/]"
        text = "-" if share.mean is None else f"{share.mean:.1%}{low}"
        table.add_row(
            scenario.clock(start),
            str(found.erlang[number]),
            str(found.heads[number]),
            *(str(group.heads[number]) for group in scenario.groups),
            f"[red]{text}[/]" if number in found.short else text,
        )
    console.print(table)
    hours = [
        sum(h * p for h, p in zip(row, scenario.periods, strict=True)) / 3600 for row in (found.erlang, found.heads)
    ]
    console.print(f"Head hours: {hours[0]:.1f} by Erlang A, {hours[1]:.1f} confirmed by simulation")
