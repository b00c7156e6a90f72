"""A call has arrived: greet it, walk it through the menu, and say where it goes."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import structlog

from agi_scripts.counts import Counts
from agi_scripts.ear import Ear
from agi_scripts.facts import facts_of, find_line, rank_of
from agi_scripts.session import Session
from asterisk_conf import names
from ivr.admit import House
from ivr.receive_call import receive_call
from router.client import announcements_on, incidents_announced, load_bundle_in_force
from router.settings import Settings

log = structlog.get_logger()


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
    ear.leave(facts_of(decision, bundle=bundle.number, rank=rank))
    log.info("decided", line=line.id, action=decision.action, queue=decision.queue, bundle=bundle.number)
