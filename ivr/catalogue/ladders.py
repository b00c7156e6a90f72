"""What somebody on a ladder hears who is rung: one sentence, then which key does what."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from ivr.catalogue import Words
from router.domain.bundle import Bundle

CONNECTING: Final = "ladder_connecting"
"""1 was pressed for a caller"""
GONE: Final = "ladder_gone"
"""the caller hung up in that moment, or no router is there to say which it is"""
_KEYS: Final = {"zh-CN": "接手请按一，转给下一位请按二。", "en": "To take it, press one. To pass it on, press two."}
_ABOUT: Final[Mapping[str, Mapping[str, str]]] = {
    "waiting": {
        "zh-CN": "{queue}有来电在等候，没有人可以接听。",
        "en": "A caller waits in queue {queue}, and nobody is there to answer.",
    },
    "help": {
        "zh-CN": "{queue}有话务员在通话中请求支援。",
        "en": "An agent of queue {queue} asks for help in a call.",
    },
    "nobody": {"zh-CN": "现在没有任何话务员签入。", "en": "Nobody is signed on."},
    "part_down": {"zh-CN": "热线平台有部件异常。", "en": "A part of the hotline's platform is not well."},
    "incident": {
        "zh-CN": "短时间内多人反映同一问题，可能是群体性事件。",
        "en": "Many callers with one trouble in a short time.",
    },
}


def ladder_words(bundle: Bundle) -> Words:
    """What the bundle's ladders need: `ladder_waiting_<queue>`, `ladder_help_<queue>`, `ladder_nobody` ... A queue's
    name is said as it is written."""
    found = {
        CONNECTING: {"zh-CN": "正在为您接通。", "en": "You are being connected."},
        GONE: {
            "zh-CN": "现在无法接通，来电人可能已经挂机。",
            "en": "You cannot be connected. The caller may have hung up.",
        },
    }
    triggers = {rule.trigger.value for ladder in bundle.ladders.values() for rule in ladder.rules}
    for trigger, about in _ABOUT.items():
        if trigger not in triggers:
            continue
        if not any("{queue}" in text for text in about.values()):
            found[f"ladder_{trigger}"] = _said(about, "")
            continue
        for queue in bundle.queues.values():
            found[f"ladder_{trigger}_{queue.id}"] = _said(about, queue.name)
    return found


def _said(about: Mapping[str, str], queue: str) -> dict[str, str]:
    space = {"en": " "}
    return {
        language: f"{text.format(queue=queue)}{space.get(language, '')}{_KEYS[language]}"
        for language, text in about.items()
    }
