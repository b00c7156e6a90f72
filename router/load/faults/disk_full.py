"""Recordings can no longer be written."""

from __future__ import annotations

from router.load.faults.stage import Fault, Stage, wait

FULL_SECONDS = 20.0


async def _strike(stage: Stage) -> None:
    """A file in the folder's place: nobody, not even root, can write below it; what was open goes on."""
    folder = stage.settings.raw_recordings
    away = folder.with_name(f"{folder.name}.away")
    folder.rename(away)
    folder.touch()
    try:
        await wait(FULL_SECONDS)
    finally:
        folder.unlink()
        away.rename(folder)


DISK_FULL = Fault(name="disk-full", strike=_strike, unrecorded=True)
