"""Reads of a record only what its row needs: the archiver has a second of CPU for hundreds of calls."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from router.adapters import codec
from router.domain.history import DecisionRecorded, RoutingFed
from router.services.archive_records import Unopened

_DECISION: Final = ',"decision":'
_FED: Final = ',"fed":'
_MARKS: Final[Mapping[str, str]] = {
    '{"type":"DecisionRecorded",': _DECISION,
    '{"type":"RoutingFed",': _FED,
}
"""How such a message begins, and where its larger part does. A quote inside a word of JSON has a backslash before it,
so that neither can stand in one."""


def read_unopened(body: str) -> Unopened | None:
    """A message's record without its larger part, and that as text. None: no message of this kind, read it whole.

    Raises:
        BadMessage: it begins like one, and is none.
    """
    mark = next((mark for head, mark in _MARKS.items() if body.startswith(head)), None)
    if mark is None:
        return None
    head, found, rest = body.partition(mark)
    if not found or not rest.endswith("}"):
        raise codec.BadMessage("unreadable message: cut off")
    record = codec.load_message(head + "}" if mark is _DECISION else f"{head}{_FED}[]}}")
    if isinstance(record, RoutingFed):
        return Unopened(record=record, text=body)
    if not isinstance(record, DecisionRecorded):
        raise codec.BadMessage("unreadable message: another type than it began with")
    decision = rest[:-1]
    return None if decision == "null" else Unopened(record=record, text=decision)
