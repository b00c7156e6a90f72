"""`hotline callbacks`: who is owed a callback, read straight from Redis."""

from __future__ import annotations

import json
import time
from dataclasses import asdict
from typing import Annotated

import typer

from router.cli.options import Data, PortBase, copy_settings, fail


def callbacks(
    as_json: Annotated[bool, typer.Option("--json", help="As JSON, for programs.")] = False,
    data: Data = None,
    port_base: PortBase = None,
) -> None:
    """Who is owed a callback, in the order in which they are made."""
    from router.adapters.files.start import bundle_in_force
    from router.cli.callbacks_show import show_callbacks
    from router.cli.read_live import read_live

    settings, _ = copy_settings(data, port_base)
    live = read_live(settings)
    if live.problem:
        fail(f"Redis {live.problem}; `./hotline status` says more")
    now = time.time()
    owed = [call for call in live.calls if call.owed is not None]
    owed.sort(key=lambda call: (max(call.owed.not_before - now, 0.0) if call.owed else 0.0, call.rank))
    if as_json:
        rows = [
            {"call": call.id, "state": call.state, "line": call.line, "queue": call.queue, **asdict(call.owed)}
            for call in owed
            if call.owed is not None
        ]
        typer.echo(json.dumps({"callbacks": rows}, ensure_ascii=False, indent=1))
        return
    bundle = bundle_in_force(settings)
    show_callbacks(owed, now=now, zone=bundle.site.timezone if bundle else "UTC")
