"""`hotline incidents live`, against an API that a test scripts."""

from __future__ import annotations

import json
from typing import Any

import pytest
from typer.testing import CliRunner

from router.cli import incidents_live
from router.cli.app import app
from router.cli.ask_api import ApiAway
from router.settings import Settings

ONE = {"id": "1-a", "first_at": "2026-11-22T11:41:00Z", "text": {"en": "5 calls about it", "zh-CN": "5 个来电"}}


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    paths: list[str] = []

    def answer(_settings: Settings, _method: str, path: str) -> dict[str, Any]:
        paths.append(path)
        return {"incidents": [ONE]}

    monkeypatch.setattr(incidents_live, "ask_api", answer)
    return paths


def test_those_that_go_on_are_a_sentence_each(asked: list[str]) -> None:
    result = CliRunner().invoke(app, ["incidents", "live"])
    assert (result.exit_code, result.stdout) == (0, "5 calls about it [1-a]\n")
    assert asked == ["/v1/incidents?open=true&limit=100"]
    assert CliRunner().invoke(app, ["incidents", "live", "--language", "zh"]).stdout == "5 个来电 [1-a]\n"


def test_those_of_the_last_days_have_their_date(asked: list[str]) -> None:
    assert CliRunner().invoke(app, ["incidents", "live", "--all"]).stdout == "2026-11-22 5 calls about it [1-a]\n"
    assert asked[0].startswith("/v1/incidents?since=20")
    assert "+" not in asked[0]


@pytest.mark.usefixtures("asked")
def test_json_is_what_the_api_said() -> None:
    assert json.loads(CliRunner().invoke(app, ["incidents", "live", "--json"]).stdout) == [ONE]


def test_no_answer_is_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    def away(*_: Any) -> None:
        raise ApiAway

    monkeypatch.setattr(incidents_live, "ask_api", away)
    result = CliRunner().invoke(app, ["incidents", "live"])
    assert result.exit_code == 1
    assert "is the copy up?" in result.stderr
