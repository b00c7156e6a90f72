import os
from dataclasses import replace
from pathlib import Path

from router.settings import Settings
from router.supervisor.copy_file import copy_path, forget_copy, load_copy, load_ended_copy, save_copy, supervised


def test_a_copy_is_found_by_its_data_folder_until_it_is_forgotten(tmp_path: Path) -> None:
    settings = Settings(data=tmp_path, config=tmp_path / "c", port_base=23_000)
    settings.run.mkdir()
    save_copy(settings, {"redis": "8.0"})
    copy = load_copy(tmp_path)
    assert copy is not None
    assert copy.environ == settings.to_environ()
    assert copy.versions == {"redis": "8.0"}
    assert copy.pid == os.getpid()
    assert load_ended_copy(tmp_path) is None
    forget_copy(settings)
    assert load_copy(tmp_path) is None
    assert load_ended_copy(tmp_path) == copy
    forget_copy(settings)


def test_a_younger_process_with_the_same_id_is_not_the_supervisor(tmp_path: Path) -> None:
    settings = Settings(data=tmp_path, config=tmp_path)
    settings.run.mkdir()
    save_copy(settings, {})
    copy = load_copy(tmp_path)
    assert copy is not None
    assert supervised(copy)
    assert not supervised(replace(copy, started_at=1.0))


def test_an_unreadable_file_is_none(tmp_path: Path) -> None:
    copy_path(tmp_path).parent.mkdir()
    copy_path(tmp_path).write_text('{"pid": 1}')
    assert load_copy(tmp_path) is None
