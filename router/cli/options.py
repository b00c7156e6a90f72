"""Options that several commands share, and the settings they stand for."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated, Final, NoReturn

import typer

from router.settings import CHECKOUT, Settings, SettingsError, build_settings
from router.supervisor.copy_file import CopyFile, load_copy, load_ended_copy

CONFIG: Final = "HOTLINE_CONFIG"
Data = Annotated[
    Path | None, typer.Option("--data", metavar="DIR", help="Data folder of the copy; the checkout's data/ by default.")
]
PortBase = Annotated[
    int | None, typer.Option("--port-base", metavar="N", help="First of the 2,000 ports of the copy; 20000 by default.")
]


def fail(message: str, *, code: int = 1) -> NoReturn:
    """Say what is wrong, and end."""
    typer.echo(f"hotline: {message}", err=True)
    raise typer.Exit(code)


def data_folder(data: Path | None) -> Path:
    """The data folder asked for, before there are settings."""
    return (data or Path(os.environ.get("HOTLINE_DATA") or CHECKOUT / "data")).expanduser().resolve()


def new_settings(
    data: Path | None, port_base: int | None, *, listen: str | None = None, config: Path | None = None
) -> Settings:
    """Settings of a copy that is to be started."""
    try:
        return build_settings(data=data, port_base=port_base, listen=listen, config=config)
    except SettingsError as error:
        fail(str(error), code=2)


def copy_settings(data: Path | None, port_base: int | None) -> tuple[Settings, CopyFile | None]:
    """Settings of the copy that runs with this data folder, from what it wrote down; else those it would have, with the
    configuration folder that it last ran with."""
    folder = data_folder(data)
    copy = load_copy(folder)
    environ = {**os.environ, **(copy.environ if copy else {})}
    if not environ.get(CONFIG) and (ended := load_ended_copy(folder)):
        environ[CONFIG] = ended.environ.get(CONFIG, "")
    try:
        # An option outranks what was written down; the environment does not.
        return build_settings(data=folder, port_base=port_base, environ=environ), copy
    except SettingsError as error:
        fail(str(error), code=2)


def local_host(settings: Settings) -> str:
    """The address to reach the copy at from this machine."""
    return {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(settings.listen, settings.listen)
