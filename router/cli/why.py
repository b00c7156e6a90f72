"""`hotline why`: why a call went where it went."""

from __future__ import annotations

from typing import Annotated

import typer

from router.cli.options import Data, PortBase, fail


def why(
    call: Annotated[
        str, typer.Argument(help="Id of the call, or its last characters; left out: the one decided about last.")
    ] = "",
    *,
    full: Annotated[bool, typer.Option("--full", help="Also who came next and why not, and the rules again.")] = False,
    language: Annotated[
        str, typer.Option("--language", metavar="TAG", help="zh-CN or en; the house's first language by default.")
    ] = "",
    json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
    data: Data = None,
    port_base: PortBase = None,
) -> None:
    """Tell a call's story: where it waited, each decision with its reasons, each offer, the end."""
    from router.adapters.sql.engine import ArchiveAway, ArchiveRejects
    from router.adapters.sql.read_decisions import story_of
    from router.cli.routing_record import open_record
    from router.cli.why_find import find_call
    from router.cli.why_show import as_json, show
    from router.services.why_words import WORDS, language_of

    record = open_record(data, port_base)
    try:
        tag = language_of(language or record.language)
    except KeyError:
        if language:
            fail(f"there are no sentences in {language!r}; languages: {', '.join(WORDS)}", code=2)
        tag = "en"
    try:
        found = find_call(record.engine, call)
        story = story_of(record.engine, record.bundles, found, tag, full=full)
    except ArchiveAway as error:
        fail(f"the archive does not answer ({error}); is the database down, or the copy not started since an update?")
    except ArchiveRejects as error:
        fail(f"the archive holds what this version cannot read ({error}); starting the copy brings it up to date")
    if story is None:
        fail(f"call {found} was decided about, and is not in the archive yet; ask again in a second")
    if json:
        typer.echo(as_json(story))
    else:
        show(story, record.zone)
