"""`hotline phone`: a scripted softphone at a seat."""

from __future__ import annotations

from typing import Annotated

import typer

from router.cli.options import Data, PortBase, copy_settings, fail, local_host


def phone(
    seat: Annotated[str, typer.Argument(help="The seat's number, such as 1001.")],
    *,
    sign_on: Annotated[
        str, typer.Option("--sign-on", metavar="AGENT", help="Sign this agent on first, and be ready.")
    ] = "",
    answer_after: Annotated[float, typer.Option(metavar="S", help="Rings for this long, then answers.")] = 1.0,
    tone: Annotated[float, typer.Option(metavar="HZ", help="What the agent sends instead of a voice.")] = 880.0,
    talk: Annotated[
        float | None, typer.Option(metavar="S", help="Hangs up after this long; else the caller does.")
    ] = None,
    calls: Annotated[int | None, typer.Option(metavar="N", help="Ends after this many calls; else at Ctrl-C.")] = None,
    data: Data = None,
    port_base: PortBase = None,
) -> None:
    """Register a phone at a seat of the running copy and answer its calls."""
    import asyncio

    from phones.scripts import run_seat_phone
    from router.cli.ask_api import read_secrets
    from router.cli.seat import ask

    settings, _ = copy_settings(data, port_base)
    accounts = read_secrets(settings).get("sip", {})
    if not accounts:
        fail(f"no seat's password can be read in {settings.secrets}; run ./hotline up first, as the same user")
    if seat not in accounts:
        fail(f"there is no seat {seat!r}; seats: {', '.join(accounts)}")
    if sign_on:
        ask(data, port_base, seat, "sign-on", {"agent": sign_on})
        ask(data, port_base, seat, "ready", {})
    server = (local_host(settings), settings.sip_port)
    try:
        asyncio.run(
            run_seat_phone(
                server,
                seat,
                accounts[seat],
                answer_after=answer_after,
                tone=tone,
                talk=talk,
                calls=calls,
                report=typer.echo,
            )
        )
    except KeyboardInterrupt:
        raise typer.Exit(130) from None
