"""`hotline incidents announce` and `callers`: what callers are told of an incident, and who asked to be told."""

from __future__ import annotations

import csv
import os
import time
from datetime import UTC, datetime
from json import dumps as dump_json
from pathlib import Path
from typing import Annotated, Any, Final
from urllib.parse import quote

import typer

from router.cli.options import Data, PortBase
from router.settings import Settings

Id = Annotated[str, typer.Argument(metavar="ID", help="The incident's, as `incidents live --json` gives it.")]
Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]
COLUMNS: Final = ("number", "at", "line", "language", "call")
PAGE: Final = 500


def announce(
    incident: Id,
    *,
    line: Annotated[
        list[str] | None, typer.Option("--line", metavar="ID", help="Whose callers hear it; several may be given.")
    ] = None,
    text: Annotated[
        list[str] | None,
        typer.Option("--text", metavar="LANGUAGE=WORDS", help="What is said of it; else topic and place are named."),
    ] = None,
    minutes: Annotated[
        int | None, typer.Option(min=1, max=1440, help="For so long at most; else until it is over, a day at most.")
    ] = None,
    stop: Annotated[bool, typer.Option("--stop", help="Callers hear it no more.")] = False,
    json: Json = False,
    data: Data = None,
    port_base: PortBase = None,
) -> None:
    """Tell new callers of an incident: who presses 9 is put on its list, hears so, and needs no agent. Without --line,
    the callers of every line."""
    from router.cli.ask_api import ApiAway, ApiRefused, ask_api
    from router.cli.options import copy_settings, fail

    settings, _ = copy_settings(data, port_base)
    body = None if stop else _body(line or [], text or [], minutes)
    try:
        told = ask_api(settings, "DELETE" if stop else "POST", _path(incident, "announcement"), body)
    except (ApiAway, ApiRefused) as error:
        fail(str(error))
    if json:
        typer.echo(dump_json(told, ensure_ascii=False, indent=2))
    elif not told["on"]:
        typer.echo("callers hear nothing of it any more")
    else:
        lines = ", ".join(told["lines"]) or "every line"
        typer.echo(f"callers of {lines} hear this, until it is over or {told['until']}:")
        for language, words in told["text"].items():
            typer.echo(f"  {language}: {words}")


def callers(
    incident: Id,
    *,
    csv_file: Annotated[
        Path | None, typer.Option("--csv", metavar="FILE", help="Write all of them into this file, oldest first.")
    ] = None,
    json: Json = False,
    data: Data = None,
    port_base: PortBase = None,
) -> None:
    """Who asked to be told of an incident, oldest first, with whole numbers."""
    from router.cli.ask_api import ApiAway, ApiRefused
    from router.cli.options import copy_settings, fail

    settings, _ = copy_settings(data, port_base)
    try:
        found = read_callers(settings, incident)
    except (ApiAway, ApiRefused) as error:
        fail(str(error))
    if csv_file is not None:
        try:
            write_csv(csv_file, found)
        except OSError as error:
            fail(f"the list cannot be written ({error.strerror}: {csv_file})")
        typer.echo(f"wrote {len(found)} callers into {csv_file}", err=json)
    if json:
        typer.echo(dump_json(found, ensure_ascii=False, indent=2))
    elif csv_file is None:
        for one in found:
            typer.echo("  ".join(one[name] for name in COLUMNS))
        typer.echo(f"{len(found)} {'caller asks' if len(found) == 1 else 'callers ask'} to be told")


def read_callers(settings: Settings, incident: str) -> list[dict[str, Any]]:
    """All of them, oldest first, as `GET /v1/incidents/{id}/callers` gives them.

    Raises:
        ApiAway, ApiRefused.
    """
    from router.cli.ask_api import ask_api

    found: list[dict[str, Any]] = []
    cursor = ""
    while True:
        page = ask_api(settings, "GET", _path(incident, f"callers?limit={PAGE}{cursor}"))
        found += page["callers"]
        if page["next"] is None:
            return found[::-1]
        cursor = f"&cursor={quote(page['next'])}"


def write_csv(path: Path, callers: list[dict[str, Any]]) -> None:
    """Times in UTC, ISO 8601. The file is for its owner alone. Raises OSError."""
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w", newline="", encoding="utf-8") as to:
        os.fchmod(to.fileno(), 0o600)
        table = csv.DictWriter(to, COLUMNS, extrasaction="ignore")
        table.writeheader()
        table.writerows(callers)


def _path(incident: str, rest: str) -> str:
    return f"/v1/incidents/{quote(incident, safe='')}/{rest}"


def _body(lines: list[str], texts: list[str], minutes: int | None) -> dict[str, Any]:
    from router.cli.options import fail

    given: dict[str, str] = {}
    for one in texts:
        language, mark, words = one.partition("=")
        if not (mark and language.strip() and words.strip()):
            fail(f"--text {one!r} is not LANGUAGE=WORDS; write it as in --text 'en=A building has cracks.'", code=2)
        given[language.strip()] = words.strip()
    until = None if minutes is None else datetime.fromtimestamp(time.time() + minutes * 60, UTC).isoformat()
    return {"lines": lines, "text": given, "until": until}
