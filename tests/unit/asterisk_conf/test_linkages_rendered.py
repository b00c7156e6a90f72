"""What linkages make of Asterisk's files, and what they do not."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from asterisk_conf.render import render_texts
from router.domain.bundle import Bundle, Trunk
from router.domain.linkage import CODE, Linkage
from router.domain.outbound import Outbound
from tests.unit.asterisk_conf.dialplan_text import (
    parse,
    sample_bundle,
    sample_runtime,
    sample_secrets,
    sample_settings,
)

POLICE = Linkage(id="police", key="1", number="110", name="公安报警; [x]", ring_seconds=20)
SISTER = Linkage(id="sister", key="4", number="12348", name="法律援助")
TRUNK = Trunk(id="carrier", server="sip.example.com")


def with_linkages(*linkages: Linkage, **changes: object) -> Bundle:
    made = {"trunks": {"carrier": TRUNK}, "outbound": Outbound(trunk="carrier"), **changes}
    return replace(sample_bundle(), linkages={one.id: one for one in linkages}, **made)  # type: ignore[arg-type]


def rendered(folder: Path, bundle: Bundle) -> dict[str, str]:
    runtime = sample_runtime(folder / "runtime")
    return render_texts(sample_settings(folder), runtime, bundle, sample_secrets())


def test_the_keys_of_a_bundle_and_no_others_do_something_in_a_talk(tmp_path: Path) -> None:
    files = rendered(tmp_path, with_linkages(SISTER, POLICE))
    features = [line for line in files["features.conf"].splitlines() if line.startswith("link")]
    assert features == [
        "link => D,self,Gosub(link,s,1)",
        f"link_1 => {CODE}1,self,Gosub(link,k1,1)",
        f"link_4 => {CODE}4,self,Gosub(link,k4,1)",
    ]
    named = next(line for line in files["pjsip.conf"].splitlines() if "DYNAMIC_FEATURES" in line)
    assert named.split("=")[-1].split("#")[-2:] == ["link_1", "link_4"]
    assert "公安" not in files["extensions.conf"]


def test_numbers_are_rung_by_the_trunk_without_an_allow_list_and_nobody_is_offered_a_callback_for_that(
    tmp_path: Path,
) -> None:
    queue = replace(sample_bundle().queues["general"], callback_key="2")
    files = rendered(tmp_path, with_linkages(POLICE, queues={"general": queue}))
    dialplan = parse(files["extensions.conf"])
    police = [step.arguments for step in dialplan["linkages"].extensions["l_1"]]
    assert police[:4] == ["HL_LINK=police", "HL_LINK_NUMBER=110", "HL_LINK_SECONDS=20", "HL_LINK_TRUNK=carrier"]
    assert [step.arguments for step in dialplan["link_line"].extensions["l_rights"]] == ["HL_LINK_SHOWS=12351", ""]
    assert "[out-carrier]" in files["pjsip.conf"]
    assert "HL_BACK_KEY=" in [step.arguments for step in dialplan["queue"].extensions["q_general"]]


@pytest.mark.parametrize("bundle", [with_linkages(), with_linkages(POLICE, outbound=None)])
def test_without_linkages_or_a_way_out_there_is_none(tmp_path: Path, bundle: Bundle) -> None:
    files = rendered(tmp_path, bundle)
    assert set(parse(files["extensions.conf"])["linkages"].extensions) == {"_l_!"}
    assert "link_1" not in files["features.conf"] + files["pjsip.conf"]
    assert "[out-carrier]" not in files["pjsip.conf"]
