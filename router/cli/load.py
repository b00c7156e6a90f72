"""`hotline load`: a copy of its own under load and faults, reconciled call by call."""

from __future__ import annotations

import json
import os
import shutil
from contextlib import ExitStack
from pathlib import Path
from typing import Annotated

import typer

from router.cli.options import fail, new_settings

RATE = 100.0
MARK = "load.txt"
"""Lies in every folder that a load run made: faults must never be let loose on a hotline that serves citizens."""


def load(
    ctx: typer.Context,
    *,
    minutes: Annotated[float, typer.Option(min=0.5, metavar="N", help="How long people dial.")] = 60.0,
    rate: Annotated[float, typer.Option(min=0.5, max=600, metavar="R", help="Callers who dial per minute.")] = RATE,
    seats: Annotated[int | None, typer.Option(min=1, metavar="N", help="Agents; by the rate if not given.")] = None,
    faults: Annotated[
        str,
        typer.Option(metavar="LIST", help="none, all, singles, pairs, or names joined by commas; see docs/load.md."),
    ] = "none",
    seed: Annotated[int, typer.Option(metavar="S", help="Who dials what, and how agents behave.")] = 1,
    json_file: Annotated[Path | None, typer.Option("--json", metavar="FILE", help="Write the result there.")] = None,
    data: Annotated[
        Path | None, typer.Option("--data", metavar="DIR", help="Keep the copy there; a temporary folder by default.")
    ] = None,
    port_base: Annotated[
        int | None, typer.Option("--port-base", metavar="N", help="First of the 2,000 ports; free ones by default.")
    ] = None,
) -> None:
    """Load a hotline of its own with real SIP calls, let faults strike, and account for every single call.

    Four accounts are compared: the phones', Asterisk's event log, Redis, the archive. Exit code 1 when they differ,
    when something leaks, or when a fault does not heal.
    """
    import uvloop
    from rich.console import Console

    from router.cli.load_folder import load_folder
    from router.cli.load_show import show_result
    from router.demo.copy import CopyEnded
    from router.free_ports import NoPorts, free_port_base
    from router.load.faults.choose import EVERY, UnknownFault, choose
    from router.load.house import config_for_load
    from router.load.run import Load
    from router.settings import CHECKOUT
    from router.trial_clock import VARIABLE

    try:
        chosen = choose(faults)
    except UnknownFault as unknown:
        fail(f"there is no fault {str(unknown)!r}; faults: all, none, singles, pairs, {', '.join(EVERY)}", code=2)
    os.environ.pop("HOTLINE_DATABASE_URL", None)
    given = ctx.parent.params if ctx.parent else {}
    console = Console(highlight=False)
    with ExitStack() as stack:
        folder = stack.enter_context(load_folder(data or given.get("data"), MARK))
        clock = folder / "clock"
        clock.write_text("0")
        os.environ[VARIABLE] = str(clock)
        notes = stack.enter_context((folder / "load.log").open("a", encoding="utf-8", buffering=1))
        try:
            base = port_base or given.get("port_base") or stack.enter_context(free_port_base())
            config = config_for_load(CHECKOUT / "config", folder / "config")
            settings = new_settings(folder, base, listen="127.0.0.1", config=config)
            console.print(f"A hotline under load in {folder}; what its people do: {folder / 'load.log'}")
            run = Load(
                settings, console.print, lambda line: print(line, file=notes), seed=seed, per_minute=rate,
                minutes=minutes, seats=seats or seats_for(rate), faults=chosen,
            )  # fmt: skip
            result = uvloop.run(run.live())
        except (CopyEnded, NoPorts) as error:
            fail(str(error).removeprefix("hotline: "))
        if json_file is not None:
            json_file.write_text(json.dumps(result.to_json(), ensure_ascii=False, indent=1))
        show_result(result, console)
        if not result.good and data is None:
            kept = Path(shutil.copytree(settings.logs, Path.cwd() / f"load-logs-{os.getpid()}"))
            console.print(f"The copy's logs: {kept}")
    if not result.good:
        raise typer.Exit(1)


def seats_for(per_minute: float) -> int:
    """As many agents as keep a few callers waiting: a talk and what comes after it take one about 50 s."""
    return max(4, round(per_minute * 50 / 60 / 0.85))
