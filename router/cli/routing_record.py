"""What `why` and `replay` read of a copy: its archive, its bundles, its clock."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlalchemy import Engine

from router.adapters.files.bundle_log import FileBundleLog
from router.adapters.files.bundle_store import BundleStore
from router.cli.options import copy_settings, fail
from router.cli.top_today import open_archive_to_read
from router.services.bundles_then import BundlesThen


@dataclass(frozen=True, kw_only=True)
class RoutingRecord:
    """An archive to be read, and what explains it."""

    engine: Engine
    bundles: BundlesThen
    language: str
    """the house's first"""
    zone: ZoneInfo


def open_record(data: Path | None, port_base: int | None) -> RoutingRecord:
    """Of the copy with this data folder, running or not; ends the program when it has no archive."""
    settings, _ = copy_settings(data, port_base)
    engine = open_archive_to_read(settings)
    if engine is None:
        fail(f"there is no archive in {settings.data}; was this copy ever started? --data names another", code=2)
    store = BundleStore(settings.bundles)
    current = store.current()
    bundle = None if current is None else store.find(current)[0]
    return RoutingRecord(
        engine=engine,
        bundles=BundlesThen(FileBundleLog(settings.bundles).all(), current, store.find),
        language=bundle.site.languages[0] if bundle else "en",
        zone=ZoneInfo(bundle.site.timezone if bundle else "UTC"),
    )
