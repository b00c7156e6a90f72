"""One connection of Asterisk, from its environment to its script's end."""

from __future__ import annotations

import socket
from collections.abc import Callable, Mapping
from typing import Final

import structlog
from asterisk.agi import AGIError, AGIHangup

from agi_scripts.arrive import arrive
from agi_scripts.callback import callback
from agi_scripts.code import code
from agi_scripts.errors import NotACall
from agi_scripts.facts import UnknownCall, UnknownLine
from agi_scripts.session import Session, open_session
from asterisk_conf import names
from router.client import BundleUnavailable
from router.settings import Settings

Script = Callable[[Session, Settings], None]

SCRIPTS: Final[Mapping[str, Script]] = {"arrive": arrive, "callback": callback, "code": code}
"""path of the FastAGI URL to what it runs"""

log = structlog.get_logger()


def serve_call(connection: socket.socket, settings: Settings, scripts: Mapping[str, Script] = SCRIPTS) -> None:
    """Run the script that the URL's path names. Whatever fails leaves no decision: the dialplan takes its fallback."""
    try:
        session = open_session(connection)
        name = session.env.get("agi_network_script", "").partition("?")[0].strip("/")
        call = session.get_variable(names.CALL) or session.env.get("agi_uniqueid", "")
        # Never unbound: the context is the thread's own and ends with it.
        structlog.contextvars.bind_contextvars(call_id=call, script=name)
        _run(name, session, settings, scripts)
    except NotACall as reason:
        log.debug("not_a_call", reason=str(reason))
    except AGIHangup:
        log.info("caller_left_early")
    except AGIError as error:
        log.warning("session_failed", kind=type(error).__name__)


def _run(name: str, session: Session, settings: Settings, scripts: Mapping[str, Script]) -> None:
    script = scripts.get(name)
    if script is None:
        log.error("unknown_script")
        return
    try:
        script(session, settings)
    except AGIHangup:
        log.info("caller_left")
    except AGIError as error:
        log.error("script_failed", kind=type(error).__name__)
    except (BundleUnavailable, UnknownCall, UnknownLine) as error:
        log.error("not_decided", kind=type(error).__name__, reason=str(error))
