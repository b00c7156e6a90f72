"""The name by which Asterisk is told of its event log: never one that it would cut."""

from __future__ import annotations

from pathlib import Path

import pytest

from asterisk_conf.event_log import log_folder, log_name
from asterisk_conf.safe_text import UnsafeText, section_path
from router.settings import Settings

AROUND = "/spool/cel/cel.csv"
WAY = "../../spool/cel/cel.csv"


def told(data: str | Path) -> str:
    return log_name(Settings(data=Path(data), config=Path(data)))


def test_a_path_that_fits_is_told_as_it_is_and_a_longer_one_by_the_way_to_it() -> None:
    longest = "/" + "d" * (78 - len(AROUND))
    assert told(longest) == longest + AROUND
    assert told(longest + "d") == WAY


def test_bytes_count_not_letters() -> None:
    assert told("/" + "热" * 20) == "/" + "热" * 20 + AROUND
    assert told("/" + "热" * 21) == WAY


def test_the_way_begins_where_a_linked_folder_of_logs_really_is(tmp_path: Path) -> None:
    data, logs = tmp_path / ("d" * 60), tmp_path / "logs" / "of" / "all"
    settings = Settings(data=data, config=data)
    settings.cel_spool.parent.mkdir(parents=True)
    settings.cel_spool.touch()
    logs.mkdir(parents=True)
    settings.logs.symlink_to(logs)
    log_folder(settings).mkdir()
    assert (log_folder(settings) / log_name(settings)).samefile(settings.cel_spool)


@pytest.mark.parametrize("good", [WAY, "/srv/hl" + AROUND, "/" + "d" * 78, "../" + "d" * 76])
def test_what_may_name_a_section(good: str) -> None:
    assert section_path(good) == good


@pytest.mark.parametrize(
    "bad", ["/" + "d" * 79, "../" + "d" * 77, "../a/../b", "/a/../b", "../a]b", "../a;b", "a", "../"]
)
def test_what_may_not(bad: str) -> None:
    with pytest.raises(UnsafeText):
        section_path(bad)
