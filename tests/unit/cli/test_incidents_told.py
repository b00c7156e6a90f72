"""`hotline incidents announce` and `callers`, against an API that a test scripts."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from router.cli import ask_api
from router.cli.app import app
from router.cli.ask_api import ApiRefused
from router.settings import Settings

TOLD = {"incident": "1-a", "on": True, "lines": ["city"], "text": {"en": "Cracks."}, "until": "2026-11-23T11:41:00Z"}
OVER = {"incident": "1-a", "on": False, "lines": [], "text": {}, "until": None}


def run(*words: str) -> Result:
    return CliRunner().invoke(app, ["incidents", *words])


class Api:
    """Says what it was told to, and remembers what it was asked."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, str, Any]] = []
        self.answers: list[Any] = []

    def __call__(self, _settings: Settings, method: str, path: str, body: Any = None) -> Any:
        self.asked.append((method, path, body))
        answer = self.answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer


@pytest.fixture
def api(monkeypatch: pytest.MonkeyPatch) -> Api:
    made = Api()
    monkeypatch.setattr(ask_api, "ask_api", made)
    return made


def follower(number: str, second: int) -> dict[str, str]:
    return {"number": number, "at": f"2026-11-22T11:41:{second:02}Z", "call": f"c.{second}", "line": "city",
            "language": "en"}  # fmt: skip


def test_it_is_announced_with_these_words_and_ended(api: Api) -> None:
    api.answers = [TOLD, OVER]
    result = run("announce", "1-a", "--line", "city", "--text", "en=Cracks.")
    assert (result.exit_code, "callers of city" in result.stdout, "en: Cracks." in result.stdout) == (0, True, True)
    assert run("announce", "1-a", "--stop").stdout == "callers hear nothing of it any more\n"
    assert api.asked == [
        ("POST", "/v1/incidents/1-a/announcement", {"lines": ["city"], "text": {"en": "Cracks."}, "until": None}),
        ("DELETE", "/v1/incidents/1-a/announcement", None),
    ]


def test_so_many_minutes_are_a_moment_ahead(api: Api) -> None:
    api.answers = [TOLD | {"lines": []}]
    before = datetime.now(UTC)
    result = run("announce", "1-a", "--minutes", "30")
    assert "callers of every line" in result.stdout
    until = datetime.fromisoformat(api.asked[0][2]["until"])
    assert 1800 <= (until - before).total_seconds() <= 1860


@pytest.mark.parametrize("text", ["Cracks", "=Cracks", "en="])
def test_words_without_a_language_are_refused_with_the_remedy(api: Api, text: str) -> None:
    result = run("announce", "1-a", "--text", text)
    assert (result.exit_code, api.asked) == (2, [])
    assert "LANGUAGE=WORDS" in result.stderr


def test_a_refusal_is_one_sentence(api: Api) -> None:
    api.answers = [ApiRefused("There is no such incident. [unknown_incident]")]
    result = run("announce", "9-z")
    assert (result.exit_code, result.stderr) == (1, "hotline: There is no such incident. [unknown_incident]\n")


def test_all_callers_go_into_a_file_of_the_owner_alone_oldest_first(api: Api, tmp_path: Path) -> None:
    api.answers = [
        {"callers": [follower("13800138002", 3), follower("02066668888", 2)], "next": "a b"},
        {"callers": [follower("+8613800138000", 1)], "next": None},
    ]
    file = tmp_path / "callers.csv"
    file.write_text("former")
    file.chmod(0o644)
    assert run("callers", "1-a", "--csv", str(file)).stdout == f"wrote 3 callers into {file}\n"
    assert file.read_text("utf-8").splitlines()[:2] == [
        "number,at,line,language,call",
        "+8613800138000,2026-11-22T11:41:01Z,city,en,c.1",
    ]
    assert file.stat().st_mode & 0o777 == 0o600
    assert [path for _, path, _ in api.asked] == [
        "/v1/incidents/1-a/callers?limit=500",
        "/v1/incidents/1-a/callers?limit=500&cursor=a%20b",
    ]


def test_they_are_shown_or_given_as_json(api: Api) -> None:
    page = {"callers": [follower("13800138002", 3)], "next": None}
    api.answers = [page, page]
    shown = run("callers", "1-a").stdout
    assert shown.startswith("13800138002  2026-11-22T11:41:03Z  city  en  c.3\n1 caller asks")
    assert json.loads(run("callers", "1-a", "--json").stdout) == page["callers"]


def test_a_file_that_cannot_be_written_is_said(api: Api, tmp_path: Path) -> None:
    api.answers = [{"callers": [], "next": None}]
    result = run("callers", "1-a", "--csv", str(tmp_path))
    assert result.exit_code == 1
    assert "cannot be written" in result.stderr
