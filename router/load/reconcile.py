"""Whether four accounts tell the same of every call: the phones', Asterisk's log, Redis, the archive. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from router.domain.call import Outcome
from router.load.account import Kept, Logged, Stored, Talk
from router.load.fate import Fate, expected

SILENCE_LIMIT = 8.0
"""seconds without a packet that a citizen may not be left in"""
OVERLAP = 0.5
"""two talks of a seat may touch by so many seconds: their ends are told by two channels"""
BUSY = frozenset({"reserved", "ringing", "talking"})


@dataclass(frozen=True, kw_only=True)
class Difference:
    """One call of which not all tell the same."""

    call: str
    number: str
    wrong: tuple[str, ...]
    """one sentence each"""
    phones: str
    log: str
    redis: str
    archive: str


@dataclass(frozen=True, kw_only=True)
class Balance:
    """All calls by the outcome they have in the archive, and what does not fit."""

    calls: int
    outcomes: Mapping[str, int]
    by_log: int
    """calls whose outcome the archive has from Asterisk's log, as nobody else was there"""
    differences: tuple[Difference, ...]
    strays: tuple[str, ...]
    """what is wrong beside single calls: one sentence each"""

    @property
    def good(self) -> bool:
        return not self.differences and not self.strays


@dataclass(frozen=True, kw_only=True)
class Faults:
    """What the faults of a run excuse. Unix seconds."""

    cuts: Sequence[float] = field(default_factory=list)
    """when all calls were cut"""
    unrecorded: Sequence[tuple[float, float]] = field(default_factory=list)
    """when recordings could not be written"""


def reconcile(
    fates: Mapping[str, Fate], logged: Mapping[str, Logged], kept: Kept, stored: Iterable[Stored], faults: Faults
) -> Balance:
    """Every call of every account against the three others."""
    archive: dict[str, list[Stored]] = {}
    for row in stored:
        archive.setdefault(row.caller, []).append(row)
    log: dict[str, list[Logged]] = {}
    for item in logged.values():
        log.setdefault(item.caller, []).append(item)
    differences = []
    for fate in fates.values():
        rows, items = archive.get(fate.number, []), log.get(fate.number, [])
        wrong = _wrong(fate, items, kept, rows, faults)
        if wrong:
            differences.append(_difference(fate, items, kept, rows, wrong))
    every = [row for rows in archive.values() for row in rows]
    nameless = [row for row in every if _gave_up_unread(row)]
    unseen = [fate for fate in fates.values() if fate.cancels and fate.number not in archive]
    strays = [
        f"{row.call}: in the archive, of nobody who dialled"
        for row in every
        if row.caller not in fates and row not in nameless[: len(unseen)]
    ]
    strays += [f"{item.call}: in Asterisk's log, of nobody" for item in logged.values() if item.caller not in fates]
    return Balance(
        calls=len(fates),
        outcomes=dict(Counter(row.outcome.value if row.outcome else "none" for row in every)),
        by_log=sum(row.source == "cel" for row in every),
        differences=tuple(differences),
        strays=(*strays, *_live(kept), *_twice(every)),
    )


def _gave_up_unread(row: Stored) -> bool:
    """Whether it is the call of somebody who gave up in the instant of dialling, before the door had read the number:
    Asterisk's log has a channel that came and went, and nobody knows whose."""
    return not row.caller and row.source == "cel" and row.outcome is Outcome.ABANDONED and not row.talks


def _wrong(fate: Fate, items: list[Logged], kept: Kept, rows: list[Stored], faults: Faults) -> list[str]:
    outcomes, nothing = expected(fate, list(faults.cuts))
    if not rows and not items and nothing:
        return []
    wrong = []
    if len(rows) != 1:
        wrong.append(f"{len(rows)} calls in the archive")
    if len(items) != 1 and not nothing:
        wrong.append(f"{len(items)} calls in Asterisk's log")
    for row in rows:
        if row.outcome is None:
            wrong.append("no outcome")
        elif outcomes and row.outcome not in outcomes:
            wrong.append(f"the phones allow {' or '.join(sorted(outcomes))}")
        if row.call in kept.calls:
            wrong.append("still live in Redis")
        wrong += _against_phones(fate, row, faults)
        wrong += [word for item in items if item.call == row.call for word in _against_log(item, row)]
        if items and all(item.call != row.call for item in items):
            wrong.append("another call in Asterisk's log")
    if fate.silent > SILENCE_LIMIT and not any(fate.crosses(cut) for cut in faults.cuts):
        wrong.append(f"heard nothing for {fate.silent:.0f} s")
    return wrong


