"""Deletes sound that was kept for as long as it was to be: verified, on record, never that of a live call."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Protocol

from router.domain.bundle import Bundle
from router.domain.call import Outcome

DAY_SECONDS: Final = 86_400.0
DEFAULT: Final = "default"
AT_ONCE: Final = 100


@dataclass(frozen=True, kw_only=True)
class Kept:
    """A recording whose sound is still there. Line and outcome are its call's, empty when no such call is known."""

    id: str
    call: str
    line: str
    outcome: str
    path: str
    """below the folder of recordings; empty: only a raw file that was set aside"""
    sha256: str
    size: int
    """bytes"""


@dataclass(frozen=True, kw_only=True)
class Rule:
    """Calls whose sound is kept for the same number of days."""

    days: int
    pairs: Collection[tuple[str, str]]
    """(line, outcome); line empty: any that is not in the bundle; both empty: no such call is known"""


class StillThere(Exception):
    """A file could not be deleted, or is there after all."""


class KeptFiles(Protocol):
    """The folder of recordings."""

    def delete(self, kept: Kept) -> None:
        """Delete the sound and all that was made of it, and look that it is gone. Raises StillThere."""
        ...


class KeptArchive(Protocol):
    """Where recordings are written down. Raises the adapter's own error when it is away."""

    def overdue(self, rule: Rule, lines: Collection[str], before: float, *, limit: int, after: str) -> Sequence[Kept]:
        """Recordings with sound of calls that ended at Unix time `before` or earlier and fit the rule, by id, those
        above `after` only. A message that nobody has dealt with is none of them. `lines`: those of the bundle."""
        ...

    def deleted(self, kept: Kept, days: int, *, at: float) -> None:
        """The sound is gone: the row stays without its path, and a deletion is on record."""
        ...

    def alarm(self, subject: str, text: str, *, at: float) -> None: ...


@dataclass(frozen=True, kw_only=True)
class Keeper:
    """What deleting needs."""

    files: KeptFiles
    archive: KeptArchive


def keep_days(bundle: Bundle, line: str, outcome: str) -> int:
    """Days that the sound of such a call is kept, 0: for ever. The line's own rule comes before the site's, and within
    each the outcome's before the default."""
    own: Mapping[str, int] = bundle.lines[line].keep_days if line in bundle.lines else {}
    for rules in (own, bundle.site.keep_days):
        for name in (outcome, DEFAULT):
            if name in rules:
                return rules[name]
    return 0


def rules_of(bundle: Bundle) -> list[Rule]:
    """One rule for each number of days, shortest first; what is kept for ever has none."""
    pairs = [(line, outcome.value) for line in (*bundle.lines, "") for outcome in Outcome]
    by_days: dict[int, list[tuple[str, str]]] = {}
    for line, outcome in (*pairs, ("", "")):
        by_days.setdefault(keep_days(bundle, line, outcome), []).append((line, outcome))
    return [Rule(days=days, pairs=found) for days, found in sorted(by_days.items()) if days]


def delete_recordings(keeper: Keeper, bundle: Bundle, *, now: float) -> int:
    """Delete what is past its time at Unix time `now`. How many were deleted."""
    done, stuck = 0, 0
    for rule in rules_of(bundle):
        after, before = "", now - rule.days * DAY_SECONDS
        while found := keeper.archive.overdue(rule, tuple(bundle.lines), before, limit=AT_ONCE, after=after):
            after = found[-1].id
            for kept in found:
                try:
                    keeper.files.delete(kept)
                except StillThere:
                    stuck += 1
                    continue
                keeper.archive.deleted(kept, rule.days, at=now)
                done += 1
    if stuck:
        text = f"{stuck} recordings are past their time and could not be deleted; look at the rights of the folder"
        keeper.archive.alarm("recordings", text, at=now)
    return done
