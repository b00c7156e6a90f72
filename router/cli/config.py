"""`hotline config`: check, compare and apply what ops staff write."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from router.cli.options import Data, PortBase

app = typer.Typer(
    help="Check, compare and apply the configuration; look back, and go back.", no_args_is_help=True
)  # fmt: skip

Folder = Annotated[
    Path | None, typer.Argument(metavar="[FOLDER]", help="The configuration; by default the folder the copy runs with.")
]
Number = Annotated[int | None, typer.Argument(metavar="[N]", min=1, help="A bundle's number.")]
Note = Annotated[str, typer.Option("--note", metavar="TEXT", help="Why; goes on record.")]
Successor = Annotated[
    list[str] | None,
    typer.Option(
        "--successor", metavar="OLD=NEW", help="A queue that goes, and who takes its callers. Again for more."
    ),
]
Expect = Annotated[
    int | None, typer.Option("--expect", metavar="N", min=0, help="Only if bundle N is still the one in force.")
]
Wait = Annotated[bool, typer.Option("--wait", help="Wait until nothing that goes is in use any more.")]
Offline = Annotated[bool, typer.Option("--offline", help="The copy is stopped: it counts from its next start.")]
Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]


@app.command("check")
def check(folder: Folder = None, data: Data = None, port_base: PortBase = None) -> None:
    """Say what is wrong with a configuration, by file and line. Changes nothing; ends with 1 when something is."""
    from router.cli.config_open import open_config
    from router.cli.config_show import summary_of

    desk = open_config(data, port_base, folder)
    wanted = desk.wanted()
    typer.echo(f"{desk.folder} is good: {summary_of(wanted.bundle)}")


@app.command("diff")
def diff(
    folder: Folder = None,
    against: Annotated[
        int | None, typer.Option("--against", metavar="N", min=1, help="A stored bundle; the one in force by default.")
    ] = None,
    json: Json = False,
    data: Data = None,
    port_base: PortBase = None,
) -> None:
    """Say what an apply of the folder would change, in the hotline's own words."""
    from router.cli.config_open import open_config
    from router.cli.config_show import show_changes
    from router.services.diff_bundles import diff_bundles

    desk = open_config(data, port_base, folder)
    stored = desk.stored(against)
    # Who took former queues over is not written in the folder.
    wanted = desk.wanted(successors=stored.successors)
    changes = [str(change) for change in diff_bundles(stored, wanted.bundle)]
    show_changes(f"bundle {stored.number} -> {desk.folder}", changes, json=json)


@app.command("apply")
def apply(
    *,
    folder: Folder = None,
    note: Note,
    successor: Successor = None,
    expect: Expect = None,
    wait: Wait = False,
    offline: Offline = False,
    data: Data = None,
    port_base: PortBase = None,
) -> None:
    """Put the folder in force while calls go on, whole or not at all."""
    from router.cli.config_apply import run_apply
    from router.cli.config_open import open_config, successors_of
    from router.services.apply_config import apply_config

    desk = open_config(data, port_base, folder)
    named, wanted = successors_of(successor), desk.read()
    run_apply(
        desk,
        lambda parts, tell: apply_config(
            parts, wanted, expected=expect, note=note, actor="cli", successors=named, tell=tell
        ),
        note=note,
        wait=wait,
        offline=offline,
    )


@app.command("rollback")
def rollback(
    *,
    number: Number = None,
    note: Note,
    successor: Successor = None,
    expect: Expect = None,
    wait: Wait = False,
    offline: Offline = False,
    data: Data = None,
    port_base: PortBase = None,
) -> None:
    """Put a stored bundle in force again; without a number the one before. The folder stays as it is."""
    from router.cli.config_apply import run_apply
    from router.cli.config_open import open_config, successors_of
    from router.services.apply_config import rollback_config

    desk = open_config(data, port_base, None)
    named = successors_of(successor)
    run_apply(
        desk,
        lambda parts, tell: rollback_config(
            parts, number, expected=expect, note=note, actor="cli", successors=named, tell=tell
        ),
        note=note,
        wait=wait,
        offline=offline,
    )


@app.command("history")
def history(
    json: Json = False,
    lines: Annotated[int, typer.Option("--lines", "-n", min=1, help="How many, the last ones.")] = 20,
    data: Data = None,
    port_base: PortBase = None,
) -> None:
    """Show who put which bundle in force, when and why, the last one last."""
    from router.cli.config_open import open_config
    from router.cli.config_show import show_history

    desk = open_config(data, port_base, None)
    current = desk.store.current()
    bundle = desk.store.find(current)[0] if current is not None else None
    zone = bundle.site.timezone if bundle else "UTC"
    show_history(desk.log.all()[-lines:], current, zone=zone, json=json)


@app.command("show")
def show(number: Number = None, data: Data = None, port_base: PortBase = None) -> None:
    """Show what a stored bundle holds, and what it changed; without a number the one in force."""
    from router.cli.config_open import open_config
    from router.cli.config_show import show_bundle

    desk = open_config(data, port_base, None)
    bundle = desk.stored(number)
    last = next((found for found in reversed(desk.log.all()) if found.number == bundle.number), None)
    former = desk.store.find(last.former)[0] if last is not None and last.former else None
    show_bundle(bundle, last, former, in_force=bundle.number == desk.store.current())


@app.command("export")
def export(
    number: Annotated[int, typer.Argument(metavar="N", min=1, help="A bundle's number.")],
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help="A new or an empty folder.")],
    data: Data = None,
    port_base: PortBase = None,
) -> None:
    """Write the files that a bundle was made of into a folder."""
    from router.adapters.files.export_bundle import ExportRefused, export_bundle
    from router.cli.config_open import open_config
    from router.cli.options import fail

    desk = open_config(data, port_base, None)
    try:
        names = export_bundle(desk.store, number, folder)
    except (ExportRefused, OSError) as error:
        fail(str(error))
    typer.echo(f"wrote {len(names)} files to {folder}")
