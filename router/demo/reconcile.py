"""Whether the archive and the phones tell the same of every call. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from router.demo.casebook import Case, Casebook, allowed
from router.domain.call import Outcome


@dataclass(frozen=True, kw_only=True)
class Stored:
    """A call as the archive has it."""

    call: str
    number: str
    outcome: Outcome | None
    at: float = 0.0
    """Unix time of its arrival"""


@dataclass(frozen=True, kw_only=True)
class Difference:
    """One call of which the two tell different things."""

    number: str
    call: str
    """empty: the archive does not have it"""
    seen: str
    stored: str


@dataclass(frozen=True, kw_only=True)
class Balance:
    """Calls by outcome, as either side tells it."""

    seen: Mapping[str, int]
    stored: Mapping[str, int]
    """of the citizens' calls"""
    others: int
    """calls in the archive that no scripted citizen made"""
    differences: tuple[Difference, ...]


def reconcile(cases: Casebook, found: Iterable[Stored]) -> Balance:
    """Every case against its row, every row against its case. Where phones leave it open, the archive's word counts."""
    rows = _by_number(found)
    calls = Counter(case.number for case in cases.values() if allowed(case))
    seen: Counter[str] = Counter()
    stored: Counter[str] = Counter()
    differences = []
    for case in cases.values():
        own = rows.pop(case.number, [])
        if allowed(case) and calls[case.number] > 1:
            # The citizen's first call is the first row; the last call has all that are left.
            calls[case.number] -= 1
            own, rows[case.number] = own[:1], own[1:]
        stored.update(_word(row.outcome) for row in own)
        outcomes = allowed(case)
        if not outcomes:
            seen["refused"] += 1
            differences += [_difference(case, row, "refused") for row in own]
            continue
        fits = next((row.outcome for row in own if row.outcome in outcomes), None)
        word = _word(fits) if fits else " or ".join(sorted(outcomes))
        seen[word] += 1
        if len(own) != 1 or fits is None:
            differences += [_difference(case, row, word) for row in own] or [_difference(case, None, word)]
    return Balance(
        seen=dict(seen),
        stored=dict(stored),
        others=sum(map(len, rows.values())),
        differences=tuple(differences),
    )


def unsettled(cases: Casebook, found: Iterable[Stored]) -> int:
    """How many calls the archive does not have the end of yet."""
    over = Counter(row.number for row in found if row.outcome is not None)
    calls = Counter(case.number for case in cases.values() if allowed(case))
    return (calls - over).total()


def _by_number(found: Iterable[Stored]) -> dict[str, list[Stored]]:
    """By arrival."""
    rows: dict[str, list[Stored]] = {}
    for row in sorted(found, key=lambda row: row.at):
        rows.setdefault(row.number, []).append(row)
    return rows


def _word(outcome: Outcome | None) -> str:
    return "none" if outcome is None else outcome.value


def _difference(case: Case, row: Stored | None, seen: str) -> Difference:
    return Difference(
        number=case.number,
        call=row.call if row else "",
        seen=seen,
        stored=_word(row.outcome) if row else "not there",
    )
