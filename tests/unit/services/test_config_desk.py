"""Configurations by number and by changed files."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from router.domain.errors import BundleUnavailable, Conflict
from router.services.config_desk import ConfigDesk
from router.services.config_sources import Sources, Wanted
from tests.unit.domain.sample import bundle as sample
from tests.unit.services.memory_copy import MemoryCopy


def compiled(files: Mapping[str, str], assets: Mapping[str, str]) -> Wanted:
    """A configuration whose one file says how long wrap-up is."""
    sources = Sources(files=dict(files), assets=dict(assets))
    return Wanted(bundle=sample(wrap_up=int(files["wrap_up"])), sources=sources)


@pytest.fixture
def copy() -> MemoryCopy:
    copy = MemoryCopy()
    copy.store.keep(compiled({"wrap_up": "10", "other": "x"}, {"music/a/b.wav": "sha"}))
    copy.store.set_current(1)
    return copy


@pytest.fixture
def desk(copy: MemoryCopy) -> ConfigDesk:
    return ConfigDesk(
        store=copy.store, log=copy.log, read_texts=compiled, parts=lambda _actor, _note: copy.parts
    )  # fmt: skip


async def test_one_file_is_changed_and_all_others_stay(copy: MemoryCopy, desk: ConfigDesk) -> None:
    applied = await desk.apply({"wrap_up": "20"}, expected=1, note="longer", actor="token:ops")
    assert (applied.number, applied.former) == (desk.current(), 1) == (2, 1)
    assert copy.in_force() == desk.bundle(2)
    assert desk.sources(2) == Sources(files={"wrap_up": "20", "other": "x"}, assets={"music/a/b.wav": "sha"})
    assert [str(change) for change in desk.diff(1, 2)] == ["queue general: wrap-up 10 s -> 20 s"]
    with pytest.raises(Conflict):
        await desk.apply({"wrap_up": "30"}, expected=1, note="late", actor="token:ops")
    back = await desk.rollback(1, expected=2, note="worse", actor="token:ops")
    assert (back.number, desk.current()) == (1, 1)
    assert [(found.verb, found.actor) for found in desk.history()] == [
        ("apply", "token:ops"),
        ("rollback", "token:ops"),
    ]


def test_what_was_not_kept_is_told(copy: MemoryCopy, desk: ConfigDesk) -> None:
    with pytest.raises(BundleUnavailable, match="bundle 7"):
        desk.bundle(7)
    copy.store.kept.clear()
    with pytest.raises(BundleUnavailable, match="was not kept"):
        desk.wanted({})
