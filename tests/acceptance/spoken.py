"""What the copies of a test run say, spoken once for all of them.

That a copy speaks for itself when it starts from nothing is seen where no test prepares it: in the load test and the
demo.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import tempfile
from pathlib import Path
from typing import Final

from router.settings import Settings

SHELF: Final = "HOTLINE_TEST_SPOKEN"
"""Names the folder that all workers share; nothing is shared when it is not set."""


def give_prompts(settings: Settings) -> None:
    """Lay the prompts of a copy's configuration where it looks for them before it speaks."""
    # Every test run reads this file, and few tests need these.
    from asterisk_conf.runtime import find_runtime
    from ivr.render import speak_prompts
    from ivr.speech import choose_speech
    from router.adapters.files.bundle_to_start import bundle_to_start

    shelf = os.environ.get(SHELF)
    if not shelf:
        return
    sounds = Path(shelf) / "sounds"
    # One worker speaks, the others wait for it.
    with (Path(shelf) / "lock").open("w") as lock, tempfile.TemporaryDirectory(prefix="hl-spoken-") as scratch:
        fcntl.flock(lock, fcntl.LOCK_EX)
        bundle, _ = bundle_to_start(Settings(data=Path(scratch), config=settings.config))
        speak_prompts(bundle, sounds, choose_speech(find_runtime(), os.environ))
        shutil.copytree(sounds, settings.sounds, dirs_exist_ok=True)
