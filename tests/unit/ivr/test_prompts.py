from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pytest

from ivr.prompts import BUILT_IN, FALLBACK, FALLBACK_LEAST_SECONDS, Prompt, TextMissing, prompts_of
from router.domain.bundle import Bundle, Line, Site

LINE = Line(id="a", number="12345", name="x", queue="q", language="zh-CN", greeting="您好", notice="录音")


def bundle(
    *lines: Line, languages: tuple[str, ...] = ("zh-CN",), texts: Mapping[str, Mapping[str, str]] | None = None
) -> Bundle:
    return Bundle(
        number=1,
        site=Site(name="s", timezone="Asia/Shanghai", languages=languages),
        lines={line.id: line for line in lines},
        queues={},
        skills={},
        seats={},
        agents={},
        texts=texts or {},
    )


def named(found: tuple[Prompt, ...], language: str) -> dict[str, str]:
    return {prompt.name: prompt.text for prompt in found if prompt.language == language}


def test_every_platform_prompt_is_there_in_every_language() -> None:
    found = prompts_of(bundle(languages=("zh-CN", "en")))
    assert named(found, "zh-CN").keys() == named(found, "en").keys() == BUILT_IN.keys()


def test_a_lines_own_prompts_are_in_its_language() -> None:
    found = named(prompts_of(bundle(LINE, replace(LINE, id="b", notice=""))), "zh-CN")
    assert found["line_a_greeting"] == "您好"
    assert found["line_a_notice"] == "录音"
    assert "line_b_notice" not in found


def test_the_bundles_texts_override_and_add() -> None:
    found = named(prompts_of(bundle(texts={"zh-CN": {"goodbye": "再会", "extra": "多"}})), "zh-CN")
    assert (found["goodbye"], found["extra"]) == ("再会", "多")
    assert found["fallback"] == BUILT_IN["fallback"]["zh-CN"]


def test_a_language_without_words_is_refused_with_every_prompt_that_lacks_them() -> None:
    with pytest.raises(TextMissing, match=r"fallback in de, .*unknown_line in de") as refused:
        prompts_of(bundle(languages=("zh-CN", "de"), texts={"de": {"goodbye": "Auf Wiederhören"}}))
    assert "goodbye" not in str(refused.value)


def test_the_fallback_has_a_least_length() -> None:
    assert {p.name for p in prompts_of(bundle(LINE)) if p.least_seconds == FALLBACK_LEAST_SECONDS} == {FALLBACK}
