"""Rendering with a voice made of a small program: it reads the text and writes a tone as long as the text."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from ivr.prompts import Prompt
from ivr.render import PromptFailed, content_hash, render_prompt, render_prompts
from ivr.speech import Speech, choose_speech
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


def test_a_prompt_is_a_link_to_a_file_named_by_its_content(tmp_path: Path, tone: Speech, spoken: Path) -> None:
    path = render_prompt(PROMPT, tmp_path, tone)
    assert (tmp_path / "zh-CN" / "goodbye.alaw").resolve() == path.resolve()
    assert path.name == f"{content_hash(PROMPT, tone)}.alaw"
    assert spoken.read_text() == "cmn 再见 -v x\n"


def test_the_same_words_are_spoken_once(tmp_path: Path, tone: Speech, spoken: Path) -> None:
    render_prompt(PROMPT, tmp_path, tone)
    render_prompt(PROMPT, tmp_path, tone)
    assert len(spoken.read_text().splitlines()) == 1


def test_new_words_leave_the_former_file_to_who_is_listening(tmp_path: Path, tone: Speech) -> None:
    former = render_prompt(PROMPT, tmp_path, tone)
    other = render_prompt(Prompt(name="goodbye", language="zh-CN", text="再会"), tmp_path, tone)
    assert former.exists()
    assert (tmp_path / "zh-CN" / "goodbye.alaw").resolve() == other.resolve()
    assert {e.name for e in (tmp_path / "zh-CN").iterdir()} == {former.name, other.name, "goodbye.alaw"}


@pytest.mark.parametrize("field", ["text", "language", "voice", "length"])
def test_whatever_changes_the_sound_changes_the_file(tone: Speech, field: str) -> None:
    changed = {
        "text": (Prompt(name="goodbye", language="zh-CN", text="再会"), tone),
        "language": (Prompt(name="goodbye", language="en", text=PROMPT.text), tone),
        "voice": (PROMPT, Speech(name="other", argv=tone.argv)),
        "length": (Prompt(name="goodbye", language="zh-CN", text=PROMPT.text, least_seconds=9), tone),
    }
    assert content_hash(*changed[field]) != content_hash(PROMPT, tone)


def test_every_prompt_of_a_bundle_with_progress(tmp_path: Path, tone: Speech) -> None:
    seen: list[tuple[int, int, str]] = []
    render_prompts(bundle(LINE), tmp_path, tone, lambda *word: seen.append(word))
    names = {entry.stem for entry in (tmp_path / "zh-CN").iterdir() if entry.is_symlink()}
    assert names == {"fallback", "back_to_hold", "goodbye", "unknown_line"} | {
        "line_a_greeting",
        "line_a_notice",
    }
    assert [done for done, _, _ in seen] == list(range(1, 7))
    assert {f"zh-CN/{name}" for name in names} == {name for _, _, name in seen}


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
        render_prompt(PROMPT, tmp_path, failing(program))
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
