"""A call has arrived: greet it, walk it through the menu, and say where it goes."""

from __future__ import annotations

from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

import structlog

from agi_scripts.counts import Counts
from agi_scripts.ear import Ear
from agi_scripts.facts import facts_of, find_line, rank_of
from agi_scripts.session import Session
from asterisk_conf import names
from ivr.admit import House
from ivr.decision import Action, Decision
from ivr.keep_place import uses_place
from ivr.receive_call import receive_call
from router.client import announcements_on, ask, incidents_announced, load_bundle_in_force
from router.domain.errors import RouterAway, StateLost
from router.domain.requests import LookForCallback
from router.settings import Settings

log = structlog.get_logger()
ASK_SECONDS: Final = 0.5
"""A caller waits no longer for what is only a courtesy."""


def arrive(session: Session, settings: Settings) -> None:
    """Leaves the facts of `agi_scripts.facts` on the channel, the decision last.

    Raises:
        BundleUnavailable, UnknownCall, UnknownLine: nothing is left, and the dialplan takes its fallback.
        AGIError: the caller has gone, or the session failed.
    """
    rank = rank_of(session.get_variable(names.CALL), session.get_variable(names.ARRIVED))
    bundle = load_bundle_in_force(settings)
    line = find_line(bundle, session.get_variable(names.LINE))
    on = [bundle.announcements[name] for name in sorted(announcements_on(settings)) if name in bundle.announcements]
    now = datetime.now(ZoneInfo(bundle.site.timezone))
    incidents = incidents_announced(settings, now.timestamp())
    ear = Ear(session, settings.sounds, line.language)
    house = House(bundle=bundle, line=line, crowd=Counts(session), now=now)
    decision = receive_call(ear, house, on, incidents, caller=session.get_variable(names.CALLER) if incidents else "")
    kept = _kept_place(session, settings, ear, decision) if bundle.outbound is not None else None
    if kept is not None:
        log.info("place_taken", former=kept[0])
        rank = kept[1]
    ear.leave(facts_of(decision, bundle=bundle.number, rank=rank, takes=kept[0] if kept else ""))
    log.info("decided", line=line.id, action=decision.action, queue=decision.queue, bundle=bundle.number)


def _kept_place(session: Session, settings: Settings, ear: Ear, decision: Decision) -> tuple[str, str] | None:
    """The call whose place the caller goes on at, and its rank; None: an own one. Without a router nobody is asked."""
    caller = session.get_variable(names.CALLER)
    if decision.action is not Action.QUEUE or not caller:
        return None
    wanted = LookForCallback(seat="", actor="caller", number=caller, queue=decision.queue)
    try:
        owed = ask(settings, wanted, ASK_SECONDS)
    except (RouterAway, StateLost):
        return None
    if not owed.call or owed.rank is None:
        return None
    ear.speak(decision.language)
    return (owed.call, f"{owed.rank[0]:.3f}:{owed.rank[1]}") if uses_place(ear) else None
