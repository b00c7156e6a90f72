"""Faults by name."""

from __future__ import annotations

import pytest

from router.load.faults.choose import EVERY, PROCESSES, UnknownFault, choose


def names(text: str) -> list[str]:
    return [fault.name for fault in choose(text)]


def test_none_and_nothing() -> None:
    assert (names("none"), names("")) == ([], [])


def test_names_in_the_order_given() -> None:
    assert names("sql-away, kill-agi,kill-agi+router") == ["sql-away", "kill-agi", "kill-agi+router"]


def test_groups() -> None:
    assert names("singles") == [f"kill-{name}" for name in PROCESSES]
    assert len(names("pairs")) == 21
    assert names("all") == list(EVERY)


def test_only_a_dead_asterisk_cuts_calls() -> None:
    assert {fault.name for fault in choose("all") if fault.cuts} == {name for name in EVERY if "asterisk" in name}


def test_an_unknown_one_is_named() -> None:
    with pytest.raises(UnknownFault, match="kill-everything"):
        choose("kill-agi,kill-everything")
