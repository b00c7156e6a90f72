"""Bundles that an earlier version stored are read, and mean what they meant."""

from __future__ import annotations

import hashlib
from pathlib import Path

from router.adapters import codec
from router.adapters.files.bundle_store import BundleStore
from router.adapters.files.config_folder import compile_folder, read_texts
from router.domain.route_policy import policy_of
from router.domain.routing.clause import Clause
from router.domain.routing.policy import FALLBACK, QueuePolicy, Step
from router.services.config_sources import Sources
from router.services.same_content import same_content
from router.settings import CHECKOUT

STORED = Path(__file__).parent / "stored"
BEFORE_ROUTING = STORED / "before_routing.json"
"""stored when queues had skills alone, with what it was compiled from beside it"""


def store_with(folder: Path, content: bytes) -> BundleStore:
    (folder / "000001.json").write_bytes(content)
    (folder / "000001.sha256").write_text(hashlib.sha256(content).hexdigest())
    return BundleStore(folder)


def test_a_bundle_without_routing_is_served_by_its_skills_alone(tmp_path: Path) -> None:
    assert b"steps" not in BEFORE_ROUTING.read_bytes()
    bundle = store_with(tmp_path, BEFORE_ROUTING.read_bytes()).load(1)
    assert policy_of(bundle).queues["legal"] == QueuePolicy(
        id="legal", steps=(Step(after=0.0, tiers=(Clause(all={"legal": 2}),)),), last_resort=FALLBACK
    )


def test_a_restart_after_the_upgrade_runs_the_same_bundle(tmp_path: Path) -> None:
    store = store_with(tmp_path, BEFORE_ROUTING.read_bytes())
    sources = codec.load(Sources, (STORED / "before_routing.sources.json").read_bytes())
    wanted = read_texts(sources.files, sources.assets).bundle
    assert same_content(store.load(1), wanted)
    assert store.put(wanted).number == 1, "the folder says what it said, so it needs no bundle of its own"


def test_a_bundle_with_routing_is_stored_whole(tmp_path: Path) -> None:
    wanted = compile_folder(CHECKOUT / "config")
    assert wanted.queues["legal"].steps and wanted.queues["expert"].overflows
    store = BundleStore(tmp_path)
    stored = store.put(wanted)
    assert same_content(store.load(stored.number), wanted)
    assert store.put(wanted) == stored
