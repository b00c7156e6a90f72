"""`hotline escalations`: ladders that were climbed, by asking the running copy."""

from __future__ import annotations

import json
import time
from typing import Annotated

import typer

from router.cli.options import Data, PortBase, copy_settings, fail


def escalations(
    *,
    days: Annotated[float, typer.Option(min=0.01, max=366, help="How far back.")] = 1.0,
    going_on: Annotated[bool, typer.Option("--open", help="Only those that go on.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="As JSON, for programs.")] = False,
    data: Data = None,
    port_base: PortBase = None,
) -> None:
    """Who was rung up a ladder, for what, with which key, and for how many seconds; newest first."""
    from router.adapters.files.start import bundle_in_force
    from router.cli.ask_api import ApiAway, ApiRefused
    from router.cli.escalations_show import read_escalations, show_escalations

    settings, _ = copy_settings(data, port_base)
    try:
        found = read_escalations(settings, since=time.time() - days * 86_400, going_on=going_on)
    except (ApiAway, ApiRefused) as error:
        fail(str(error))
    if as_json:
        typer.echo(json.dumps({"escalations": found}, ensure_ascii=False, indent=1))
        return
    bundle = bundle_in_force(settings)
    show_escalations(found, zone=bundle.site.timezone if bundle else "UTC")
