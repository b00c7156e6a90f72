"""Which ladder is climbed for something that has happened."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from router.domain.bundle import Hours
from router.domain.ladder.settings import Ladder, Rule, Trigger
from router.domain.opening import is_open


@dataclass(frozen=True, kw_only=True)
class Chosen:
    """The ladder that a cause has climbed, and the rule that says so."""

    ladder: Ladder
    rule: Rule

    def kept(self, at: datetime) -> bool:
        """Whether it has to wait for the end of quiet hours. `at`: aware, in the site's zone."""
        quiet = self.ladder.quiet
        return self.rule.can_wait and quiet is not None and quiet.holds(at.hour * 60 + at.minute)


def choose(
    ladders: Iterable[Ladder],
    trigger: Trigger,
    *,
    at: datetime,
    hours: Mapping[str, Hours],
    line: str = "",
    queue: str = "",
) -> Chosen | None:
    """The first rule of the first ladder that is about this now. `at`: aware, in the site's zone."""
    for ladder in ladders:
        for rule in ladder.rules:
            if rule.trigger is trigger and rule.concerns(line, queue) and _holds(rule, hours, at):
                return Chosen(ladder=ladder, rule=rule)
    return None


def _holds(rule: Rule, hours: Mapping[str, Hours], at: datetime) -> bool:
    known = hours.get(rule.hours)
    return known is None or is_open(known, at)
