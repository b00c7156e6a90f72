"""A call has arrived: greet it, and say where it waits."""

from __future__ import annotations

import structlog

from agi_scripts.ear import Ear
from agi_scripts.facts import facts_of, find_line, rank_of
from agi_scripts.session import Session
from asterisk_conf import names
from ivr.welcome import welcome
from router.client import load_bundle_in_force
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
    ear = Ear(session, settings.sounds / line.language)
    decision = welcome(ear, line)
    ear.leave(facts_of(decision, bundle=bundle.number, rank=rank))
    log.info("decided", line=line.id, queue=decision.queue, bundle=bundle.number)
