"""What a configuration must not hold, and what is said about it."""

from __future__ import annotations

from pathlib import Path

import pytest

from router.adapters.files.config_folder import compile_folder
from router.domain.bundle import AgentRole
from router.services.config_document import ConfigRefused

SMALL = Path(__file__).resolve().parents[2] / "bundle"


@pytest.fixture
def config(tmp_path: Path) -> Path:
    folder = tmp_path / "config"
    folder.mkdir()
    for path in SMALL.glob("*.yaml"):
        (folder / path.name).write_bytes(path.read_bytes())
    return folder


def problems(config: Path) -> list[str]:
    with pytest.raises(ConfigRefused) as refused:
        compile_folder(config)
    assert refused.value.code == "config_refused"
    assert all(str(problem) in str(refused.value) for problem in refused.value.problems)
    return [str(problem) for problem in refused.value.problems]


def test_a_small_house_compiles() -> None:
    bundle = compile_folder(SMALL)
    line = bundle.line_by_number("12351")
    assert line is not None
    assert bundle.queues[line.queue].skills == {"legal": 2}
    assert bundle.site.languages[0] == "zh-CN"
    assert list(bundle.seats) == ["1001", "1002", "1003", "1004", "1005", "1006"]
    assert bundle.agents["8003"].skills == {"legal": 5, "social_insurance": 4}
    assert set(bundle.texts) == {"zh-CN", "en"}


CASES = [
    ("site.yaml", "timezone: Asia/Shanghai", "timezone: Asia/Shangai", "site.yaml:3:", "`Asia/Shanghai`?"),
    ("site.yaml", "timezone: Asia/Shanghai", "timezone: ../../etc/passwd", "site.yaml:3:", "no time zone"),
    ("site.yaml", "timezone: Asia/Shanghai", "timezone: Asia", "site.yaml:3:", "no time zone"),
    ("site.yaml", "[zh-CN, en]", "[zh-CN, zh-CN]", "site.yaml:4:", "in the list twice"),
    ("site.yaml", "[zh-CN, en]", "zh-CN", "site.yaml:4:", "should be a list"),
    ("site.yaml", "[zh-CN, en]", "[zh-CN, en, yue]", "texts.yaml:2:", "`yue` has no texts"),
    ("site.yaml", "[zh-CN, en]", "[zh-CN]", "texts.yaml:4:", "no language `en`"),
    ("site.yaml", "[break,", "[phone_lost,", "site.yaml:5:", "the platform itself sets"),
    ("site.yaml", "ring_seconds: 15", "ring_second: 15", "site.yaml:6:", "did you mean `ring_seconds`?"),
    ("site.yaml", "ring_seconds: 15", "ring_seconds: 015", "site.yaml:6:", "not a whole number"),
    ("site.yaml", "ring_seconds: 15", "ring_seconds: 4", "site.yaml:6:", "from 5 to 120"),
    ("site.yaml", "silent_phone_seconds: 15", "silent_phone_seconds: 4", "site.yaml:9:", "from 5 to 120"),
    ("lines.yaml", "queue: legal", "queue: leagl", "lines.yaml:13:", "did you mean `legal`?"),
    ("lines.yaml", "number: 12351", "number: 12345", "lines.yaml:11:", "(line 3)"),
    ("lines.yaml", "number: 12351", "number: 1003", "lines.yaml:11:", "the number of a seat too"),
    ("lines.yaml", "number: 12351", "number: 123&5", "lines.yaml:11:", "not a number that can be dialled"),
    ("lines.yaml", "number: 12351", "number: １２３５１", "lines.yaml:11:", "not a number that can be dialled"),
    ("lines.yaml", "  name: 职工维权热线\n", "", "lines.yaml:10:", "`union_rights.name` is missing"),
    ("lines.yaml", "name: 职工维权热线", 'name: "a\\nb"', "lines.yaml:12:", "U+000A"),
    ("lines.yaml", "name: 职工维权热线", 'name: "a\\u202eb"', "lines.yaml:12:", "U+202E"),
    ("lines.yaml", "name: 职工维权热线", "name: 'a;b'", "lines.yaml:12:", "may not hold ;"),
    ("lines.yaml", "name: 职工维权热线", "name: a${SHELL(x)}", "lines.yaml:12:", "may not hold $"),
    ("lines.yaml", "name: 职工维权热线", "name: 'a\"b'", "lines.yaml:12:", 'may not hold "'),
    ("lines.yaml", "greeting: 您好，这里是12345热线。", "greeting: ...", "lines.yaml:7:", "nothing to speak"),
    ("lines.yaml", "greeting: 您好，这里是12345热线。", "greeting:", "lines.yaml:7:", "the value is empty"),
    ("lines.yaml", "union_rights:", "general:", "lines.yaml:10:", "given twice, first on line 2"),
    ("queues.yaml", "{legal: 2}", "{legal: 6}", "queues.yaml:10:", "from 1 to 5"),
    ("queues.yaml", "{legal: 2}", "{lgeal: 2}", "queues.yaml:10:", "did you mean `legal`?"),
    ("queues.yaml", "{legal: 2}", "{legal: 5, english: 4}", "queues.yaml:10:", "nobody can serve queue `legal`"),
    ("agents.yaml", "{legal: 3}", "{leegal: 3}", "agents.yaml:2:", "did you mean `legal`?"),
    ("agents.yaml", "{legal: 3}", "{legal: 3}, role: leed", "agents.yaml:2:", "did you mean `lead`?"),
    ("agents.yaml", "8002:", "8001:", "agents.yaml:3:", "given twice, first on line 2"),
    ("agents.yaml", "8002:", "80a2:", "agents.yaml:3:", "not an agent number"),
    ("seats.yaml", "1001:", "0100:", "seats.yaml:2:", "not a seat number"),
    ("skills.yaml", "english:", "English:", "skills.yaml:4:", "not an id"),
    ("texts.yaml", "  goodbye: Thank", "  godbye: Thank", "texts.yaml:4:", "lacks the text `goodbye`"),
]


