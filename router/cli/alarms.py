"""`hotline alarms`: the last alarms and who was told of them; a test of a channel."""

from __future__ import annotations

import asyncio
import json
import time
from typing import Annotated

import typer

from router.cli.options import Data, PortBase, copy_settings, fail

app = typer.Typer(help="The last alarms, and which channels were told of them when.", invoke_without_command=True)


@app.callback()
def alarms(
    context: typer.Context,
    *,
    limit: Annotated[int, typer.Option("--limit", min=1, max=1000, help="So many, the newest.")] = 20,
    as_json: Annotated[bool, typer.Option("--json", help="As JSON, for programs.")] = False,
    data: Data = None,
    port_base: PortBase = None,
) -> None:
    """The last alarms, newest last, and which channels were told of them when."""
    if context.invoked_subcommand is not None:
        return
    from router.adapters.files.start import bundle_in_force
    from router.cli.alarms_read import read_alarms
    from router.cli.alarms_show import show_alarms

    settings, _ = copy_settings(data, port_base)
    rows = read_alarms(settings, limit)
    if rows is None:
        fail("the archive does not answer; `./hotline status` says more")
    if as_json:
        typer.echo(json.dumps({"alarms": rows}, ensure_ascii=False, indent=1))
        return
    bundle = bundle_in_force(settings)
    show_alarms(rows, zone=bundle.site.timezone if bundle else "UTC")


@app.command("test")
def test(
    channel: Annotated[str, typer.Argument(help="The channel's id in channels.yaml.")],
    data: Data = None,
    port_base: PortBase = None,
) -> None:
    """Send a test message now, and say what the other side answered. Exit code 1 when it was not taken."""
    from router.adapters.files.start import bundle_in_force
    from router.domain.alarms.message import compose_test
    from router.services.suggest_word import suggest_word
    from router.web.channels.language import language_of
    from router.web.sources.channel_sender import ChannelSecrets, ChannelSender

    settings, _ = copy_settings(data, port_base)
    bundle = bundle_in_force(settings)
    if bundle is None:
        fail("no configuration is in force; start the platform once with `./hotline up`")
    known = bundle.channels.get(channel)
    if known is None:
        ids = suggest_word(channel, bundle.channels) if bundle.channels else "add it to channels.yaml, and apply that"
        fail(f"no channel `{channel}` is in force; {ids}")
    message = compose_test(site=bundle.site.name, language=language_of(known, bundle))

    async def send() -> tuple[bool, str]:
        async with ChannelSender(ChannelSecrets(settings), time.time) as sender:
            answer = await sender.send(known, message)
            return answer.ok, answer.said

    ok, said = asyncio.run(send())
    if not ok:
        fail(f"{channel} did not take it: {said}")
    typer.echo(f"{channel} took it: {said}")
