"""The command line. Each command lies in a file of its own and imports what it needs when it runs."""

from __future__ import annotations

import os

import typer

from router.cli import (
    alarms,
    availability,
    bench,
    call,
    callbacks,
    config,
    demo,
    escalations,
    incidents,
    load,
    logs,
    phone,
    process,
    replay,
    roster,
    seat,
    simulate,
    soak,
    staff,
    status,
    test,
    theory,
    top,
    up,
    why,
)
from router.cli.options import Data, PortBase

app = typer.Typer(
    name="hotline",
    help="The telephony platform for public-service hotlines that never close.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)


@app.callback()
def main(data: Data = None, port_base: PortBase = None) -> None:
    """The telephony platform for public-service hotlines that never close."""
    # Before the command or after it: both are understood, after it wins.
    if data is not None:
        os.environ["HOTLINE_DATA"] = str(data)
    if port_base is not None:
        os.environ["HOTLINE_PORT_BASE"] = str(port_base)


_PASS_ON = {"allow_extra_args": True, "ignore_unknown_options": True, "help_option_names": ["--help"]}

app.command()(up.up)
app.command()(status.status)
app.command()(top.top)
app.command()(availability.availability)
app.command()(demo.demo)
app.command()(load.load)
app.command()(logs.logs)
app.command()(call.call)
app.command()(callbacks.callbacks)
app.command()(escalations.escalations)
app.command()(why.why)
app.command()(replay.replay)
app.command()(phone.phone)
app.add_typer(config.app, name="config")
app.add_typer(seat.app, name="seat")
app.add_typer(alarms.app, name="alarms")
app.add_typer(roster.app, name="roster")
app.add_typer(bench.app, name="bench")
app.command(context_settings=_PASS_ON)(test.test)
app.command()(soak.soak)
app.command()(simulate.simulate)
app.command()(staff.staff)
app.command()(theory.theory)
app.add_typer(incidents.app, name="incidents")
app.command("run", hidden=True)(process.run)
app.command("archive", hidden=True)(process.archive)
app.command("serve", hidden=True)(process.serve)