def _against_phones(fate: Fate, row: Stored, faults: Faults) -> list[str]:
    wrong = []
    seats = [talk.seat for talk in row.talks]
    if unknown := [seat for seat in seats if seat not in fate.taken_by and seat not in fate.heard_by]:
        wrong.append(f"no phone at {', '.join(unknown)} took it")
    if missing := [seat for seat in fate.heard_by if seat not in seats]:
        wrong.append(f"{', '.join(missing)} heard the citizen")
    if row.talks and row.outcome is not None and row.recorded is not True and not _excused(fate, row, faults):
        wrong.append(f"not recorded: {row.not_recorded or 'not known'}")
    return wrong


def _excused(fate: Fate, row: Stored, faults: Faults) -> bool:
    begins, ends = fate.dialled_at or 0.0, fate.over_at or float("inf")
    if row.not_recorded == "empty" and not fate.heard_agent and not fate.heard_by:
        return True  # over before anybody had said a thing
    windows = [*faults.unrecorded, *((cut, cut) for cut in faults.cuts)]
    return any(start <= ends and begins <= end for start, end in windows)


def _against_log(item: Logged, row: Stored) -> list[str]:
    wrong = []
    seats = [talk.seat for talk in row.talks]
    # A kill loses the log's last rows, which the router may have heard of.
    if seats != item.seats and not (item.cut and seats[: len(item.seats)] == item.seats):
        wrong.append("talks differ from Asterisk's log")
    if not item.ended and not item.cut:
        wrong.append("has no end in Asterisk's log")
    answered, message = bool(item.seats), item.message
    if row.outcome is Outcome.CUT_OFF and not item.cut:
        wrong.append("cut off, though Asterisk's log has its end")
    elif row.outcome is Outcome.ANSWERED and not answered:
        wrong.append("answered, without a talk in Asterisk's log")
    elif row.outcome is Outcome.MESSAGE_LEFT and not message:
        wrong.append("a message that Asterisk's log does not have")
    elif row.outcome in {Outcome.ABANDONED, Outcome.INFORMED} and (answered or message):
        wrong.append("more happened by Asterisk's log")
    return wrong


def _live(kept: Kept) -> list[str]:
    found = [f"{call}: {state} in Redis after the end" for call, state in kept.calls.items()]
    found += [
        f"seat {seat}: {state} in Redis after the end" + (f", call {call}" if call else "")
        for seat, (state, call) in kept.seats.items()
        if state in BUSY or call
    ]
    return [*found, f"{kept.outbox} records were never stored"] if kept.outbox else found


def _twice(rows: Iterable[Stored]) -> list[str]:
    """Seats with two talks at once."""
    talks: dict[str, list[tuple[Talk, str]]] = {}
    for row in rows:
        for talk in row.talks:
            talks.setdefault(talk.seat, []).append((talk, row.call))
    found = []
    for seat, held in talks.items():
        held.sort(key=lambda pair: pair[0].began)
        for (one, first), (other, second) in pairwise(held):
            if first != second and (one.ended is None or one.ended > other.began + OVERLAP):
                found.append(f"seat {seat}: in {first} and {second} at once")
    return found


def _difference(fate: Fate, items: list[Logged], kept: Kept, rows: list[Stored], wrong: list[str]) -> Difference:
    calls = [row.call for row in rows] or [item.call for item in items]
    live = [f"{call} {kept.calls[call]}" for call in calls if call in kept.calls]
    return Difference(
        call=", ".join(dict.fromkeys(calls)),
        number=fate.number,
        wrong=tuple(wrong),
        phones=say_fate(fate),
        log="; ".join(map(str, items)) or "not there",
        redis="; ".join(live) or "not there",
        archive="; ".join(map(str, rows)) or "not there",
    )


def say_fate(fate: Fate) -> str:
    """What the phones saw, in a few words."""
    words = ["answered by the hotline" if fate.reached else "never got in"]
    words += [f"taken at {', '.join(fate.taken_by)}"] if fate.taken_by else []
    words += [f"heard at {', '.join(fate.heard_by)}"] if fate.heard_by else []
    seen = {
        "heard an agent": fate.heard_agent,
        "agent left": fate.agent_left,
        "asked for a message": fate.heard_beep,
        "spoke": fate.spoke,
        "heard an information": fate.heard_information,
        "the line went dead": fate.dead,
        "gave up at once": fate.cancels,
    }
    return ", ".join([*words, *(word for word, is_so in seen.items() if is_so), fate.ended or "not over"])
