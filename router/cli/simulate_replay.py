"""`hotline simulate --replay`: where the past comes from, and what is done with it."""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import typer
from rich.console import Console

from router.adapters.files.bundle_log import FileBundleLog
from router.adapters.files.bundle_store import BundleStore
from router.adapters.sql.engine import ArchiveAway, ArchiveRejects
from router.adapters.sql.read_past import past_calls, past_seats
from router.cli.options import copy_settings, fail
from router.cli.progress import bar_of
from router.cli.simulate_replay_show import as_json, show
from router.cli.top_today import open_archive_to_read
from router.domain.bundle import Bundle
from router.domain.errors import Refusal
from router.domain.route_policy import policy_of
from router.services.bundle_log import Adoption
from router.simulation.from_arrivals import history_from_csv
from router.simulation.from_history import EDGE_S, history_of
from router.simulation.other_rules import with_rules
from router.simulation.policies import DEFAULT, PLAIN, rules_of
from router.simulation.read_scenario import read_scenario
from router.simulation.replay_days import replay_history
from router.simulation.replay_history import History
from router.simulation.replay_spans import Bundles, Span


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What the command line asks for."""

    file: Path | None
    arrivals: Path | None
    first: str | None
    last: str | None
    data: Path | None
    policy: str | None
    runs: int
    seed: int
    cores: int
    json: bool
    plot: Path | None


def replay(asked: Asked) -> None:
    """Play the past, tell how it compares; ends the program when that cannot be done."""
    began = time.monotonic()
    if asked.policy == PLAIN:
        fail(f"{PLAIN} has no queues of its own to replay; `--policy list` lists the others", code=2)
    try:
        history = _past(asked)
        with bar_of("runs", asked.runs) as advance:
            found = replay_history(
                history, runs=asked.runs, seed=asked.seed, cores=asked.cores or None, progress=advance
            )
    except Refusal as refusal:
        fail(refusal.message, code=2)
    except ArchiveAway as error:
        fail(f"the archive does not answer ({error}); is its database down, or older than this version?")
    except ArchiveRejects as error:
        fail(f"the archive holds what this version cannot read ({error}); starting the copy brings it up to date")
    policy = asked.policy or (DEFAULT if asked.arrivals else "as in force")
    if asked.json:
        typer.echo(as_json(history, found, policy=policy, runs=asked.runs, seed=asked.seed))
    else:
        show(history, found, policy=policy, runs=asked.runs, seed=asked.seed, took=time.monotonic() - began)
    if asked.plot is not None:
        # Slow to import: only for who asks for plots.
        from router.simulation.replay_plot import plot_replay

        try:
            path = plot_replay(history, found, asked.plot)
        except OSError as error:
            fail(f"the plot cannot be written ({error.strerror}: {asked.plot})")
        typer.echo(f"wrote {path}", err=asked.json)


def _past(asked: Asked) -> History:
    if asked.arrivals is not None:
        if asked.first or asked.last:
            fail("--arrivals takes its calls from the file; leave --from and --to out", code=2)
        if asked.file is None:
            fail("--arrivals needs a scenario FILE beside it: its groups with heads are who took the calls", code=2)
        return history_from_csv(asked.arrivals, read_scenario(asked.file), asked.policy or DEFAULT)
    if asked.file is not None:
        fail("a scenario FILE goes with --arrivals; the archive has seats and queues of its own", code=2)
    if asked.first is None:
        fail("--replay needs --from DATE (and --to DATE), or --arrivals FILE.csv", code=2)
    return _archived(asked)


def _archived(asked: Asked) -> History:
    settings, _ = copy_settings(asked.data, None)
    engine = open_archive_to_read(settings)
    if engine is None:
        fail(f"there is no archive in {settings.data}; was this copy ever started? --data names another", code=2)
    bundles, notes = _bundles(BundleStore(settings.bundles), FileBundleLog(settings.bundles).all())
    if not bundles.spans:
        fail(f"no bundle is left in {settings.data}, so nobody's skills are known", code=2)
    latest = bundles.spans[-1][1]
    zone = ZoneInfo(latest.site.timezone)
    first = _day(asked.first or "", "--from")
    last = _day(asked.last or asked.first or "", "--to")
    if last < first:
        fail(f"--to {last} is before --from {first}; exchange them", code=2)
    since, until = (_midnight(day, zone) for day in (first, last + timedelta(days=1)))
    policy = policy_of(bundles.at(until))
    if asked.policy is not None:
        policy = with_rules(policy, *rules_of(asked.policy))
    edges = {"since": since - EDGE_S, "until": until + EDGE_S}
    with Console(stderr=True).status("reading the archive"):
        return history_of(
            f"{latest.site.name}, {first}" + (f" to {last}" if last != first else ""),
            past_calls(engine, **edges),
            [Span(seat=seat, since=begin, until=end) for seat, begin, end in past_seats(engine, **edges)],
            bundles,
            policy,
            since=since,
            until=until,
            zone=zone,
            notes=notes,
        )


def _bundles(store: BundleStore, adoptions: list[Adoption]) -> tuple[Bundles, list[str]]:
    """Which was in force when, by the log; and sentences about those that are not there any more."""
    taken = [adoption for adoption in adoptions if not adoption.failed]
    steps = [(adoption.at, adoption.number) for adoption in taken]
    if taken and taken[0].former:
        steps.insert(0, (0.0, taken[0].former))
    if not steps and (current := store.current()) is not None:
        steps = [(0.0, current)]
    found: dict[int, Bundle | None] = {}
    notes = []
    for number in dict.fromkeys(number for _, number in steps):
        found[number], wrong = store.find(number)
        if wrong:
            notes.append(f"{wrong}: in its time, the rules and skills of the one before it are taken")
    spans: list[tuple[float, Bundle]] = []
    for at, number in steps:
        bundle = found[number]
        if bundle is not None and (not spans or spans[-1][1].number != number):
            spans.append((at, bundle))
    return Bundles(tuple(spans)), notes


def _day(word: str, option: str) -> date:
    try:
        return date.fromisoformat(word)
    except ValueError:
        fail(f"{option}: {word!r} is not a date; write one such as 2026-10-01", code=2)


def _midnight(day: date, zone: ZoneInfo) -> float:
    return datetime(day.year, day.month, day.day, tzinfo=zone).timestamp()
