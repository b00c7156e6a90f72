"""`linkages.yaml`: what it may say, and how a change of it is told."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ivr.prompts import prompts_of
from router.adapters.files.config_folder import read_texts
from router.domain.bundle import Bundle
from router.domain.linkage import Linkage
from router.services.config_document import ConfigRefused
from router.services.diff_bundles import diff_bundles
from router.settings import CHECKOUT

FILES = {path.name: path.read_text() for path in (CHECKOUT / "config").glob("*.yaml")}
OUTSIDE = {
    "trunks.yaml": "carrier: {addresses: [203.0.113.7], server: sip.carrier.example.com}",
    "outbound.yaml": "trunk: carrier",
}
GOOD = """\
police: {key: 1, number: "110", name: 公安报警}
sister:
  key: 4
  number: "12395"
  name: 兄弟热线
  ring_seconds: 30
"""
POLICE = Linkage(id="police", key="1", number="110", name="公安报警")
SISTER = Linkage(id="sister", key="4", number="12395", name="兄弟热线", ring_seconds=30)


def compiled(text: str, **more: str) -> Bundle:
    files = {**FILES, **OUTSIDE, "linkages.yaml": text, **{f"{name}.yaml": content for name, content in more.items()}}
    return read_texts(files, {}).bundle


def refused(text: str, **more: str) -> list[str]:
    with pytest.raises(ConfigRefused) as caught:
        compiled(text, **more)
    return [str(problem) for problem in caught.value.problems]


def test_linkages_as_ops_staff_write_them_need_no_list_of_allowed_numbers() -> None:
    bundle = compiled(GOOD)
    assert (bundle.linkages, bundle.outbound_allowed) == ({"police": POLICE, "sister": SISTER}, ())


def test_the_sample_that_stands_in_comments_is_good() -> None:
    lines = FILES["linkages.yaml"].splitlines()
    written = "\n".join(line[2:] for line in lines if line.startswith("# ") and ": {" in line)
    assert [one.number for one in compiled(written).linkages.values()] == ["110", "119", "120", "12348"]


@pytest.mark.parametrize(
    ("was", "now", "says"),
    [
        ("key: 4", "key: 1", "linkages.yaml:3: key 1 rings `police` already; give one of the two another key"),
        ("key: 4", "key: 0", "linkages.yaml:3: `sister.key`: '0' is no key of a linkage"),
        ('"12395"', '"12-395"', "linkages.yaml:4: `sister.number`: '12-395' is no number to ring"),
        ("ring_seconds: 30", "ring_seconds: 3", "linkages.yaml:6: `sister.ring_seconds`"),
        ("ring_seconds", "rings", "linkages.yaml:6"),
    ],
)
def test_what_is_wrong_is_told_with_its_place(was: str, now: str, says: str) -> None:
    assert was in GOOD
    (found,) = refused(GOOD.replace(was, now))
    assert says in found


def test_the_own_line_is_no_sister_service() -> None:
    line = next(iter(compiled(GOOD).lines.values()))
    (found,) = refused(GOOD.replace("12395", line.number))
    assert f"linkages.yaml:4: {line.number} is the number of line `{line.id}` of this house" in found


def test_without_a_way_out_nobody_can_be_rung() -> None:
    (found,) = refused(GOOD, outbound="")
    assert "nothing says how to ring the outside; add outbound.yaml with its `trunk: ...`" in found


def test_the_agent_is_told_of_each_by_name() -> None:
    said = {prompt.name: prompt.text for prompt in prompts_of(compiled(GOOD)) if prompt.name.startswith("linkage_")}
    assert said["linkage_police"] == "正在呼叫公安报警。"
    assert set(said) == {f"linkage_{one}{what}" for one in ("police", "sister") for what in ("", "_busy", "_failed")}


def test_a_change_is_told() -> None:
    before = compiled(GOOD)
    after = replace(before, linkages={"sister": replace(SISTER, key="5", ring_seconds=40)})
    assert [str(change) for change in diff_bundles(before, after)] == [
        "linkage police goes", "linkage sister: key 4 -> 5", "linkage sister: a seat rings 30 s -> 40 s",
    ]  # fmt: skip
