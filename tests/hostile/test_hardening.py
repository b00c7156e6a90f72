"""What is rendered for Asterisk opens no more than the hotline needs."""

from __future__ import annotations

import configparser
import re
from pathlib import Path

import pytest

from asterisk_conf.modules import MODULES
from asterisk_conf.render import AMI_EVENTS, render_texts
from router.settings import build_settings
from tests.unit.asterisk_conf.dialplan_text import sample_bundle, sample_runtime, sample_secrets

USED_BY = {
    "app_originate": r"\bOriginate\(", "app_bridgeaddchan": r"\bBridgeAdd\(", "app_softhangup": r"\bSoftHangup\(",
    "app_stack": r"\bGosub\(", "app_exec": r"\bExecIf\(", "app_dial": r"\bDial\(", "app_queue": r"\bQueue\(",
    "app_playback": r"\bPlayback\(", "app_playtones": r"\bPlayTones\(", "app_read": r"\bRead\(",
    "app_record": r"\bRecord\(", "app_chanspy": r"\bChanSpy\(",
    "app_mixmonitor": r"\bMixMonitor\(", "app_userevent": r"\bUserEvent\(",
    "app_celgenuserevent": r"\bCELGenUserEvent\(", "func_callerid": r"\bCALLERID\(", "func_channel": r"\bCHANNEL\(",
    "func_cut": r"\bCUT\(", "func_devstate": r"\bDEVICE_STATE\(", "func_env": r"\bSTAT\(", "func_global": r"\bGLOBAL\(",
    "func_groupcount": r"\bGROUP_COUNT\(", "func_hangupcause": r"\bHANGUPCAUSE\(", "func_logic": r"\bIF\(",
    "func_rand": r"\bRAND\(", "func_strings": r"\bFILTER\(", "func_timeout": r"\bTIMEOUT\(",
}  # fmt: skip
BY_THE_LISTENER = {"app_senddtmf", "func_pjsip_aor", "func_pjsip_contact"}
DANGEROUS = (
    "System",
    "TrySystem",
    "SHELL",
    "CURL",
    "EVAL",
    "ODBC",
    "DB(",
    "ExternalIVR",
    "Macro",
    "Authenticate",
)
MORE_THAN_READING = {"command", "config", "system", "all", "security", "dtmf", "agi", "aoc", "message"}


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    folder = tmp_path_factory.mktemp("rendered")
    settings = build_settings(data=folder, port_base=21_000, environ={})
    return render_texts(settings, sample_runtime(folder / "runtime"), sample_bundle(), sample_secrets())


def code(text: str) -> str:
    """Without comments."""
    return "\n".join(line.split(";", 1)[0] for line in text.splitlines())


def sections(text: str) -> list[tuple[str, dict[str, str]]]:
    """Name and options of each, in order: a name may come more than once."""
    found: list[tuple[str, dict[str, str]]] = []
    for line in code(text).splitlines():
        if head := re.match(r"\[([^\]]+)\]", line):
            found.append((head[1], {}))
        elif "=" in line:
            key, _, value = line.partition("=")
            found[-1][1][key.strip()] = value.lstrip(">").strip()
    return found


def test_every_application_and_function_that_is_loaded_is_used(files: dict[str, str]) -> None:
    loaded = {name.removesuffix(".so") for name in MODULES if name.startswith(("app_", "func_"))}
    assert loaded == set(USED_BY) | BY_THE_LISTENER
    dialplan = code(files["extensions.conf"])
    unused = {name for name, pattern in USED_BY.items() if not re.search(pattern, dialplan)}
    assert unused == set()


def test_nothing_in_the_dialplan_runs_a_program_or_dials_out(files: dict[str, str]) -> None:
    dialplan = code(files["extensions.conf"])
    assert [word for word in DANGEROUS if re.search(rf"\b{re.escape(word)}", dialplan)] == []
    assert set(re.findall(r"Dial\((\w+)/", dialplan)) == {"PJSIP"}
    # A sister service by the way out, and what is whispered about it.
    assert set(re.findall(r"Originate\(([^,]+),", dialplan)) == {
        "PJSIP/${HL_LINK_NUMBER}@out-${HL_LINK_TRUNK}",
        "Local/s@link_say/n",
    }
    assert "live_dangerously = no" in files["asterisk.conf"]
    assert "astctlpermissions = 0600" in files["asterisk.conf"]


def test_nobody_is_anonymous_and_strangers_reach_the_door_alone(files: dict[str, str]) -> None:
    named = sections(files["pjsip.conf"])
    assert "anonymous" not in {name for name, _ in named}
    (inbound,) = [options for name, options in named if name == "inbound"]
    assert inbound["context"] == "door"
    contexts = [options["context"] for _, options in named if "context" in options]
    assert contexts == ["door", "seats"]
    assert "res_pjsip_endpoint_identifier_anonymous.so" not in MODULES
    assert not any("http" in name or "ari" in name.split("_") or "iax" in name for name in MODULES)


def test_the_listeners_account_may_no_more_than_it_does(files: dict[str, str]) -> None:
    parser = configparser.ConfigParser(strict=False, delimiters=("=",), comment_prefixes=(";",), interpolation=None)
    parser.read_string(files["manager.conf"])
    account = parser["listener"]
    assert set(account["write"].split(",")) == {"call", "originate", "reporting"}
    read = {word.strip() for word in account["read"].split(",")}
    # `security` for one event; the filter lets no other of them through.
    assert read & MORE_THAN_READING == {"system", "security"}
    assert account["permit"] == "127.0.0.1/255.255.255.255"
    assert parser["general"]["bindaddr"] == "127.0.0.1"
    assert parser["general"]["webenabled"] == "no"
    named = re.findall(r"eventfilter\(action\(include\),name\((\w+)\)\)", files["manager.conf"])
    assert named == list(AMI_EVENTS)
    assert not {"InvalidAccountID", "InvalidPassword", "ChallengeSent", "DTMFBegin", "DTMFEnd", "Newexten"} & set(named)


def test_ports_are_of_the_copys_own_range(files: dict[str, str]) -> None:
    numbers = [int(number) for number in re.findall(r"\b(2\d{4})\b", files["rtp.conf"] + files["manager.conf"])]
    assert numbers and all(21_000 <= number < 23_000 for number in numbers)
    assert "strictrtp = yes" in files["rtp.conf"]


def test_passwords_are_long_and_never_the_same(tmp_path: Path) -> None:
    from router.adapters.files.secrets import load_or_create_secrets

    tmp_path.chmod(0o700)
    made = [
        load_or_create_secrets(build_settings(data=tmp_path / name, environ={}), sample_bundle()).model_dump()
        for name in ("a", "b")
    ]
    words = [word for one in made for word in (*one["sip"].values(), one["ami"]["secret"])]
    assert len(set(words)) == len(words) >= 6
    assert all(len(word) >= 20 for word in words)
