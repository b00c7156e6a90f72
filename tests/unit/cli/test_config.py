"""`config`, as a person runs it against a copy that is stopped."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
import structlog
from typer.testing import CliRunner, Result

from router.adapters.files.bundle_to_start import bundle_to_start
from router.adapters.files.start import bundle_in_force
from router.cli.app import app
from router.settings import CHECKOUT, Settings, build_settings
from router.supervisor.copy_file import forget_copy, save_copy


@pytest.fixture(autouse=True)
def own_environ(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    for name in ("HOTLINE_DATA", "HOTLINE_PORT_BASE"):
        monkeypatch.setenv(name, "")
    monkeypatch.setenv("HOTLINE_CONFIG", str(tmp_path / "config"))
    yield
    # A command says where it logs; the next test shall not log there.
    structlog.reset_defaults()


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """A copy that was started once, on the small house."""
    config = shutil.copytree(CHECKOUT / "tests" / "bundle", tmp_path / "config")
    settings = build_settings(data=tmp_path / "data", config=config, environ={})
    bundle_to_start(settings)
    return settings


def run(settings: Settings, *words: str) -> Result:
    return CliRunner().invoke(app, ["config", *words, "--data", str(settings.data)])


def edit(settings: Settings, file: str, old: str, new: str) -> None:
    path = settings.config / file
    assert old in path.read_text()
    path.write_text(path.read_text().replace(old, new, 1))


def in_force(settings: Settings) -> int:
    bundle = bundle_in_force(settings)
    assert bundle is not None
    return bundle.number


def test_a_good_folder_is_counted_up(settings: Settings) -> None:
    result = run(settings, "check")
    assert result.exit_code == 0
    assert "is good: 2 lines, 2 queues, 4 skills, 6 seats, 8 agents" in result.stdout


def test_a_bad_folder_is_told_line_by_line(settings: Settings, tmp_path: Path) -> None:
    edit(settings, "lines.yaml", "queue: legal", "queue: leagl")
    edit(settings, "texts.yaml", "zh-CN:", "zh-CN:\n  godbye: x")
    for words in (["check"], ["diff"], ["apply", "--note", "x", "--offline"], ["check", str(tmp_path / "config")]):
        result = run(settings, *words)
        assert result.exit_code == 1
        assert "lines.yaml:13: there is no queue `leagl`; did you mean `legal`?" in result.stderr
    assert in_force(settings) == 1


def test_a_misspelt_text_is_told(settings: Settings) -> None:
    edit(settings, "texts.yaml", "  goodbye: 感谢", "  godbye: 感谢")
    edit(settings, "texts.yaml", "  goodbye: Thank", "  godbye: Thank")
    result = run(settings, "check")
    assert result.exit_code == 1
    assert "texts.yaml:3: nothing ever speaks the text `godbye`; did you mean `goodbye`?" in result.stderr


def test_a_day_of_ops(settings: Settings, tmp_path: Path) -> None:
    assert "nothing changes" in run(settings, "diff").stdout
    edit(settings, "queues.yaml", "wrap_up_seconds: 60", "wrap_up_seconds: 45")
    assert "  queue legal: wrap-up 60 s -> 45 s" in run(settings, "diff").stdout.splitlines()
    assert json.loads(run(settings, "diff", "--json").stdout) == {"changes": ["queue legal: wrap-up 60 s -> 45 s"]}

    applied = run(settings, "apply", "--note", "shorter", "--offline", "--expect", "1")
    assert applied.exit_code == 0, applied.stderr
    assert applied.stdout.splitlines() == [
        "bundle 2 counts from the next start (before: 1)",
        "  queue legal: wrap-up 60 s -> 45 s",
    ]
    assert in_force(settings) == 2
    assert run(settings, "apply", "--note", "again", "--offline").stdout.startswith("bundle 2 is in force already")
    stale = run(settings, "apply", "--note", "late", "--offline", "--expect", "1")
    assert stale.exit_code == 1
    assert "bundle 2 is in force" in stale.stderr

    rolled = run(settings, "rollback", "--note", "worse", "--offline")
    assert rolled.exit_code == 0, rolled.stderr
    assert in_force(settings) == 1
    history = json.loads(run(settings, "history", "--json").stdout)
    assert history["in_force"] == 1
    assert [(found["verb"], found["number"], found["note"]) for found in history["history"]] == [
        ("start", 1, "the configuration folder, at start"),
        ("apply", 2, "shorter"),
        ("rollback", 1, "worse"),
    ]
    assert "rollback" in run(settings, "history").stdout

    shown = run(settings, "show", "2").stdout
    assert shown.startswith("bundle 2: 2 lines")
    assert "  queue legal: wrap-up 60 s -> 45 s" in shown
    assert run(settings, "show").stdout.startswith("bundle 1, in force:")

    back = tmp_path / "back"
    assert run(settings, "export", "2", str(back)).exit_code == 0
    assert "wrap_up_seconds: 45" in (back / "queues.yaml").read_text()
    assert sorted(path.name for path in back.iterdir()) == sorted(path.name for path in settings.config.iterdir())
    assert "nothing changes" in run(settings, "diff", str(back), "--against", "2").stdout


def test_an_export_writes_over_nothing(settings: Settings, tmp_path: Path) -> None:
    assert "name a new or an empty folder" in run(settings, "export", "1", str(settings.config)).stderr
    assert "there is no bundle 7; there is: 1" in run(settings, "export", "7", str(tmp_path / "x")).stderr
    (settings.bundles / "000001.sources.json").unlink()
    assert "was not kept" in run(settings, "export", "1", str(tmp_path / "x")).stderr
    assert not (tmp_path / "x").exists()


def test_a_queue_that_goes_may_have_a_successor(settings: Settings) -> None:
    edit(settings, "lines.yaml", "queue: legal", "queue: general")
    text = (settings.config / "queues.yaml").read_text()
    (settings.config / "queues.yaml").write_text(text[: text.index("legal:")])
    for words, said in (
        (["--successor", "legal"], "is not OLD=NEW"),
        (["--successor", "legal=nobody"], "there is no queue `nobody`"),
    ):
        refused = run(settings, "apply", "--note", "x", "--offline", *words)
        assert refused.exit_code != 0
        assert said in refused.stderr
    applied = run(settings, "apply", "--note", "x", "--offline", "--successor", "legal=general")
    assert applied.exit_code == 0, applied.stderr
    bundle = bundle_in_force(settings)
    assert bundle is not None
    assert bundle.successors == {"legal": "general"}
    assert "nothing changes" in run(settings, "diff").stdout


def test_a_copy_that_is_away_is_told_apart_from_one_that_is_stopped(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOTLINE_RUNTIME", str(tmp_path))
    edit(settings, "queues.yaml", "wrap_up_seconds: 60", "wrap_up_seconds: 45")
    result = run(settings, "apply", "--note", "x")
    assert result.exit_code == 1
    assert "With --offline it counts from the next start" in result.stderr
    assert in_force(settings) == 1


def test_a_copy_that_was_never_started_has_nothing_to_compare(tmp_path: Path) -> None:
    shutil.copytree(CHECKOUT / "tests" / "bundle", tmp_path / "config")
    result = CliRunner().invoke(app, ["config", "diff", "--data", str(tmp_path / "none")])
    assert result.exit_code == 1
    assert "was this copy ever started?" in result.stderr


def test_of_a_copy_that_is_stopped_the_folder_counts_that_it_ran_with(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv("HOTLINE_CONFIG")
    settings.run.mkdir()
    save_copy(settings, {})
    forget_copy(settings)
    edit(settings, "queues.yaml", "wrap_up_seconds: 60", "wrap_up_seconds: 45")
    assert f"bundle 1 -> {tmp_path / 'config'}\n  queue legal: wrap-up 60 s -> 45 s" in run(settings, "diff").stdout
