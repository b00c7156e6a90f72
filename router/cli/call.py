"""`hotline call`: a scripted caller, so that a person without a phone hears what a citizen would."""

from __future__ import annotations

from typing import Annotated

import typer

from router.cli.options import Data, PortBase, copy_settings, fail, local_host


def call(
    line: Annotated[str, typer.Argument(help="The line to dial: its number or its id.")],
    *,
    number: Annotated[str, typer.Option("--from", help="The caller's number.")] = "13800138000",
    keys: Annotated[str, typer.Option(help="Keys to press once answered, such as 12#.")] = "",
    tone: Annotated[float, typer.Option(metavar="HZ", help="What the caller sends instead of a voice.")] = 440.0,
    talk: Annotated[float, typer.Option(metavar="S", help="Hangs up after this long with an agent.")] = 5.0,
    data: Data = None,
    port_base: PortBase = None,
) -> None:
    """Dial a line of the running copy. It cannot dial anybody else."""
    import asyncio

    from phones.scripts import run_caller
    from router.adapters.files.start import bundle_in_force

    settings, _ = copy_settings(data, port_base)
    bundle = bundle_in_force(settings)
    if bundle is None:
        fail(f"no copy has been started with {settings.data}; run ./hotline up first")
    known = bundle.lines.get(line) or bundle.line_by_number(line)
    if known is None:
        fail(f"there is no line {line!r}; lines: {', '.join(found.number for found in bundle.lines.values())}")
    server = (local_host(settings), settings.sip_port)
    try:
        asyncio.run(run_caller(server, known.number, number=number, keys=keys, tone=tone, talk=talk, report=typer.echo))
    except KeyboardInterrupt:
        raise typer.Exit(130) from None
