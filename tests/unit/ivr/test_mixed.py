from __future__ import annotations

import pytest

from ivr.mixed import voices_of


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("综合请按1。", [("综合请按1。", "zh-CN")]),
        ("综合请按1。For English, press 9.", [("综合请按1。", "zh-CN"), ("For English, press 9.", "en")]),
        ("For English, press 9. 人工请按0。", [("For English, press 9.", "en"), (" 人工请按0。", "zh-CN")]),
        ("Press 9", [("Press 9", "en")]),
        ("使用VPN或App登录，拨12345", [("使用VPN或App登录，拨12345", "zh-CN")]),
        ("甲 A 1 路", [("甲 A 1 路", "zh-CN")]),
        ("。", [("。", "zh-CN")]),
    ],
)
def test_english_between_chinese_has_its_own_voice(text: str, parts: list[tuple[str, str]]) -> None:
    assert list(voices_of(text, "zh-CN")) == parts


def test_other_languages_have_one_voice() -> None:
    assert voices_of("Pour le français, tapez 2", "fr") == (("Pour le français, tapez 2", "fr"),)
