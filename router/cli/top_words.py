"""The headings of `top` in each language it knows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

WORDS: Final[Mapping[str, Mapping[str, str]]] = {
    "en": {
        "queue": "queue", "waiting": "waiting", "longest": "longest", "able": "ready/talking", "answered": "answered",
        "in_target": "in target", "expected": "expected", "abandoned": "gave up", "messages": "messages",
        "alarms": "alarms", "none": "none", "calls": "calls", "bundle": "bundle", "no_bundle": "no bundle in force",
        "unreachable": "unreachable",
        "seats": "seats", "talking": "talking", "ringing": "ringing", "reserved": "reserved", "wrap_up": "wrap-up",
        "ready": "ready", "not_ready": "not ready", "signed_off": "signed off", "redis": "live state does not answer",
        "archive": "the archive does not answer: today's figures are missing", "events": "events",
    },
    "zh-CN": {
        "queue": "技能组", "waiting": "排队", "longest": "最长等待", "able": "示闲/通话", "answered": "接听",
        "in_target": "及时", "expected": "预计等待", "abandoned": "放弃", "messages": "留言",
        "alarms": "告警", "none": "无", "calls": "通话", "bundle": "配置包", "no_bundle": "没有生效的配置包",
        "unreachable": "话机离线",
        "seats": "坐席", "talking": "通话", "ringing": "振铃", "reserved": "预占", "wrap_up": "话后",
        "ready": "示闲", "not_ready": "示忙", "signed_off": "未签入", "redis": "实时状态无应答",
        "archive": "档案无应答，缺今日数字", "events": "动态",
    },
}  # fmt: skip


def words_of(language: str) -> Mapping[str, str]:
    """The words of a language, by its tag or its head (`zh`). Raises KeyError: there is none."""
    for tag, words in WORDS.items():
        if language.lower() in {tag.lower(), tag.lower().split("-")[0]}:
            return words
    raise KeyError(language)
