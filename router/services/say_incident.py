"""An incident in one sentence: for a shift lead, and for callers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, tzinfo
from typing import Final

from router.domain.incidents.cell import Dimension
from router.domain.incidents.incident import Incident

LANGUAGES: Final = ("en", "zh-CN")
_ABOUT: Final[Mapping[str, Mapping[Dimension, str]]] = {
    "en": {
        Dimension.TOPIC_PLACE: "{calls} about '{name}' in '{place}'", Dimension.TOPIC: "{calls} about '{name}'",
        Dimension.PLACE: "{calls} about something in '{name}'", Dimension.CHOICE: "{calls} for '{name}'",
        Dimension.AREA: "{calls} from numbers of '{name}'", Dimension.LINE: "{calls} to '{name}'",
    },
    "zh-CN": {
        Dimension.TOPIC_PLACE: "{calls}反映“{place}”的“{name}”", Dimension.TOPIC: "{calls}反映“{name}”",
        Dimension.PLACE: "{calls}涉及“{name}”", Dimension.CHOICE: "{calls}选择“{name}”",
        Dimension.AREA: "{calls}来自“{name}”的号码", Dimension.LINE: "{calls}拨打“{name}”",
    },
}  # fmt: skip

_TOLD: Final[Mapping[str, Mapping[Dimension, str]]] = {
    "en": {
        Dimension.TOPIC_PLACE: "Many callers have told us about {name} in {place}. We know of it.",
        Dimension.TOPIC: "Many callers have told us about {name}. We know of it.",
        Dimension.PLACE: "Many callers have told us about {name}. We know of it.",
    },
    "zh-CN": {
        Dimension.TOPIC_PLACE: "已有多位市民反映{place}的{name}，我们已经知道这件事。",
        Dimension.TOPIC: "已有多位市民反映{name}，我们已经知道这件事。",
        Dimension.PLACE: "已有多位市民反映{name}的情况，我们已经知道这件事。",
    },
}


def tell_callers(incident: Incident, language: str) -> str:
    """What callers are told of it when nobody gives other words; empty for an incident without topic and place, and in
    languages that the platform has no words in."""
    words = _TOLD.get({"zh": "zh-CN", "en": "en"}.get(language.partition("-")[0], ""), {})
    return words.get(incident.dimension, "").format(name=incident.name, place=incident.place_name)


def say_incident(incident: Incident, zone: tzinfo, language: str) -> str:
    """`19:40 to 20:10: 7 calls about 'cracked building' in 'Lakeside', usually 0.2; ...`; Chinese for any `zh`."""
    tongue = "zh-CN" if language.partition("-")[0] == "zh" else "en"

    def clock(at: float) -> str:
        return datetime.fromtimestamp(at, zone).strftime("%H:%M")

    return _SENTENCES[tongue](incident, clock)


def say_both(incident: Incident, zone: tzinfo) -> dict[str, str]:
    """Language to sentence."""
    return {language: say_incident(incident, zone, language) for language in LANGUAGES}


def _english(incident: Incident, clock: Callable[[float], str]) -> str:
    count = len(incident.calls)
    about = _about(incident, "en", f"{count} call{'' if count == 1 else 's'}")
    usual = "fewer than 0.1" if incident.expected < 0.1 else f"{incident.expected:.1f}"
    who = "callers are different people" if incident.callers == count else f"{incident.callers} different callers"
    span = f"{clock(incident.since)} to {clock(_until(incident))}"
    over = f"; over at {clock(incident.over_at)}" if incident.over_at is not None else ""
    return f"{span}: {about}, usually {usual}; {who}; first call {clock(incident.first_at)}{over}"


def _chinese(incident: Incident, clock: Callable[[float], str]) -> str:
    count = len(incident.calls)
    about = _about(incident, "zh-CN", f"{count} 个来电")
    usual = "不到 0.1 个" if incident.expected < 0.1 else f"约 {incident.expected:.1f} 个"
    who = "来电人各不相同" if incident.callers == count else f"共 {incident.callers} 个不同号码"
    span = f"{clock(incident.since)} 至 {clock(_until(incident))}"
    over = f"；{clock(incident.over_at)} 已恢复正常" if incident.over_at is not None else ""
    return f"{span}：{about}，平时{usual}；{who}；首个来电 {clock(incident.first_at)}{over}"


def _until(incident: Incident) -> float:
    return max(incident.last_at, incident.seen_at)


def _about(incident: Incident, language: str, calls: str) -> str:
    return _ABOUT[language][incident.dimension].format(calls=calls, name=incident.name, place=incident.place_name)


_SENTENCES: Final[Mapping[str, Callable[[Incident, Callable[[float], str]], str]]] = {
    "en": _english,
    "zh-CN": _chinese,
}
