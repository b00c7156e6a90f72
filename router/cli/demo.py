"""`hotline demo`: a busy quarter of an hour in a sample city, until Ctrl-C; or a surge."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer

from router.cli.options import fail, new_settings
from router.cli.top import Language

RATE = 18.0
SURGE_RATE = 6.0
"""of a day without a surge; ten times as many are what two cores hold with all their sound"""
SURGE_MINUTES = 10.0
MARK = "demo.txt"
"""Lies in every folder that a demo made: citizens must never be let loose on a hotline that serves real ones."""


def demo(
    ctx: typer.Context,
    *,
    minutes: Annotated[float | None, typer.Option(min=0.2, metavar="N", help="End by itself after N minutes.")] = None,
    rate: Annotated[
        float | None,
        typer.Option(
            min=0.5, max=60, metavar="R", help=f"Citizens who dial per minute; {RATE:g}, before a surge {SURGE_RATE:g}."
        ),
    ] = None,
    surge: Annotated[
        bool, typer.Option("--surge", help="Many times as many citizens, and callbacks for them.")
    ] = False,
    times: Annotated[
        float, typer.Option(min=1, max=50, metavar="N", help="How many times as many, in a surge.")
    ] = 10.0,
    seats: Annotated[int, typer.Option(min=1, max=24, metavar="N", help="Agents, in a surge.")] = 16,
    seed: Annotated[int, typer.Option(metavar="S", help="Who dials what, and how agents behave.")] = 1,
    data: Annotated[
        Path | None, typer.Option("--data", metavar="DIR", help="Keep the copy there; a temporary folder by default.")
    ] = None,
    port_base: Annotated[
        int | None, typer.Option("--port-base", metavar="N", help="First of the 2,000 ports; free ones by default.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="The summary as JSON; all else goes to stderr.")] = False,
    language: Language = "en",
) -> None:
    """Start a hotline of its own with agents and citizens on scripted phones, and watch it live.

    Ends with every call as the phones saw it against the archive; exit code 1 when they differ. A surge also waits
    until nobody is owed a callback any more, looks at their order, and decides again all that routing decided.
    """
    import uvloop
    from rich.console import Console

    from router.cli.demo_run import Stopped, run_demo
    from router.cli.demo_summary import show_summary
    from router.cli.top_words import WORDS, words_of
    from router.demo.copy import CopyEnded
    from router.free_ports import NoPorts, free_port_base

    try:
        words = words_of(language)
    except KeyError:
        fail(f"there are no headings in {language!r}; languages: {', '.join(WORDS)}", code=2)
    # Of what the environment says of a real copy, nothing counts here: least of all its archive.
    os.environ.pop("HOTLINE_DATABASE_URL", None)
    given = ctx.parent.params if ctx.parent else {}
    console = Console(highlight=False, stderr=as_json)
    with contextlib.ExitStack() as stack:
        folder = stack.enter_context(_folder(data or given.get("data")))
        try:
            base = port_base or given.get("port_base") or stack.enter_context(free_port_base())
            config = _surge(folder, base) if surge else _sample(folder)
            settings = new_settings(folder, base, listen="127.0.0.1", config=config)
            console.print(f"A sample city in {folder}")
            usual = rate or (SURGE_RATE if surge else RATE)
            summary = uvloop.run(
                run_demo(
                    settings, console, words, seed=seed, per_minute=usual * times if surge else usual,
                    minutes=minutes or (SURGE_MINUTES if surge else None), surge_seats=seats if surge else None,
                )
            )  # fmt: skip
        except (CopyEnded, NoPorts) as error:
            # The copy is a command too, and has said who speaks.
            fail(str(error).removeprefix("hotline: "))
        except Stopped:
            raise typer.Exit(130) from None
    if as_json:
        typer.echo(json.dumps(summary.to_json(), ensure_ascii=False, indent=1))
    else:
        show_summary(summary, console)
    if not summary.good:
        raise typer.Exit(1)


@contextlib.contextmanager
def _folder(data: Path | None) -> Iterator[Path]:
    if data is not None:
        folder = data.expanduser().resolve()
        if folder.exists() and any(folder.iterdir()) and not (folder / MARK).exists():
            fail(f"{folder} holds something that no demo made; give an empty folder, or none", code=2)
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        (folder / MARK).write_text("Made by ./hotline demo; may be deleted.\n")
        yield folder
        return
    folder = Path(tempfile.mkdtemp(prefix="hotline-demo-"))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _sample(folder: Path) -> Path:
    """The demo's own configuration: whoever plays with it changes nothing of the real one."""
    from router.settings import CHECKOUT

    config = folder / "config"
    if not config.exists():
        shutil.copytree(CHECKOUT / "config", config)
    return config


def _surge(folder: Path, port_base: int) -> Path:
    """A surge's configuration names a port of this copy, and its citizens are strangers: it begins anew."""
    from router.demo.carrier import CARRIER_OFFSET
    from router.demo.surge_house import config_for_surge
    from router.settings import CHECKOUT

    if any(path.name != MARK for path in folder.iterdir()):
        fail(f"{folder} holds an earlier demo; give a surge an empty folder, or none", code=2)
    return config_for_surge(CHECKOUT / "config", folder / "config", port_base + CARRIER_OFFSET)
