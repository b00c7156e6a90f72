"""Who takes over the callers of queues that go."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from router.domain.bundle import Bundle
from router.services.apply_parts import BadSuccessor


def name_successors(former: Bundle | None, wanted: Bundle, named: Mapping[str, str]) -> Bundle:
    """The wanted bundle with successors: those `named`, its own, and those of the former bundle that still lead to a
    queue, for calls that have been on the line since.

    Raises:
        BadSuccessor: for a queue that stays, or that never was, or by a queue that is not there.
    """
    known = former.queues.keys() if former else frozenset()
    for old, new in named.items():
        if old in wanted.queues or (old not in known and old not in wanted.successors):
            raise BadSuccessor(f"`{old}` does not go")
        if new not in wanted.queues:
            raise BadSuccessor(f"there is no queue `{new}`")
    before = {old: new for old, new in (former.successors.items() if former else ()) if old not in wanted.queues}
    all_named = replace(wanted, successors={**before, **wanted.successors, **named})
    leading = {old: new for old, new in all_named.successors.items() if all_named.queue_of(old) is not None}
    return replace(wanted, successors={old: new for old, new in leading.items() if old not in wanted.queues})
