"""Music on hold, from the runtime's recordings."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Final, Protocol

import soundfile

from ivr.sound import MUSIC_LEVEL, level, read_telephone, write_alaw

RENDERING: Final = "1"
_STAMP: Final = "music.json"


class HasRecordings(Protocol):
    """What is needed of the contained runtime."""

    @property
    def asterisk_data(self) -> Path: ...


class MusicMissing(Exception):
    """There is no music to play to waiting callers; callers in hold would hear nothing."""


def render_music(runtime: HasRecordings, sounds: Path) -> tuple[Path, ...]:
    """Every recording of the runtime as `<sounds>/music/<name>.alaw`; done again only when a recording changed.

    Raises:
        MusicMissing: there is none, or one cannot be read.
    """
    folder = sounds / "music"
    sources = sorted((runtime.asterisk_data / "moh").glob("*.wav"))
    if not sources:
        raise MusicMissing(f"no recordings in {runtime.asterisk_data / 'moh'}; build the runtime again")
    # Beside the folder, not in it: Asterisk plays whatever lies there.
    stamp = sounds / _STAMP
    before = _read(stamp)
    after: dict[str, str] = {}
    made: list[Path] = []
    for source in sources:
        path = folder / f"{source.stem}.alaw"
        status = source.stat()
        after[source.stem] = f"{RENDERING} {status.st_size} {status.st_mtime_ns}"
        if before.get(source.stem) != after[source.stem] or not path.exists():
            try:
                write_alaw(path, level(read_telephone(source), MUSIC_LEVEL))
            except (OSError, soundfile.LibsndfileError) as error:
                raise MusicMissing(f"{source.name} cannot be made into music: {error}") from error
        made.append(path)
    if after != before:
        stamp.write_text(json.dumps(after))
    return tuple(made)


def _read(stamp: Path) -> dict[str, str]:
    try:
        found = json.loads(stamp.read_text())
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}
