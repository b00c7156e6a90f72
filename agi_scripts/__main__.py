"""`python -m agi_scripts`: the FastAGI server of one copy, until SIGTERM."""

from __future__ import annotations

import resource
import signal
import sys
from functools import partial
from typing import Final

import structlog

from agi_scripts.serve_call import serve_call
from agi_scripts.server import LIMIT, Server
from agi_scripts.status import StatusWriter
from router.client import BundleUnavailable, load_bundle_in_force
from router.logs import set_up_logs
from router.settings import Settings, SettingsError, build_settings
from router.trial_clock import follow_trial_clock

SWITCH_SECONDS: Final = 0.1
"""With Python's 5 ms, a few thousand threads that wake at once (Asterisk stalls, then goes on) spend their time taking
the interpreter from each other and may never be done; with 100 ms each finishes its few lines in one go."""
DRAIN_SECONDS: Final = 4.0
"""After SIGTERM; with all else below the 5 s that a process is given."""
SPARE_FILES: Final = 96
ENDING: Final = (signal.SIGTERM, signal.SIGINT)

log = structlog.get_logger()


def main() -> int:
    """Serve until SIGTERM or SIGINT. 0: stopped; 1: the port is taken; 2: the settings are wrong."""
    set_up_logs("agi")
    sys.setswitchinterval(SWITCH_SECONDS)
    # Blocked in every thread and waited for in this one. A handler would run in the main thread only, and a signal that
    # the kernel gives to another thread does not wake it.
    signal.pthread_sigmask(signal.SIG_BLOCK, ENDING)
    try:
        settings = build_settings()
    except SettingsError as error:
        log.error("settings_refused", reason=str(error))
        return 2
    try:
        server = Server(partial(serve_call, settings=settings), port=settings.agi_port, limit=session_limit())
    except OSError as error:
        log.error("port_taken", port=settings.agi_port, reason=str(error))
        return 1
    status = StatusWriter(settings.redis_socket, partial(word, server, settings))
    server.start()
    log.info("serving", port=server.port)
    status.start()
    signal.sigwait(ENDING)
    ended = server.stop(DRAIN_SECONDS)
    status.stop()
    log.info("stopped", all_sessions_ended=ended)
    return 0


def session_limit() -> int:
    """The cap, or less where the process may not open as many files."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = LIMIT + SPARE_FILES
    if soft != resource.RLIM_INFINITY and soft < wanted:
        soft = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    allowed = LIMIT if soft == resource.RLIM_INFINITY else min(LIMIT, soft - SPARE_FILES)
    if allowed < LIMIT:
        log.warning("session_cap_lowered", limit=allowed, open_files=soft)
    return max(allowed, 1)


def word(server: Server, settings: Settings) -> tuple[bool, str]:
    """Whether calls can be greeted, and how many are being."""
    sessions = f"{server.sessions} sessions, {server.refused} refused"
    try:
        bundle = load_bundle_in_force(settings)
    except BundleUnavailable as error:
        return False, f"{sessions}; no bundle: {error}"
    return True, f"{sessions}; bundle {bundle.number}"


if __name__ == "__main__":
    follow_trial_clock()
    sys.exit(main())
