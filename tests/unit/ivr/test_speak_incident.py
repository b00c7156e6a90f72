"""What is said of an incident lies apart from the prompts of any bundle, and goes when nobody can hear it any more."""

from __future__ import annotations

import os
import shlex
import sys
from pathlib import Path

import pytest

from asterisk_conf.runtime import Runtime
from ivr.prompts import Prompt
from ivr.render import prune_prompts
from ivr.speak_incident import speak_incident, tidy_incidents
from ivr.speak_prompt import PromptFailed, speak_prompt
from ivr.speech import Speech
from router.settings import Settings
from router.supervisor.incident_voice import incident_voice
from tests.unit.ivr.test_prompts import LINE, bundle
from tests.unit.ivr.test_render import TONE, failing, spoken, tone

__all__ = ["spoken", "tone"]

WORDS = "大楼有裂缝"


def test_its_prompt_lies_on_a_shelf_of_its_own_which_no_bundle_tidies(tmp_path: Path, tone: Speech) -> None:
    name = speak_incident(WORDS, "zh-CN", tmp_path, tone)
    path = tmp_path / "zh-CN" / f"{name}.alaw"
    assert (name.split("/")[0], path.stat().st_size > 0) == ("incidents", True)
    former = speak_prompt(Prompt(name="goodbye", language="zh-CN", text="再见"), tmp_path, tone)
    assert prune_prompts(tmp_path, tone, bundle(LINE)) > 0
    assert (path.exists(), former.exists()) == (True, False)


def test_the_same_words_are_one_file_which_is_as_young_as_its_last_use(
    tmp_path: Path, tone: Speech, spoken: Path
) -> None:
    name = speak_incident(WORDS, "zh-CN", tmp_path, tone)
    path = tmp_path / "zh-CN" / f"{name}.alaw"
    os.utime(path, (1000.0, 1000.0))
    assert speak_incident(WORDS, "zh-CN", tmp_path, tone) == name
    assert len(spoken.read_text().splitlines()) == 1
    assert tidy_incidents(tmp_path, 2000.0) == 0
    os.utime(path, (1000.0, 1000.0))
    other = speak_incident("水", "zh-CN", tmp_path, tone)
    assert tidy_incidents(tmp_path, 2000.0) == 1
    assert [found.stem for found in path.parent.glob("*.alaw")] == [other.split("/")[1]]


def test_what_cannot_be_spoken_is_said_with_the_reason(tmp_path: Path) -> None:
    with pytest.raises(PromptFailed, match="HOTLINE_TTS"):
        speak_incident(WORDS, "zh-CN", tmp_path, failing("raise SystemExit('no voice')"))


def test_the_voice_is_that_of_all_prompts(tmp_path: Path) -> None:
    settings, runtime = Settings(data=tmp_path, config=tmp_path), Runtime(root=tmp_path)
    program = tmp_path / "tone.py"
    program.write_text(TONE)
    said = f"{shlex.quote(sys.executable)} {program} {{voice}} {{output}} {tmp_path / 'spoken'}"
    speak = incident_voice(settings, runtime, {"HOTLINE_TTS": said})
    name = speak(WORDS, "en")
    assert (settings.sounds / "en" / f"{name}.alaw").exists()
    assert (tmp_path / "spoken").read_text() == f"en {WORDS}\n"
    silent = incident_voice(settings, runtime, {"HOTLINE_TTS": "false {output}"})
    with pytest.raises(ValueError, match="could not be spoken"):
        silent("x", "en")