@pytest.mark.parametrize("case", CASES)
def test_a_mistake_is_told_with_its_line(config: Path, case: tuple[str, str, str, str, str]) -> None:
    file, old, new, where, what = case
    text = (config / file).read_text()
    assert old in text
    (config / file).write_text(text.replace(old, new, 1))
    assert any(found.startswith(where) and what in found for found in problems(config))


def test_all_problems_of_all_files_are_told_at_once(config: Path) -> None:
    (config / "site.yaml").unlink()
    (config / "seats.yaml").write_text("1001:\n\tname: x\n")
    (config / "queues.yaml").write_text("general: {nmae: x}\n")
    (config / "agents.yaml").write_text("8001: {name: a, skills: {legl: 9}}\n8002: {name: b, skills: {legl: 1}}\n")
    found = "\n".join(problems(config))
    for expected in (
        "site.yaml:1: the file is missing",
        "seats.yaml:2: there is a tab; indent with spaces",
        "queues.yaml:1: `general.name` is missing",
        "did you mean `name`?",
        "lines.yaml:13: there is no queue `legal`",
        "agents.yaml:1: `8001.skills.legl`: 9 is out of range",
        "agents.yaml:2: there is no skill `legl`",
    ):
        assert expected in found


def test_a_file_that_nobody_reads_is_told(config: Path) -> None:
    (config / "line.yaml").write_text("{}")
    assert problems(config) == ["line.yaml:1: no setting is read from this file; did you mean `lines.yaml`?"]


def test_an_unreadable_file_causes_no_follow_up_problems(config: Path) -> None:
    (config / "skills.yaml").write_text("legal: [\n")
    assert [found.split(":")[0] for found in problems(config)] == ["skills.yaml"]


@pytest.mark.parametrize("file", ["lines.yaml", "queues.yaml", "seats.yaml", "agents.yaml"])
def test_an_empty_file_is_told(config: Path, file: str) -> None:
    (config / file).write_text("# nothing\n")
    assert any(found.startswith(f"{file}:1: there is no ") for found in problems(config))


def test_a_missing_folder_is_told(tmp_path: Path) -> None:
    assert "no such folder" in problems(tmp_path / "none")[0]


def test_numbers_stay_as_they_were_typed(config: Path) -> None:
    (config / "agents.yaml").write_text("0012: {name: on, skills: {legal: 3}}\n")
    assert compile_folder(config).agents["0012"].name == "on"


def test_an_agent_takes_calls_and_a_lead_is_said_to_be_one(config: Path) -> None:
    (config / "agents.yaml").write_text(
        "8001: {name: a, skills: {legal: 3}}\n8002: {name: b, skills: {english: 3}, role: lead}\n"
    )
    agents = compile_folder(config).agents
    assert [agents[one].role for one in ("8001", "8002")] == [AgentRole.AGENT, AgentRole.LEAD]
