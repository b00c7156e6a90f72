"""Scenario files: what they may say, and how each mistake is told."""

from __future__ import annotations

from pathlib import Path

import pytest

from router.services.config_document import ConfigRefused
from router.settings import CHECKOUT
from router.simulation.duration import Constant, Empirical, Exponential, LogNormal
from router.simulation.read_scenario import read_scenario
from router.simulation.run_days import simulate
from router.simulation.scenario import Scenario

PLAIN = """\
name: Small
periods: [30, 60]
starts_at: "08:30"
threshold_s: 20
waiting_places: 5
busyness: {shape: 4, rate: 2}
types:
  legal:
    per_minute: [1, 0.5]
    handling: {distribution: lognormal, mean_s: [100, 200], sd_s: 50}
    patience: none
    skills: {legal: 3}
    steps:
      - {after_s: 30, groups: [second, [desk]]}
  general:
    per_minute: 2
    handling:
      - {distribution: constant, mean_s: 60}
      - {distribution: empirical, values_s: [10, 20.5]}
    patience: {distribution: exponential, mean_s: 90}
    threshold_s: 60
    groups: [desk, second]
groups:
  desk:
    heads: [2, 3]
    skills: {legal: 5}
  second:
    heads: 1
"""


def read(folder: Path, text: str) -> Scenario:
    path = folder / "day.yaml"
    path.write_text(text, "utf-8")
    return read_scenario(path)


def test_a_file_says_what_it_says(tmp_path: Path) -> None:
    found = read(tmp_path, PLAIN)
    legal, general = found.types
    desk, second = found.groups
    assert found.periods == (1800.0, 3600.0)
    assert found.clock(1800) == "09:00"
    assert (found.places, found.target_share) == (5, 0.95)
    assert found.busyness is not None and (found.busyness.shape, found.busyness.rate) == (4.0, 2.0)
    assert legal.handling == (LogNormal(mean_s=100.0, sd_s=50.0), LogNormal(mean_s=200.0, sd_s=50.0))
    assert legal.patience is None
    assert legal.steps[0].groups == (("second",), ("desk",))
    assert (legal.threshold_s, general.threshold_s) == (20.0, 60.0)
    assert general.per_minute == (2.0, 2.0)
    assert general.handling == (Constant(mean_s=60.0), Empirical(values_s=(10.0, 20.5)))
    assert general.patience == (Exponential(mean_s=90.0),) * 2
    assert (desk.heads, second.heads) == ((2, 3), (1, 1))


def test_times_may_come_from_a_column(tmp_path: Path) -> None:
    (tmp_path / "talks.csv").write_text("day,seconds\n1,30\n1,\n2,45.5\n", "utf-8")
    changed = PLAIN.replace("values_s: [10, 20.5]", "csv: talks.csv, column: seconds")
    assert read(tmp_path, changed).types[1].handling[1] == Empirical(values_s=(30.0, 45.5))


MISTAKES = [
    ("periods: [30, 60]", "periods: [30, 60, 30]", 9, "2 values for 3 periods", "write one value, or 3"),
    ("per_minute: 2", "per_minut: 2", 16, "no setting `types.general.per_minut`", "did you mean `per_minute`?"),
    ("threshold_s: 20\n", "", 1, "`threshold_s` is missing", "add `threshold_s: ...`"),
    ("heads: 1", "heads: 1.5", 28, "1.5 is not a whole number", "write one from 0"),
    ("heads: 1", "heads: -1", 28, "'-1' is not a number", "write digits"),
    ("distribution: constant", "distribution: constnat", 18, "no distribution 'constnat'", "did you mean `constant`?"),
    ("mean_s: 60}", "mean_s: 0}", 18, "0 is out of range", "write a number above 0"),
    ("mean_s: 60}", "}", 18, "mean_s` is missing", "add `mean_s: ...`"),
    ("groups: [desk, second]", "groups: [desk, secund]", 22, "no group 'secund'", "did you mean `second`?"),
    ("groups: [desk, second]", "groups: [desk, desk]", 22, "'desk' is named twice", "keep one"),
    ("skills: {legal: 5}", "skills: {legal: 6}", 26, "6 is out of range", "1 to 5"),
    ("heads: [2, 3]", "heads: [2, 0]\n    skills: {}\n  third:\n    heads: [1, 0]", 11, "never give up", "patience"),
    ("after_s: 30", "after_s: soon", 14, "'soon' is not a number", "write digits"),
    ('starts_at: "08:30"', "starts_at: 8", 3, "'8' is not a time of day", "'08:30'"),
    ("values_s: [10, 20.5]", "csv: none.csv, column: x", 19, "none.csv cannot be read", "relative to the scenario"),
    ("values_s: [10, 20.5]", "csv: day.yaml", 19, "there are no times", "column: NAME"),
    ("waiting_places: 5", "waiting_places: many", 5, "'many' is not a number", "write digits"),
    ("busyness: {shape: 4, rate: 2}", "busyness: 3", 6, "should hold `key: value` pairs", "indent"),
    ("patience: none", "", 8, "`types.legal.patience` is missing", "add `patience: ...`"),
]


@pytest.mark.parametrize(("old", "new", "line", "what", "remedy"), MISTAKES, ids=[str(m[1])[:30] for m in MISTAKES])
def test_a_mistake_is_told_with_its_line_and_what_to_do(
    tmp_path: Path, *, old: str, new: str, line: int, what: str, remedy: str
) -> None:
    assert old in PLAIN
    text = PLAIN.replace(old, new)
    if "third" in new:
        # Nobody who has the skill is left at the end of the day, and these callers wait for ever.
        text = (
            text.replace("    skills: {legal: 5}\n", "")
            .replace("      - {after_s: 30, groups: [second, [desk]]}\n", "      - {after_s: 30, groups: [desk]}\n")
            .replace("skills: {legal: 3}", "groups: [desk]")
        )
    with pytest.raises(ConfigRefused) as refused:
        read(tmp_path, text)
    told = [(problem.line, problem.what, problem.remedy) for problem in refused.value.problems]
    assert any(line == at and what in said and remedy in cure for at, said, cure in told), told


def test_all_mistakes_are_told_at_once(tmp_path: Path) -> None:
    with pytest.raises(ConfigRefused) as refused:
        read(tmp_path, PLAIN.replace("heads: 1", "heads: x").replace("per_minute: 2", "per_minute: -2"))
    assert [problem.line for problem in refused.value.problems] == [16, 28]


def test_what_is_no_yaml_is_told_too(tmp_path: Path) -> None:
    with pytest.raises(ConfigRefused, match=r"day\.yaml:1: .*colon"):
        read(tmp_path, "name: a: b\n")
    with pytest.raises(ConfigRefused, match="missing"):
        read_scenario(tmp_path / "nowhere.yaml")


@pytest.mark.parametrize("name", ["city_day", "surge_day"])
def test_the_samples_are_sound(name: str) -> None:
    found = read_scenario(CHECKOUT / "config" / "simulation" / f"{name}.yaml")
    calls = sum(
        rate * length / 60 for kind in found.types for rate, length in zip(kind.per_minute, found.periods, strict=True)
    )
    assert 3500 < calls < 6500


def test_the_first_scenario_of_the_documentation_is_played(tmp_path: Path) -> None:
    text = (CHECKOUT / "docs" / "simulation.md").read_text("utf-8")
    found = read(tmp_path, text.partition("```yaml\n")[2].partition("```")[0])
    result = simulate(found, days=2, seed=1, policy="best_level", cores=1)
    assert len(result.by_period) == 3
    assert result.total.served.mean and result.total.blocked.mean == 0
