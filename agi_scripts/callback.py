"""A caller in hold asks to be called back: read the number back, or have another typed."""

from __future__ import annotations

import structlog

from agi_scripts.ear import Ear
from agi_scripts.session import Session
from asterisk_conf import names
from ivr.arrange_callback import arrange_callback
from router.client import load_bundle_in_force
from router.domain.outbound import is_allowed
from router.settings import Settings

log = structlog.get_logger()


def callback(session: Session, settings: Settings) -> None:
    """Leaves the number and `HL_DECISION`, the latter last; without it the dialplan lets the caller wait on.

    Raises:
        BundleUnavailable: nothing was said.
        AGIError: the caller has gone, or the session failed.
    """
    bundle = load_bundle_in_force(settings)
    language = session.get_variable(names.LANGUAGE) or bundle.site.languages[0]
    ear = Ear(session, settings.sounds, language)
    caller = session.get_variable(names.CALLER)
    allowed = bundle.outbound_allowed if bundle.outbound is not None else ()
    number = arrange_callback(ear, caller, lambda number: is_allowed(number, allowed))
    if number is not None:
        ear.leave({names.NUMBER: number, names.DECISION: names.DECISION_CALLBACK})
    log.info("callback_arranged" if number else "callback_not_arranged")
