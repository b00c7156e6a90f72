"""What a decision looks like on the channel."""

from __future__ import annotations

from typing import Final

from asterisk_conf import names
from ivr.decision import Action, Decision
from router.domain.bundle import Bundle, Line

_DECISIONS: Final = {
    Action.QUEUE: names.DECISION_QUEUE,
    Action.MESSAGE: names.DECISION_MESSAGE,
    Action.END: names.DECISION_END,
    Action.FOLLOW: names.DECISION_FOLLOW,
}


class UnknownCall(Exception):
    """The dialplan left no call id that says its place."""


class UnknownLine(Exception):
    """The bundle in force does not know the line that was dialled."""


def find_line(bundle: Bundle, line: str) -> Line:
    """The line by its id.

    Raises:
        UnknownLine: it is not in the bundle.
    """
    found = bundle.lines.get(line)
    if found is None:
        raise UnknownLine(f"{line!r} in bundle {bundle.number}")
    return found


def rank_of(call: str, arrived: str) -> str:
    """`arrived:counter` of a call id such as `node1-1764000000.12`: Asterisk counts channels up, so of two callers of
    one millisecond the earlier has the lower counter. Without an arrival, the second in the id is taken.

    Raises:
        UnknownCall: the id does not end in two numbers.
    """
    head, _, counter = call.rpartition(".")
    second = head.rpartition("-")[2]
    if not (counter.isdecimal() and second.isdecimal()):
        raise UnknownCall(repr(call))
    return f"{arrived or second}:{int(counter)}"


def facts_of(decision: Decision, *, bundle: int, rank: str, takes: str = "") -> dict[str, object]:
    """Variables in the order in which they must be written: the decision last, as without it none of them counts.
    `takes`: the call whose place the caller goes on at."""
    follows = {names.FOLLOWS: decision.incident, names.FOLLOWER: decision.number} if decision.incident else {}
    return {
        names.QUEUE: decision.queue,
        names.LANGUAGE: decision.language,
        names.SKILLS: ",".join(f"{skill}>={level}" for skill, level in decision.skills.items()),
        names.BUNDLE: bundle,
        names.RANK: rank,
        **({names.TAKES: takes} if takes else {}),
        names.INFORMED: 1 if decision.informed else 0,
        **follows,
        names.DECISION: _DECISIONS[decision.action],
    }
