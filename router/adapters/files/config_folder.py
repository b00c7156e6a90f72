"""Reads a configuration folder."""

from __future__ import annotations

from pathlib import Path

from router.adapters.files.yaml_document import read_yaml
from router.domain.bundle import Bundle
from router.services.compile_bundle import FILES, compile_bundle
from router.services.config_document import ConfigRefused, Document, Problem
from router.services.suggest_word import suggest_word


def compile_folder(config: Path) -> Bundle:
    """The bundle that a folder of YAML files describes, `number` 0 until it is stored.

    Raises:
        ConfigRefused: with every problem of every file.
    """
    if not config.is_dir():
        raise ConfigRefused(
            (Problem(file=str(config), line=1, what="there is no such folder", remedy="give one with --config"),)
        )
    documents = {name: read_yaml(config / name) for name in FILES}
    strays = [_stray(path.name) for path in sorted(config.iterdir()) if _is_stray(path)]
    if strays:
        site = documents["site.yaml"]
        documents["site.yaml"] = Document(
            file=site.file,
            data=site.data,
            lines=site.lines,
            problems=(*site.problems, *strays),
            readable=site.readable,
        )
    return compile_bundle(documents)


def _is_stray(path: Path) -> bool:
    return path.suffix.lower() in {".yaml", ".yml"} and path.name not in FILES and not path.name.startswith(".")


def _stray(name: str) -> Problem:
    """A file that nobody reads is a change that never takes effect."""
    return Problem(file=name, line=1, what="no setting is read from this file", remedy=suggest_word(name, FILES))
