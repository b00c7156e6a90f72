"""`hotline seat`: sign on and off, be ready, pause."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any
from urllib.parse import quote

import typer

from router.cli.options import Data, PortBase, copy_settings, fail

app = typer.Typer(help="Sign an agent on at a seat, and say when calls may come.", no_args_is_help=True)

Seat = Annotated[str, typer.Argument(help="The seat's number, such as 1001.")]

Note = Annotated[str, typer.Option(help="Why, whatever the roster says; goes on record.")]


@app.command("sign-on")
def sign_on(
    seat: Seat,
    agent: Annotated[str, typer.Argument(help="The agent's number, such as 8001.")],
    note: Note = "",
    data: Data = None,
    port_base: PortBase = None,
) -> None:
    """An agent sits down at the seat."""
    if note:
        ask(data, port_base, seat, "force", {"state": "signed_on", "agent": agent, "note": note})
    else:
        ask(data, port_base, seat, "sign-on", {"agent": agent})


@app.command("sign-off")
def sign_off(seat: Seat, data: Data = None, port_base: PortBase = None) -> None:
    """The agent leaves; after the call, if there is one."""
    ask(data, port_base, seat, "sign-off", {})


@app.command("ready")
def ready(seat: Seat, note: Note = "", data: Data = None, port_base: PortBase = None) -> None:
    """Calls may come; ends a wrap-up."""
    if note:
        ask(data, port_base, seat, "force", {"state": "ready", "note": note})
    else:
        ask(data, port_base, seat, "ready", {})


@app.command("pause")
def pause(
    seat: Seat,
    reason: Annotated[str, typer.Argument(help="One of the site's reasons, such as break.")] = "break",
    data: Data = None,
    port_base: PortBase = None,
) -> None:
    """No calls, for a reason."""
    ask(data, port_base, seat, "pause", {"reason": reason})


def ask(data: Path | None, port_base: int | None, seat: str, verb: str, body: dict[str, Any]) -> None:
    """Have the router do it, and say how the seat is now."""
    from router.cli.ask_api import ApiAway, ApiRefused, ask_api

    settings, _ = copy_settings(data, port_base)
    try:
        answer = ask_api(settings, "POST", f"/v1/seats/{quote(seat, safe='')}/{verb}", body)
    except (ApiAway, ApiRefused) as error:
        fail(str(error))
    found = answer.get("seat", answer)
    words = [str(found[key]) for key in ("state", "reason", "agent") if found.get(key)]
    typer.echo(f"seat {seat}: {' '.join(words)}")
