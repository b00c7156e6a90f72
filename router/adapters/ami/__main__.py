"""`python -m router.adapters.ami`: the listener beside one Asterisk. Settings come from the environment."""

from __future__ import annotations

import signal
import sys
from typing import Final

import structlog

from router.adapters.ami.node import Node
from router.logs import set_up_logs
from router.settings import SettingsError, build_settings
from router.trial_clock import follow_trial_clock

log = structlog.get_logger()
ENDING: Final = frozenset({signal.SIGTERM, signal.SIGINT})
STATUS_SECONDS: Final = 1.0


def main() -> int:
    """Run until SIGTERM or SIGINT. Exit status 2: the settings cannot be used."""
    set_up_logs("ami")
    try:
        settings = build_settings()
    except SettingsError as error:
        log.error("settings_refused", error=str(error))
        return 2
    # Waited for rather than handled: a handler could interrupt this thread while it holds a lock that it needs itself.
    # Blocked before any thread begins, since threads inherit it.
    signal.pthread_sigmask(signal.SIG_BLOCK, ENDING)
    node = Node(settings)
    log.info("listener_started", node=settings.node, ami_port=settings.ami_port)
    node.start()
    while signal.sigtimedwait(ENDING, STATUS_SECONDS) is None:
        node.say()
    node.stop()
    log.info("listener_stopped")
    return 0


if __name__ == "__main__":
    follow_trial_clock()
    sys.exit(main())
