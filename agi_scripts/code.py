"""A seat dialled a softphone code: do what it asks for, and say what came of it."""

from __future__ import annotations

import time
from functools import partial

import structlog

from agi_scripts.ear import Ear
from agi_scripts.session import Session
from asterisk_conf import names
from ivr.codes.desk import Heard
from ivr.codes.run_code import run_code
from router.client import ask, load_bundle_in_force
from router.settings import Settings

log = structlog.get_logger()


def code(session: Session, settings: Settings) -> None:
    """Leaves `HL_DECISION`, as its last act, once it has said all there is to say: without it the dialplan says that
    the code is not available. Keys, and so PINs, go to the router alone.

    Raises:
        BundleUnavailable: nothing was said.
        AGIError: the agent has hung up, or the session failed.
    """
    bundle = load_bundle_in_force(settings)
    seat, dialled = session.get_variable(names.FROM), session.get_variable(names.CODE)
    ear = Ear(session, settings.sounds, bundle.site.languages[0])
    allowed: list[Heard] = []
    answered = run_code(
        ear, dialled, seat=seat, bundle=bundle, ask=partial(ask, settings), at=time.time(), let_in=allowed.append
    )
    ear.leave(_listening(allowed[-1]) if allowed else {names.DECISION: names.DECISION_END})
    log.info("code_dialled", seat=seat, code=dialled, router=answered)


def _listening(heard: Heard) -> dict[str, str]:
    """What the dialplan lets a lead hear; the decision last."""
    return {
        names.LISTENS: heard.call,
        names.LISTENING: heard.listening,
        names.HEARD: heard.channel,
        names.LISTEN_KEY: names.LISTEN_KEYS[heard.mode],
        names.DECISION: names.DECISION_LISTEN,
    }
