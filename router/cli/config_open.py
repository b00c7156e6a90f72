"""What the `config` commands work on: a copy's stored bundles, and a folder."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from router.adapters.files.bundle_log import FileBundleLog
from router.adapters.files.bundle_store import BundleStore
from router.adapters.files.config_folder import read_folder
from router.cli.options import copy_settings, fail
from router.domain.bundle import Bundle
from router.services.config_document import ConfigRefused
from router.services.config_sources import Wanted
from router.settings import Settings
from router.supervisor.voice import voice


@dataclass(frozen=True, kw_only=True)
class Desk:
    """One copy, and the folder that is looked at."""

    settings: Settings
    folder: Path
    store: BundleStore
    log: FileBundleLog

    def read(self) -> Wanted:
        """The folder, compiled; ends the command with all that is wrong with it."""
        try:
            return read_folder(self.folder, voice)
        except ConfigRefused as refused:
            fail("\n  ".join(["the configuration is refused:", *map(str, refused.problems)]))

    def wanted(self, successors: Mapping[str, str] | None = None) -> Wanted:
        """The same, as the bundle that an apply would make of it."""
        read = self.read()
        return replace(read, bundle=replace(read.bundle, successors=successors or {}))

    def stored(self, number: int | None) -> Bundle:
        """A stored bundle, or the one in force; ends the command when there is none."""
        wanted = number if number is not None else self.store.current()
        if wanted is None:
            fail(f"no bundle is in force in {self.settings.data}; was this copy ever started?")
        bundle, wrong = self.store.find(wanted)
        if bundle is None:
            fail(wrong)
        return bundle


def open_config(data: Path | None, port_base: int | None, folder: Path | None) -> Desk:
    """The copy of a data folder; the folder it was started with unless another is given."""
    settings, _ = copy_settings(data, port_base)
    return Desk(
        settings=settings,
        folder=(folder or settings.config).expanduser().resolve(),
        store=BundleStore(settings.bundles),
        log=FileBundleLog(settings.bundles),
    )


def successors_of(words: Sequence[str] | None) -> dict[str, str]:
    """`old=new`, each."""
    pairs = [word.partition("=") for word in words or ()]
    bad = next((old for old, equals, new in pairs if not (old and equals and new)), None)
    if bad is not None:
        fail(f"--successor {bad!r} is not OLD=NEW, such as legal=general", code=2)
    return {old: new for old, _, new in pairs}
