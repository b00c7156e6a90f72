import os
from dataclasses import replace
from pathlib import Path

import pytest

from router.supervisor.record import ChildRecord, Record, alive, created, load_record, record_path, save_record

CHILD = ChildRecord(name="agi", pid=4711, created=12.5, restarts=3, last_death="signal SIGKILL", mark={"bundle": "2"})


def test_a_record_is_read_as_it_was_written(tmp_path: Path) -> None:
    save_record(tmp_path, {"HOTLINE_NODE": "node1"}, [CHILD])
    assert load_record(tmp_path) == Record(settings={"HOTLINE_NODE": "node1"}, children=(CHILD,))
    assert [path.name for path in tmp_path.iterdir()] == ["children.json"]


@pytest.mark.parametrize(
    "text", ["", "{", "[]", "null", '{"settings": {}}', '{"settings": {}, "children": [{"x": 1}]}']
)
def test_an_unreadable_record_is_an_empty_one(tmp_path: Path, text: str) -> None:
    record_path(tmp_path).write_text(text)
    assert load_record(tmp_path) == Record()


def test_a_record_without_marks_is_one_of_an_earlier_version(tmp_path: Path) -> None:
    record_path(tmp_path).write_text(
        '{"settings": {}, "children": [{"name": "agi", "pid": 1, "created": 2.0, "restarts": 0, "last_death": ""}]}'
    )
    child = load_record(tmp_path).child("agi")
    assert child is not None
    assert child.mark == {}


def test_a_process_is_known_by_its_birth_too() -> None:
    born = created(os.getpid())
    assert born is not None
    me = ChildRecord(name="me", pid=os.getpid(), created=born)
    assert alive(me)
    assert not alive(replace(me, created=born - 60))


def test_a_process_that_is_not_there_is_not_alive() -> None:
    assert created(2**22 + 1) is None
