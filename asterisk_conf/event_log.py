"""How Asterisk is told where its channel event log lies: by a section's name, of which it keeps few bytes."""

from __future__ import annotations

import os
from pathlib import Path

from asterisk_conf.safe_text import SECTION_BYTES
from router.settings import Settings


def log_folder(settings: Settings) -> Path:
    """The folder from which Asterisk counts a name that is not absolute."""
    return settings.logs / "cel-custom"


def log_name(settings: Settings) -> str:
    """The absolute path while it fits; else the way from `log_folder`, which must exist then."""
    name = str(settings.cel_spool)
    if len(os.fsencode(name)) <= SECTION_BYTES:
        # Needs no other folder: who empties the logs' does not lose the events of calls.
        return name
    # `..` leads out of the folder behind a link, not out of the one that holds the link.
    return os.path.relpath(settings.cel_spool.resolve(), log_folder(settings).resolve())
