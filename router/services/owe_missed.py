"""Who called while the software was dead, and reached nobody: owed a callback where the bundle says so."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from router.domain.bundle import Bundle
from router.domain.call import Call, CallState, Outcome
from router.domain.outbound import Owed, OwedWhy, is_allowed

MISSED = frozenset({Outcome.ABANDONED, Outcome.CUT_OFF})


def owe_missed(settled: Iterable[Call], bundle: Bundle) -> list[Call]:
    """Of calls whose outcome the event log alone knew, those to be called back, one for each number: the first."""
    outbound = bundle.outbound
    if outbound is None or not outbound.callbacks.outage:
        return []
    found: dict[str, Call] = {}
    for call in sorted(settled, key=lambda call: call.rank):
        waited = call.queued_at is not None or call.fallback_reason
        missed = call.outcome in MISSED and waited and call.owed is None and call.ended_at is not None
        if missed and call.caller not in found and is_allowed(call.caller, bundle.outbound_allowed):
            found[call.caller] = _owed(call)
    return list(found.values())


def _owed(call: Call) -> Call:
    since = call.ended_at or call.arrived_at
    owed = Owed(number=call.caller, since=since, why=OwedWhy.OUTAGE, not_before=since)
    return replace(call, state=CallState.OWED, outcome=None, where=None, ended_at=None, owed=owed)
