"""Rendering with a voice made of a small program: it reads the text and writes a tone as long as the text."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import soundfile

from ivr.prompts import Prompt, prompts_of
from ivr.render import link_prompts, prune_prompts, render_prompts, speak_prompts
from ivr.speak_prompt import MASTERS, PromptFailed, content_hash, speak_prompt
from ivr.speech import Speech, choose_speech
from router.domain.bundle import Bundle
from tests.unit.ivr.test_prompts import LINE, bundle

TONE = """
import sys, math, struct, wave
text = sys.stdin.buffer.read().decode()
with open(sys.argv[3], 'a') as log: log.write(sys.argv[1] + ' ' + text + '\\n')
with wave.open(sys.argv[2], 'wb') as out:
    out.setparams((1, 2, 16000, 0, 'NONE', ''))
    out.writeframes(b''.join(struct.pack('<h', int(9000 * math.sin(i / 6))) for i in range(800 * len(text))))
"""


@pytest.fixture
def spoken(tmp_path: Path) -> Path:
    return tmp_path / "spoken"


@pytest.fixture
def tone(spoken: Path) -> Speech:
    return Speech(name="tone", argv=(sys.executable, "-c", TONE, "{voice}", "{output}", str(spoken)))


def failing(program: str) -> Speech:
    return Speech(name="broken", argv=(sys.executable, "-c", program, "{output}"))


PROMPT = Prompt(name="goodbye", language="zh-CN", text="再见 -v x")


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    """A platform of four words: each is spoken by a process of its own."""
    calls = {name: {"zh-CN": f"{name}。"} for name in ("fallback", "back_to_hold", "goodbye", "unknown_line")}
    monkeypatch.setattr("ivr.prompts._built_in", lambda some: iter([(calls, some.site.languages)]))
    monkeypatch.setattr("ivr.prompts._named", lambda some: iter(()))


def heard(sounds: Path) -> dict[str, str]:
    """What each name leads to."""
    return {entry.stem: entry.resolve().name for entry in (sounds / "zh-CN").iterdir() if entry.is_symlink()}


def test_a_prompt_is_a_file_named_by_its_content_and_a_master(tmp_path: Path, tone: Speech, spoken: Path) -> None:
    path = speak_prompt(PROMPT, tmp_path, tone)
    assert path == tmp_path / "zh-CN" / f"{content_hash(PROMPT, tone)}.alaw"
    assert spoken.read_text() == "cmn 再见 -v x\n"
    master = soundfile.info(tmp_path / MASTERS / f"{path.stem}.flac")
    assert (master.samplerate, master.channels, master.format) == (16_000, 1, "FLAC")
    assert path.stat().st_size == pytest.approx(master.frames / 2, abs=2)


def test_the_same_words_are_spoken_once(tmp_path: Path, tone: Speech, spoken: Path) -> None:
    speak_prompt(PROMPT, tmp_path, tone)
    speak_prompt(PROMPT, tmp_path, tone)
    assert len(spoken.read_text().splitlines()) == 1


def words(text: str) -> Bundle:
    return bundle(texts={"zh-CN": {"goodbye": text}})


@pytest.mark.usefixtures("few")
def test_new_words_are_not_heard_before_they_are_linked_and_the_former_come_back(tmp_path: Path, tone: Speech) -> None:
    render_prompts(words("再见"), tmp_path, tone)
    former = heard(tmp_path)
    speak_prompts(words("再会"), tmp_path, tone)
    assert heard(tmp_path) == former
    link_prompts(words("再会"), tmp_path, tone)
    later = heard(tmp_path)
    assert later.pop("goodbye") != former["goodbye"]
    assert later.items() < former.items()
    assert (tmp_path / "zh-CN" / former["goodbye"]).exists()
    link_prompts(words("再见"), tmp_path, tone)
    assert heard(tmp_path) == former


@pytest.mark.usefixtures("few")
def test_what_was_not_spoken_is_not_linked_and_no_name_changes(tmp_path: Path, tone: Speech) -> None:
    render_prompts(words("再见"), tmp_path, tone)
    former = heard(tmp_path)
    some = bundle(texts={"zh-CN": {"back_to_hold": "等", "goodbye": "再会"}})
    speak_prompt(next(p for p in prompts_of(some) if p.name == "back_to_hold"), tmp_path, tone)
    with pytest.raises(PromptFailed, match="goodbye"):
        link_prompts(some, tmp_path, tone)
    assert heard(tmp_path) == former


@pytest.mark.usefixtures("few")
def test_pruning_leaves_what_a_kept_bundle_says(tmp_path: Path, tone: Speech) -> None:
    render_prompts(bundle(texts={"zh-CN": {"extra": "多", "goodbye": "再见"}}), tmp_path, tone)
    render_prompts(words("再会"), tmp_path, tone)
    kept = heard(tmp_path)
    assert prune_prompts(tmp_path, tone, words("再会"), words("再见")) == 3
    assert heard(tmp_path) == {name: target for name, target in kept.items() if name != "extra"}
    assert prune_prompts(tmp_path, tone, words("再会")) == 2
    link_prompts(words("再会"), tmp_path, tone)
    assert len(list((tmp_path / MASTERS).iterdir())) == 4


@pytest.mark.usefixtures("few")
def test_pruning_leaves_what_another_voice_says(tmp_path: Path, tone: Speech) -> None:
    render_prompts(words("再见"), tmp_path, replace(tone, name="another"))
    kept = heard(tmp_path)
    assert prune_prompts(tmp_path, tone, words("再见")) == 0
    assert all((tmp_path / "zh-CN" / target).exists() for target in kept.values())


def test_a_text_in_two_languages_is_spoken_by_two_voices(tmp_path: Path, tone: Speech, spoken: Path) -> None:
    mixed = Prompt(name="menu_a", language="zh-CN", text="综合请按1。For English, press 9.")
    both = speak_prompt(mixed, tmp_path, tone).stat().st_size
    assert spoken.read_text() == "cmn 综合请按一。\nen For English, press 9.\n"
    one = (
        speak_prompt(Prompt(name="menu_b", language="en", text="For English, press 9."), tmp_path, tone).stat().st_size
    )
    assert both > one + 3_000


def test_a_recording_is_played_instead_of_words(tmp_path: Path) -> None:
    assets = tmp_path / "assets"
    assets.mkdir()
    sound = 0.05 * np.sin(np.arange(44_100) / 10)
    soundfile.write(assets / "abc.wav", np.stack([sound, sound], axis=1), 44_100)
    mute = Speech(name="mute", argv=("no-such-command",))
    prompt = Prompt(name="goodbye", language="zh-CN", text="", recording="abc")
    path = speak_prompt(prompt, tmp_path, mute, assets)
    assert path.stat().st_size == pytest.approx(1.2 * 8_000, abs=50)
    made, _ = soundfile.read(path, samplerate=8_000, channels=1, format="RAW", subtype="ALAW")
    assert np.sqrt(np.mean(made[2_000:6_000] ** 2)) == pytest.approx(0.1, abs=0.02)


@pytest.mark.parametrize("assets", [True, False])
def test_a_recording_that_is_not_there_is_a_failure_with_its_remedy(tmp_path: Path, tone: Speech, assets: bool) -> None:
    prompt = Prompt(name="goodbye", language="zh-CN", text="", recording="abc")
    with pytest.raises(PromptFailed, match="Give its recording anew"):
        speak_prompt(prompt, tmp_path, tone, tmp_path if assets else None)


def test_a_whisper_is_spoken_as_quickly_as_it_must(tmp_path: Path, tone: Speech) -> None:
    long = Prompt(name="whisper_q", language="zh-CN", text="x" * 28, most_seconds=0.95)
    assert speak_prompt(long, tmp_path, tone).stat().st_size <= 0.95 * 8_000


@pytest.mark.parametrize("field", ["text", "language", "voice", "length", "recording", "speaker", "most"])
def test_whatever_changes_the_sound_changes_the_file(tone: Speech, field: str) -> None:
    changed = {
        "recording": (Prompt(name="goodbye", language="zh-CN", text=PROMPT.text, recording="ab"), tone),
        "speaker": (Prompt(name="goodbye", language="zh-CN", text=PROMPT.text, voice="en"), tone),
        "most": (Prompt(name="goodbye", language="zh-CN", text=PROMPT.text, most_seconds=1), tone),
        "text": (Prompt(name="goodbye", language="zh-CN", text="再会"), tone),
        "language": (Prompt(name="goodbye", language="en", text=PROMPT.text), tone),
        "voice": (PROMPT, Speech(name="other", argv=tone.argv)),
        "length": (Prompt(name="goodbye", language="zh-CN", text=PROMPT.text, least_seconds=9), tone),
    }
    assert content_hash(*changed[field]) != content_hash(PROMPT, tone)


@pytest.mark.usefixtures("few")
def test_every_prompt_of_a_bundle_with_progress(tmp_path: Path, tone: Speech) -> None:
    seen: list[tuple[int, int, str]] = []
    render_prompts(bundle(LINE), tmp_path, tone, lambda *word: seen.append(word))
    names = {"fallback", "back_to_hold", "goodbye", "unknown_line", "line_a_greeting", "line_a_notice"}
    assert heard(tmp_path).keys() == names
    assert [done for done, _, _ in seen] == list(range(1, 7))
    assert {f"zh-CN/{name}" for name in names} == {name for _, _, name in seen}


@pytest.mark.usefixtures("few")
def test_the_fallback_lasts_three_seconds_however_short_its_words(tmp_path: Path, tone: Speech) -> None:
    render_prompts(bundle(texts={"zh-CN": {"fallback": "嗨"}}), tmp_path, tone)
    assert (tmp_path / "zh-CN" / "fallback.alaw").stat().st_size == 3 * 8_000


@pytest.mark.parametrize(
    ("program", "reason"),
    [
        ("import sys; sys.exit('no such voice')", "no such voice"),
        ("", "ended with 0: no word"),
        ("import sys; open(sys.argv[1], 'w').write('junk')", "[Ff]ormat"),
        (
            "import sys, wave; w = wave.open(sys.argv[1], 'wb'); "
            "w.setparams((1, 2, 8000, 0, 'NONE', '')); w.writeframes(bytes(16000))",
            "nothing audible",
        ),
    ],
)
def test_a_failure_names_prompt_text_and_remedy(tmp_path: Path, program: str, reason: str) -> None:
    with pytest.raises(PromptFailed, match=reason) as failed:
        speak_prompt(PROMPT, tmp_path, failing(program))
    assert all(word in str(failed.value) for word in ("goodbye", "zh-CN", "再见", "HOTLINE_TTS"))
    assert not list(tmp_path.rglob("*.alaw"))


def test_a_missing_command_is_a_failure_of_the_first_prompt(tmp_path: Path) -> None:
    with pytest.raises(PromptFailed, match="no-such-command"):
        render_prompts(bundle(), tmp_path, Speech(name="x", argv=("no-such-command",)))


class NoRuntime:
    def command(self, name: str, *arguments: str) -> list[str]:
        return ["loader", name, *arguments]

    def environ(self) -> dict[str, str]:
        return {"A": "1"}


def test_the_voice_command_can_be_chosen() -> None:
    assert choose_speech(NoRuntime(), {"HOTLINE_TTS": "say --to '{output} x'"}).argv == ("say", "--to", "{output} x")
    assert choose_speech(NoRuntime(), {}).argv[:2] == ("loader", "espeak-ng")
