"""Reads a configuration, from a folder or from texts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from router.adapters.files.sound_files import read_sounds
from router.adapters.files.yaml_document import parse_source, read_source
from router.domain.bundle import Bundle
from router.services.bundle_parts import Sound, Sounds
from router.services.compile_bundle import FILES, NEEDED, Voice, compile_bundle
from router.services.config_document import ConfigRefused, Document, Problem
from router.services.config_sources import Sources, Wanted
from router.services.suggest_word import suggest_word


def compile_folder(config: Path, voice: Voice | None = None) -> Bundle:
    """The bundle that a folder describes, `number` 0 until it is stored. Raises as `read_folder`."""
    return read_folder(config, voice).bundle


def read_folder(config: Path, voice: Voice | None = None) -> Wanted:
    """The bundle that a folder of YAML and sound files describes, and those files.

    Raises:
        ConfigRefused: with every problem of every file.
    """
    if not config.is_dir():
        raise ConfigRefused(
            (Problem(file=str(config), line=1, what="there is no such folder", remedy="give one with --config"),)
        )
    read = {name: read_source(config / name) for name in FILES if name in NEEDED or (config / name).exists()}
    documents = {name: document for name, (document, _) in read.items()}
    sounds = read_sounds(config)
    yamls = (path.name for path in sorted(config.iterdir()) if _is_yaml(path))
    bundle = compile_bundle(_with(documents, yamls), sounds, voice)
    files = {name: text for name, (_, text) in read.items()}
    assets = _assets(sounds)
    recordings = {sha256: config / path for path, sha256 in assets.items()}
    return Wanted(bundle=bundle, sources=Sources(files=files, assets=assets), recordings=recordings)


def read_texts(files: Mapping[str, str], assets: Mapping[str, str], voice: Voice | None = None) -> Wanted:
    """The bundle that texts describe: file name to content; `assets` are sound files that are stored already.

    Raises:
        ConfigRefused: with every problem of every file.
    """
    documents = {
        name: parse_source(files[name].encode(), name) if name in files else _missing(name)
        for name in FILES
        if name in NEEDED or name in files
    }
    # Whatever else is given is refused, so that only these names are ever kept and written out again.
    sounds = _sounds(assets)
    bundle = compile_bundle(_with(documents, files), sounds, voice)
    return Wanted(bundle=bundle, sources=Sources(files=dict(files), assets=dict(assets)))


def _is_yaml(path: Path) -> bool:
    return path.suffix.lower() in {".yaml", ".yml"} and not path.name.startswith(".")


def _missing(name: str) -> Document:
    problem = Problem(file=name, line=1, what="the file is missing", remedy="add it")
    return Document(file=name, readable=False, problems=(problem,))


def _assets(sounds: Sounds) -> dict[str, str]:
    every = [*sounds.prompts.values(), *(sound for found in sounds.music.values() for sound in found)]
    return {sound.path: sound.sha256 for sound in every}


def _sounds(assets: Mapping[str, str]) -> Sounds:
    prompts: dict[str, Sound] = {}
    music: dict[str, tuple[Sound, ...]] = {}
    for path, sha256 in sorted(assets.items()):
        kind, folder, name = Path(path).parts
        sound = Sound(path=path, sha256=sha256)
        if kind == "prompts":
            prompts[f"{folder}/{Path(name).stem}"] = sound
        else:
            music[folder] = (*music.get(folder, ()), sound)
    return Sounds(prompts=prompts, music=music)


def _with(documents: dict[str, Document], names: Iterable[str]) -> dict[str, Document]:
    """A file that nobody reads is a change that never takes effect."""
    for name in names:
        if name not in FILES:
            problem = Problem(
                file=name, line=1, what="no setting is read from this file", remedy=suggest_word(name, FILES)
            )
            documents[name] = Document(file=name, problems=(problem,))
    return documents
