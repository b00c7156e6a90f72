"""`hotline why` and `hotline replay`, run as a person would, on an archive that a floor has filled."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import delete, update
from typer.testing import CliRunner, Result

from router.adapters import codec
from router.adapters.files.bundle_store import BundleStore
from router.adapters.sql import schema as s
from router.adapters.sql.engine import migrate, open_engine
from router.adapters.sql.records import SqlRecords
from router.cli.app import app
from router.domain.history import CallRecorded, DecisionRecorded, HistoryRecord, RoutingFed
from router.domain.routing.tape import Fed
from router.settings import build_settings
from tests.unit.domain.desk import Desk

NUMBER = "13800138000"


class Copy:
    """A data folder as a copy leaves it behind."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        settings = build_settings(data=folder)
        self.engine = open_engine(settings.database_url, write=True)
        migrate(self.engine)
        self.desk = Desk(seats=4)
        store = BundleStore(settings.bundles)
        assert store.put(self.desk.floor.bundle).number == 1
        store.set_current(1)
        self.bundles = settings.bundles
        self.desk.ready("1003", "1004")
        for _ in range(3):
            self.desk.caller("legal")
            self.desk.passes(1.0)
        self.store(*(with_number(record) for record in self.desk.records))
        self.calls = [record.call for record in self.desk.kept(DecisionRecorded)]

    def store(self, *records: HistoryRecord) -> None:
        SqlRecords(self.engine).store(records, [], "1-1")

    def run(self, *words: str) -> Result:
        return CliRunner().invoke(app, [*words, "--data", str(self.folder)])

    def replay(self, *words: str) -> Result:
        return self.run("replay", "--from", "1970-01-01T00:00:00Z", *words)


def with_number(record: HistoryRecord) -> HistoryRecord:
    return replace(record, call=replace(record.call, caller=NUMBER)) if isinstance(record, CallRecorded) else record


@pytest.fixture
def copy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Copy]:
    monkeypatch.delenv("HOTLINE_DATABASE_URL", raising=False)
    made = Copy(tmp_path / "data")
    yield made
    made.engine.dispose()


def with_level(fed: Fed, seat: str, level: int) -> Fed:
    if fed.free is None or fed.free.seat != seat:
        return fed
    return replace(fed, free=replace(fed.free, skills={"legal": level}))


def test_the_call_that_was_decided_about_last(copy: Copy) -> None:
    result = copy.run("why", "--language", "en")
    assert result.exit_code == 0, result.output
    assert result.stdout.startswith(copy.calls[-1])
    assert "goes to seat 1003 (agent 8003)" in result.stdout
    assert "The call goes on." in result.stdout
    assert NUMBER not in result.stdout


def test_the_house_s_first_language_and_the_end_of_an_id(copy: Copy) -> None:
    result = copy.run("why", ".1", "--full")
    assert result.exit_code == 0, result.output
    assert "来电拨入热线“City”。" in result.stdout
    assert "技能等级较低（2，选中者 3）" in result.stdout
    assert "重新计算：规则得出相同结果。" in result.stdout


def test_the_story_as_json(copy: Copy) -> None:
    result = copy.run("why", copy.calls[0], "--language", "en", "--json")
    told = json.loads(result.stdout)
    assert (told["call"], told["language"]) == (copy.calls[0], "en")
    assert [step["kind"] for step in told["steps"]] == ["arrived", "queued", "decided", "offered", "goes_on"]


@pytest.mark.parametrize(
    ("words", "code", "says"),
    [
        (["why", "n9-1.1"], 1, "no call has the id 'n9-1.1'"),
        (["why", "n1-1%"], 1, "no call has the id"),
        (["why", "--language", "fr"], 2, "there are no sentences in 'fr'"),
        (["replay", "--from", "yesterday"], 2, "--from: 'yesterday' is not a time"),
        (["replay", "--from", "2026-01-02", "--to", "2026-01-01"], 2, "--to is before --from"),
        (["replay", "--from", "1970-01-01T00:00:00Z", "--to", "1970-01-01T00:00:01Z"], 2, "in this time"),
    ],
)
def test_what_cannot_be_told(copy: Copy, words: list[str], code: int, says: str) -> None:
    result = copy.run(*words)
    assert result.exit_code == code
    assert says in result.stderr


def test_an_end_that_several_calls_have(copy: Copy) -> None:
    record = copy.desk.kept(CallRecorded)[0]
    copy.store(replace(record, call=replace(record.call, id=copy.calls[0].replace("n1", "n2"))))
    result = copy.run("why", copy.calls[0].removeprefix("n1-"))
    assert result.exit_code == 2
    assert "several calls end with" in result.stderr


def test_no_archive(tmp_path: Path) -> None:
    result = CliRunner().invoke(app, ["why", "--data", str(tmp_path / "none")])
    assert result.exit_code == 2
    assert "there is no archive" in result.stderr


def test_a_replay_comes_to_the_same(copy: Copy) -> None:
    result = copy.replay()
    assert result.exit_code == 0, result.output
    assert f"{len(copy.desk.kept(RoutingFed))} entries, 2 decisions, 0 passed on" in result.stdout
    assert "All came out as it is on record." in result.stdout
    assert json.loads(copy.replay("--json").stdout)["difference"] is None


def test_a_level_that_was_changed_is_found_and_named(copy: Copy) -> None:
    with copy.engine.begin() as connection:
        for entry in copy.desk.kept(RoutingFed):
            fed = tuple(with_level(one, "1004", 1) for one in entry.fed)
            key = (s.routing_log.c.epoch == entry.epoch) & (s.routing_log.c.number == entry.number)
            text = codec.dump_message(replace(entry, fed=fed))
            connection.execute(update(s.routing_log).where(key).values(entry=text))
    result = copy.replay()
    assert result.exit_code == 1, result.output
    call = copy.calls[0]
    assert "1 of 2 engines came to something else" in result.stdout
    assert f"on record: call {call} goes to seat 1004. Call {call} waited 0 s" in result.stdout
    assert f"again:     call {call} goes to seat 1003. Call {call} waited 0 s" in result.stdout
    assert "seat 1004: the decision on record saw legal 3, the log tells of legal 1" in result.stdout
    assert json.loads(copy.replay("--json").stdout)["difference"]["bundle"] == 1


def test_what_is_missing_is_told_with_its_remedy(copy: Copy) -> None:
    gone = copy.desk.kept(RoutingFed)[3]
    with copy.engine.begin() as connection:
        connection.execute(delete(s.routing_log).where(s.routing_log.c.number == gone.number))
    result = copy.replay()
    assert result.exit_code == 2
    assert f"entries 1.{gone.number} to 1.{gone.number} are missing" in result.stderr
    for path in copy.bundles.glob("000001.*"):
        path.unlink()
    result = copy.replay()
    assert result.exit_code == 2
    assert "bundle 1 is not there, and an engine went by its rules: put it back from a backup" in result.stderr


def test_nothing_on_record(copy: Copy) -> None:
    with copy.engine.begin() as connection:
        connection.execute(delete(s.routing_log))
        connection.execute(delete(s.decisions))
    assert (copy.replay().exit_code, copy.run("why").exit_code) == (2, 1)
