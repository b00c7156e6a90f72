"""Rings to the outside as they are configured: nothing without all that it takes, and each mistake by its line."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from router.adapters.files.config_folder import compile_folder
from router.domain.outbound import Callbacks, Outbound
from router.services.config_document import ConfigRefused
from router.services.diff_bundles import diff_bundles
from router.settings import CHECKOUT

OUTBOUND = """trunk: carrier
shows: "12345"
hours: extended
a_day: 4
callbacks:
  retry_minutes: [2, 20]
  cut_off: yes
  left_after_seconds: 60
"""
TRUNKS = "carrier: {addresses: [203.0.113.7], server: sip.example.com}\n"
ALLOWED = 'outbound_allowed: ["13*", "010*"]'


@pytest.fixture
def config(tmp_path: Path) -> Path:
    """The sample, with a way out and a queue that offers a callback."""
    folder = shutil.copytree(CHECKOUT / "config", tmp_path / "config", ignore=shutil.ignore_patterns("simulation"))
    (folder / "outbound.yaml").write_text(OUTBOUND)
    (folder / "trunks.yaml").write_text(TRUNKS)
    site = (folder / "site.yaml").read_text()
    assert "outbound_allowed: []" in site
    (folder / "site.yaml").write_text(site.replace("outbound_allowed: []", ALLOWED))
    queues = (folder / "queues.yaml").read_text()
    assert queues.startswith("# ") or "general:\n" in queues
    (folder / "queues.yaml").write_text(
        queues.replace("general:\n", "general:\n  callback: {key: 2, after_seconds: 90}\n", 1)
    )
    return folder


def test_it_compiles(config: Path) -> None:
    bundle = compile_folder(config)
    assert bundle.outbound == Outbound(
        trunk="carrier", shows="12345", hours="extended", a_day=4,
        callbacks=Callbacks(retry_minutes=(2, 20), cut_off=True, left_after_seconds=60),
    )  # fmt: skip
    assert bundle.outbound_allowed == ("13*", "010*")
    general = bundle.queues["general"]
    assert (general.callback_key, general.callback_after_seconds) == ("2", 90)
    assert bundle.queues["legal"].callback_key == ""


def test_the_sample_rings_nobody() -> None:
    bundle = compile_folder(CHECKOUT / "config")
    assert bundle.outbound is None
    assert all(not queue.callback_key for queue in bundle.queues.values())


CASES = [
    ("outbound.yaml", "trunk: carrier", "trunk: carier", "outbound.yaml:1:", "did you mean `carrier`?"),
    ("outbound.yaml", "hours: extended", "hours: extnded", "outbound.yaml:3:", "did you mean `extended`?"),
    ("outbound.yaml", "a_day: 4", "a_day: 0", "outbound.yaml:4:", "from 1 to 50"),
    ("outbound.yaml", "[2, 20]", "[0, 20]", "outbound.yaml:6:", "from 1 to 1440"),
    ("outbound.yaml", "cut_off: yes", "cutoff: yes", "outbound.yaml:7:", "did you mean `cut_off`?"),
    ("outbound.yaml", 'shows: "12345"', 'shows: "12>45"', "outbound.yaml:2:", "not a number to show"),
    ("outbound.yaml", OUTBOUND, "", "queues.yaml:", "nothing says how to ring the outside"),
    ("trunks.yaml", ", server: sip.example.com", "", "outbound.yaml:1:", "has no server"),
    ("site.yaml", ALLOWED, "outbound_allowed: []", "outbound.yaml:1:", "no number may be rung"),
    ("queues.yaml", "{key: 2, after", "{key: 1, after", "queues.yaml:", "leaves a message already"),
    ("queues.yaml", "{key: 2, after", "{key: 0, after", "queues.yaml:", "is no key for a callback"),
    ("queues.yaml", "{key: 2, after_seconds: 90}", "2", "queues.yaml:", "callback"),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case[4])
def test_a_mistake_is_told_with_its_line_and_a_remedy(config: Path, case: tuple[str, str, str, str, str]) -> None:
    file, old, new, where, what = case
    text = (config / file).read_text()
    assert old in text
    (config / file).write_text(text.replace(old, new, 1))
    with pytest.raises(ConfigRefused) as refused:
        compile_folder(config)
    found = [str(problem) for problem in refused.value.problems]
    assert any(one.startswith(where) and what in one for one in found), found


def test_what_changes_is_told(config: Path) -> None:
    before = compile_folder(CHECKOUT / "config")
    after = compile_folder(config)
    said = [str(change) for change in diff_bundles(before, after)]
    assert "rings to the outside are new" in said
    assert "queue general: key for a callback nothing -> 2" in said
    (config / "outbound.yaml").write_text(OUTBOUND.replace("a_day: 4", "a_day: 5").replace("[2, 20]", "[3]"))
    said = [str(change) for change in diff_bundles(after, compile_folder(config))]
    assert said == [
        "rings to the outside: rings of one number a day at most 4 -> 5",
        "callbacks: tried again after minutes 2, 20 -> 3",
    ]
    assert "rings to the outside go" in [str(change) for change in diff_bundles(after, before)]
