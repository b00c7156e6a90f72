"""`hotline status`: how a copy is."""

from __future__ import annotations

import json
from typing import Annotated

import typer

from router.cli.options import Data, PortBase, copy_settings


def status(
    as_json: Annotated[bool, typer.Option("--json", help="As JSON, for programs.")] = False,
    accounts: Annotated[bool, typer.Option("--accounts", help="With the seats' SIP passwords.")] = False,
    data: Data = None,
    port_base: PortBase = None,
) -> None:
    """Show processes, lines, queues, seats and where things are. Exit code 3 when something is not well."""
    from router.cli.status_read import read_status

    settings, copy = copy_settings(data, port_base)
    found = read_status(settings, copy, accounts=accounts)
    if as_json:
        typer.echo(json.dumps(found, ensure_ascii=False, indent=1))
    else:
        from router.cli.status_show import show_status

        show_status(found)
    if found["half_applied"] or not all(process["ok"] for process in found["processes"].values()):
        raise typer.Exit(3)
