"""Rendering: whole files, only changed ones, secrets closed, and nothing that means something else to Asterisk."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from asterisk_conf import names
from asterisk_conf.render import AMI_EVENTS, SECRET_FILES, SecretMissing, render, render_texts
from asterisk_conf.safe_text import UnsafeText
from router.settings import build_settings
from tests.unit.asterisk_conf.dialplan_text import sample_bundle, sample_runtime, sample_secrets, sample_settings


def texts(folder: Path, **changes: str) -> dict[str, str]:
    return render_texts(
        sample_settings(folder), sample_runtime(folder / "runtime"), sample_bundle(**changes), sample_secrets()
    )


def test_only_changed_files_are_written_and_secrets_are_closed(tmp_path: Path) -> None:
    settings, runtime = sample_settings(tmp_path / "data"), sample_runtime(tmp_path / "runtime")
    first = render(settings, runtime, sample_bundle(), sample_secrets())
    again = render(settings, runtime, sample_bundle(), sample_secrets())
    renamed = render(settings, runtime, sample_bundle(name="前台"), sample_secrets())

    assert set(first) == {path.name for path in settings.asterisk.glob("*.conf")}
    assert again == ()
    assert renamed == ("pjsip.conf",)
    for path in settings.asterisk.glob("*.conf"):
        assert path.stat().st_mode & 0o777 == (0o600 if path.name in SECRET_FILES else 0o644)
    assert settings.raw_recordings.is_dir() and settings.cel_spool.parent.is_dir() and settings.logs.is_dir()


def test_secrets_are_in_no_other_file(tmp_path: Path) -> None:
    for name, text in texts(tmp_path).items():
        if name not in SECRET_FILES:
            assert "password" not in text


@pytest.mark.parametrize(
    "changes",
    [
        {"seat": "_X."}, {"seat": "s"}, {"seat": "1001&PJSIP"}, {"seat": "1001\n"}, {"seat": "１００１"},
        {"number": "_."}, {"number": "h"}, {"number": "12345,1,System(id)"}, {"number": ""}, {"number": "1"},
        {"line": "a,b"}, {"line": "${EXTEN}"}, {"line": "a)b"}, {"line": "热线"},
    ],
)  # fmt: skip
def test_a_hostile_bundle_is_refused(tmp_path: Path, changes: dict[str, str]) -> None:
    bundle, secrets = sample_bundle(**changes), sample_secrets()
    secrets["sip"][changes.get("seat", "1001")] = "password-one"
    with pytest.raises(UnsafeText):
        render_texts(sample_settings(tmp_path), sample_runtime(tmp_path / "runtime"), bundle, secrets)


@pytest.mark.parametrize(
    ("name", "seen"),
    [
        ("one;two", "one two"), ('a" <1002>', "a 1002"), ("a\nb", "a b"), ("${SHELL(id)}", "SHELL(id)"), ("", ""),
        ("x" * 81, "x" * 40), ("a\u2028b", "a b"), ("a\\", "a"), ("A,!?/:@#", "A !?/:"),
    ],
)  # fmt: skip
def test_a_seat_s_name_is_shown_without_what_asterisk_would_misread(tmp_path: Path, name: str, seen: str) -> None:
    lines = texts(tmp_path, name=name)["pjsip.conf"].splitlines()
    assert f'callerid = "{seen}" <1001>' in lines


@pytest.mark.parametrize("password", ["short", "with space", "semi;colon", "new\nline8", 'quote"d88', "${ENV(x)}88"])
def test_a_password_that_asterisk_would_misread_is_refused_without_being_told(tmp_path: Path, password: str) -> None:
    secrets = sample_secrets()
    secrets["sip"]["1001"] = password
    with pytest.raises(UnsafeText) as refused:
        render_texts(sample_settings(tmp_path), sample_runtime(tmp_path / "runtime"), sample_bundle(), secrets)
    assert password not in str(refused.value)


@pytest.mark.parametrize("folder", ["a;b", "a,b", "${x}", "a&b", "a(b", "a|b"])
def test_a_folder_that_asterisk_would_misread_is_refused(tmp_path: Path, folder: str) -> None:
    with pytest.raises(UnsafeText):
        texts(tmp_path / folder)


def test_a_missing_password_is_named_by_its_seat(tmp_path: Path) -> None:
    secrets = sample_secrets()
    del secrets["sip"]["1002"]
    with pytest.raises(SecretMissing, match="1002"):
        render_texts(sample_settings(tmp_path), sample_runtime(tmp_path / "runtime"), sample_bundle(), secrets)


def test_one_codec_and_no_media_past_us(tmp_path: Path) -> None:
    pjsip = texts(tmp_path)["pjsip.conf"]
    assert [line for line in pjsip.splitlines() if line.startswith("allow =")] == ["allow = alaw"]
    assert "direct_media = no" in pjsip
    assert "device_state_busy_at" not in pjsip
    assert "bind = 127.0.0.1:21060" in pjsip


def test_when_a_silent_phone_counts_as_dead_is_the_sites_choice(tmp_path: Path) -> None:
    bundle = sample_bundle()
    bundle = replace(bundle, site=replace(bundle.site, silent_phone_seconds=7))
    text = render_texts(sample_settings(tmp_path), sample_runtime(tmp_path / "r"), bundle, sample_secrets())
    seat = text["pjsip.conf"].partition("[seat](")[2]
    assert "rtp_timeout = 7\n" in seat


def test_callers_from_the_machine_itself_come_from_the_address_they_call(tmp_path: Path) -> None:
    settings = build_settings(data=tmp_path, port_base=21_000, listen="192.0.2.7", environ={})
    text = render_texts(settings, sample_runtime(tmp_path / "runtime"), sample_bundle(), sample_secrets())["pjsip.conf"]
    assert [line for line in text.splitlines() if line.startswith("match")] == [
        "match = 127.0.0.1", "match = 192.0.2.7",
    ]  # fmt: skip


def test_the_listener_gets_the_least_rights_and_what_it_reads(tmp_path: Path) -> None:
    manager = texts(tmp_path)["manager.conf"]
    lines = dict(line.split(" = ", 1) for line in manager.splitlines() if " = " in line)
    assert lines["bindaddr"] == "127.0.0.1"
    assert "dtmf" not in lines["read"]
    assert set(lines["write"].split(",")) == {"call", "originate", "reporting"}
    assert lines["channelvars"] == ",".join(names.CHANNEL_VARS_ON_EVENTS)
    for event in AMI_EVENTS:
        assert f"eventfilter(action(include),name({event})) =" in manager


def test_every_seat_is_a_member_of_both_queues_of_the_fallback(tmp_path: Path) -> None:
    queues = texts(tmp_path)["queues.conf"]
    for seat in ("1001", "1002"):
        assert f"Local/{seat}@fallback_duty_seat/n,0,{seat},hint:{seat}@duty" in queues
        assert f"Local/{seat}@fallback_seat/n,0,{seat},PJSIP/{seat}" in queues
