"""The sound files of a configuration folder: `prompts/<language>/<name>.wav` and `music/<class>/*.wav`."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import soundfile

from router.services.bundle_parts import Sound, Sounds
from router.services.config_document import Problem

KINDS: Final = frozenset({".wav", ".flac", ".ogg", ".mp3"})
MAX_BYTES: Final = 200 * 1024 * 1024
LONGEST_PROMPT_SECONDS: Final = 300.0
_LANGUAGE: Final = re.compile(r"[a-z]{2,3}(-[A-Z][A-Za-z]{1,3})?", re.ASCII)
_PROMPT: Final = re.compile(r"[a-z][a-z0-9_]{0,63}", re.ASCII)
_CLASS: Final = re.compile(r"[a-z0-9][a-z0-9_]{0,31}", re.ASCII)


def read_sounds(config: Path) -> Sounds:
    """All recordings of a folder, each known to be readable; what is wrong with one is a problem."""
    problems: list[Problem] = []
    prompts: dict[str, Sound] = {}
    for path in _files(config, "prompts", _LANGUAGE, problems):
        name = f"{path.parent.name}/{path.stem}"
        if not _PROMPT.fullmatch(path.stem):
            problems.append(_problem(config, path, "this is not a prompt's name", "use a-z, 0-9 and _, a letter first"))
        elif name in prompts:
            problems.append(_problem(config, path, f"{prompts[name].path} is the same prompt", "keep one of the two"))
        elif (sound := _sound(config, path, problems, LONGEST_PROMPT_SECONDS)) is not None:
            prompts[name] = sound
    music: dict[str, tuple[Sound, ...]] = {}
    for path in _files(config, "music", _CLASS, problems):
        if (sound := _sound(config, path, problems, None)) is not None:
            music[path.parent.name] = (*music.get(path.parent.name, ()), sound)
    return Sounds(prompts=prompts, music=music, problems=tuple(problems))


def _files(config: Path, kind: str, folder_name: re.Pattern[str], problems: list[Problem]) -> Iterator[Path]:
    root = config / kind
    for path in sorted(root.rglob("*")) if root.is_dir() else ():
        if path.is_dir() or path.name.startswith("."):
            continue
        shape = f"{kind}/{'<language>' if kind == 'prompts' else '<class>'}/<name>.wav"
        if path.parent.parent != root or not folder_name.fullmatch(path.parent.name):
            problems.append(_problem(config, path, "nothing is read from this place", f"name it {shape}"))
        elif path.suffix.lower() not in KINDS:
            kinds = ", ".join(sorted(KINDS))
            problems.append(_problem(config, path, "this is not a kind of sound file", f"make it one of {kinds}"))
        else:
            yield path


def _sound(config: Path, path: Path, problems: list[Problem], longest: float | None) -> Sound | None:
    try:
        if path.stat().st_size > MAX_BYTES:
            problems.append(_problem(config, path, "the file is larger than 200 MiB", "make it shorter"))
            return None
        raw = path.read_bytes()
        seconds = soundfile.info(str(path)).duration
    except (OSError, soundfile.LibsndfileError) as error:
        problems.append(_problem(config, path, f"this cannot be read as sound ({error})", "record or convert it anew"))
        return None
    if seconds <= 0:
        problems.append(_problem(config, path, "there is no sound in this file", "record it anew"))
        return None
    if longest is not None and seconds > longest:
        problems.append(_problem(config, path, f"a prompt of {seconds:.0f} s", f"make it {longest:g} s at most"))
        return None
    return Sound(path=str(path.relative_to(config)), sha256=hashlib.sha256(raw).hexdigest())


def _problem(config: Path, path: Path, what: str, remedy: str) -> Problem:
    return Problem(file=str(path.relative_to(config)), line=1, what=what, remedy=remedy)
