"""Music on hold: the runtime's recordings, and the bundle's own classes."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Protocol

import soundfile

from ivr.sound import MUSIC_LEVEL, level, read_telephone, write_alaw

RENDERING: Final = "1"
DEFAULT: Final = "default"
_STAMP: Final = "music.json"

Classes = Mapping[str, tuple[str, ...]]
"""class to the SHA-256 of its recordings"""


class HasRecordings(Protocol):
    """What is needed of the contained runtime."""

    @property
    def asterisk_data(self) -> Path: ...


class MusicMissing(Exception):
    """There is no music to play to waiting callers; callers in hold would hear nothing."""


@dataclass(frozen=True, kw_only=True)
class _Piece:
    source: Path
    made: Path


def render_music(
    runtime: HasRecordings, sounds: Path, classes: Classes | None = None, *, assets: Path | None = None
) -> tuple[Path, ...]:
    """Every recording as A-law in the folder of its class; done again only when a recording changed.

    The class `default` lies in `<sounds>/music` and is the runtime's music, unless the bundle has its own. The bundle's
    recordings lie in `assets`, `<sha256>.wav`. What no longer belongs to a class is removed, as Asterisk plays whatever
    lies in its folder.

    Raises:
        MusicMissing: a class has none, or a recording cannot be read; nothing was removed.
    """
    own = {name: recordings for name, recordings in (classes or {}).items() if recordings}
    pieces = [piece for name, recordings in own.items() for piece in _own(name, recordings, sounds, assets)]
    if DEFAULT not in own:
        pieces = [*_platform(runtime, sounds), *pieces]
    # Beside the folders, not in them.
    stamp = sounds / _STAMP
    before = _read(stamp)
    after = {str(piece.made.relative_to(sounds)): _make(piece, sounds, before) for piece in pieces}
    if after != before:
        stamp.write_text(json.dumps(after))
    made = tuple(piece.made for piece in pieces)
    for folder in (music_folder(sounds, DEFAULT), *sounds.glob("music-*")):
        for stray in set(folder.glob("*.alaw")).difference(made):
            stray.unlink(missing_ok=True)
    return made


def music_folder(sounds: Path, name: str) -> Path:
    """Where a class lies. None lies in another: Asterisk would look into it."""
    return sounds / ("music" if name == DEFAULT else f"music-{name}")


def _platform(runtime: HasRecordings, sounds: Path) -> Iterator[_Piece]:
    sources = sorted((runtime.asterisk_data / "moh").glob("*.wav"))
    if not sources:
        raise MusicMissing(f"no recordings in {runtime.asterisk_data / 'moh'}; build the runtime again")
    for source in sources:
        yield _Piece(source=source, made=music_folder(sounds, DEFAULT) / f"{source.stem}.alaw")


def _own(name: str, recordings: tuple[str, ...], sounds: Path, assets: Path | None) -> Iterator[_Piece]:
    if assets is None:
        raise MusicMissing(f"nobody said where the recordings of music class {name} lie")
    for recording in recordings:
        yield _Piece(source=assets / f"{recording}.wav", made=music_folder(sounds, name) / f"{recording}.alaw")


def _make(piece: _Piece, sounds: Path, before: Mapping[str, str]) -> str:
    """Make it unless it is there already; its stamp."""
    try:
        status = piece.source.stat()
        stamp = f"{RENDERING} {status.st_size} {status.st_mtime_ns}"
        if before.get(str(piece.made.relative_to(sounds))) != stamp or not piece.made.exists():
            write_alaw(piece.made, level(read_telephone(piece.source), MUSIC_LEVEL))
    except (OSError, soundfile.LibsndfileError) as error:
        raise MusicMissing(f"{piece.source.name} cannot be made into music: {error}") from error
    return stamp


def _read(stamp: Path) -> dict[str, str]:
    try:
        found = json.loads(stamp.read_text())
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}
