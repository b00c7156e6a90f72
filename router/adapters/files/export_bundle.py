"""Writes what a stored bundle was compiled from into a folder, as it was."""

from __future__ import annotations

from pathlib import Path

from router.adapters.files.bundle_store import BundleStore


class ExportRefused(Exception):
    """The bundle cannot be written out; the message says why."""


def export_bundle(store: BundleStore, number: int, folder: Path) -> tuple[str, ...]:
    """Write the files of bundle `number` into a new or empty folder; their names.

    Raises:
        ExportRefused: there is no such bundle, its sources were not kept, or the folder holds something.
        OSError: the folder cannot be written.
    """
    sources = store.sources(number)
    if number not in store.numbers():
        known = ", ".join(map(str, store.numbers()[:12])) or "none"
        raise ExportRefused(f"there is no bundle {number}; there is: {known}")
    if sources is None:
        raise ExportRefused(f"what bundle {number} was compiled from was not kept")
    missing = [path for path, sha256 in sources.assets.items() if not store.asset(sha256).is_file()]
    if missing:
        raise ExportRefused(f"these sound files of bundle {number} are gone: {', '.join(missing[:5])}")
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise ExportRefused(f"{folder} is there already; name a new or an empty folder")
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in sources.files.items():
        (folder / name).write_text(text, encoding="utf-8")
    for path, sha256 in sources.assets.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(store.asset(sha256).read_bytes())
    return (*sources.files, *sources.assets)
