"""How a replay of routing is told: lines for people, JSON for programs."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import datetime
from zoneinfo import ZoneInfo

from rich.console import Console
from rich.text import Text

from router.cli.tell_difference import ToldDifference
from router.services.replay_routing import Replayed


def as_json(found: Replayed, difference: ToldDifference | None) -> str:
    """Counts, and the first difference or null; times are Unix seconds."""
    counts = ("since", "until", "entries", "decisions", "passed_on", "engines", "differing")
    body = {name: getattr(found, name) for name in counts}
    return json.dumps(body | {"difference": asdict(difference) if difference else None}, ensure_ascii=False, indent=1)


def show(found: Replayed, difference: ToldDifference | None, zone: ZoneInfo, *, took: float) -> None:
    """Print it."""
    console = Console(highlight=False)

    def say(text: str, style: str = "") -> None:
        console.print(Text(text, style=style), soft_wrap=not console.is_terminal)

    say(f"{_moment(found.since, zone)} to {_moment(found.until, zone)}")
    say(
        f"{found.entries} entries, {found.decisions} decisions, {found.passed_on} passed on, {found.engines} engines; "
        f"in {took:.1f} s"
    )
    if difference is None:
        say("All came out as it is on record.", "green")
        return
    say(f"{found.differing} of {found.engines} engines came to something else. The first difference:", "bold red")
    say(f"entry {difference.entry}, {_moment(difference.at, zone)}, bundle {difference.bundle}")
    say(f"on record: {difference.recorded}")
    say(f"again:     {difference.again}")
    for line in difference.doubts:
        say(line, "yellow")


def _moment(at: float, zone: ZoneInfo) -> str:
    return f"{datetime.fromtimestamp(at, zone):%F %T}"
