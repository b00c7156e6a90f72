"""`hotline replay`: whether routing would decide again as it did."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Final
from zoneinfo import ZoneInfo

import typer

from router.cli.options import Data, PortBase, fail

if TYPE_CHECKING:
    from router.domain.history import RoutingFed

DAY_SECONDS: Final = 86_400.0
FORM: Final = "such as 2026-11-22T08:00"


def replay(
    *,
    since: Annotated[
        str, typer.Option("--from", metavar="T", help=f"Since when, {FORM}, by the house's clock; 24 hours ago.")
    ] = "",
    until: Annotated[str, typer.Option("--to", metavar="T", help="Until when; now.")] = "",
    json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
    data: Data = None,
    port_base: PortBase = None,
) -> None:
    """Decide again all that routing decided, from what it was told then.

    Exit code 0: all came out alike; 1: something did not; 2: what is on record is not enough.
    """
    from router.adapters.sql.engine import ArchiveAway, ArchiveRejects
    from router.adapters.sql.routing_log import count_entries, first_entry, read_entries
    from router.cli.progress import bar_of
    from router.cli.replay_show import as_json, show
    from router.cli.routing_record import open_record
    from router.cli.tell_difference import tell_difference
    from router.services.replay_routing import replay_routing
    from router.services.run_tape import CannotReplay

    record = open_record(data, port_base)
    now = time.time()
    begin = _moment(since, "--from", record.zone) if since else now - DAY_SECONDS
    end = _moment(until, "--to", record.zone) if until else now
    if end < begin:
        fail("--to is before --from; exchange them", code=2)
    began = time.monotonic()
    try:
        first = first_entry(record.engine, begin)
        if first is None:
            fail("no routing is on record; it is written down from the first call on, for `keep_routing_days`", code=2)
        with bar_of("entries", count_entries(record.engine, first, end)) as advance:
            entries = _counted(read_entries(record.engine, first, end), advance)
            found = replay_routing(entries, record.bundles.find)
        told = tell_difference(record.engine, found.difference) if found and found.difference else None
    except CannotReplay as error:
        fail(str(error), code=2)
    except ArchiveAway as error:
        fail(f"the archive does not answer ({error}); is it down, or not brought up to date by a start?", code=2)
    except ArchiveRejects as error:
        fail(f"the archive holds what this version cannot read ({error}); start the copy once", code=2)
    if found is None:
        fail("no routing is on record in this time; choose another by --from and --to", code=2)
    if json:
        typer.echo(as_json(found, told))
    else:
        show(found, told, record.zone, took=time.monotonic() - began)
    if told is not None:
        raise typer.Exit(1)


def _counted(entries: Iterable[RoutingFed], advance: Callable[[], None]) -> Iterator[RoutingFed]:
    for entry in entries:
        advance()
        yield entry


def _moment(word: str, option: str, zone: ZoneInfo) -> float:
    """A time by the house's clock, unless it names a zone of its own."""
    try:
        moment = datetime.fromisoformat(word)
    except ValueError:
        fail(f"{option}: {word!r} is not a time; write one {FORM}", code=2)
    return (moment if moment.tzinfo else moment.replace(tzinfo=zone)).timestamp()
