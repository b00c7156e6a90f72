"""What is said about callbacks: to who asks for one, to the agent, to the citizen who is called back."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from ivr.catalogue import Words
from ivr.catalogue.counted import key_name
from ivr.say_number import say_digits

NUMBER_IS: Final = "callback_number"
CONFIRM: Final = "callback_confirm"
TYPE_NUMBER: Final = "callback_type"
NOT_POSSIBLE: Final = "callback_not_possible"
THANKS: Final = "callback_thanks"
PLACE_KEPT: Final = "callback_place"
"""a caller calls again who is owed a callback"""

FOR_CALLERS: Final[Words] = {
    NUMBER_IS: {"zh-CN": "我们将回拨", "en": "We will call you back at"},
    CONFIRM: {"zh-CN": "确认请按一，换一个号码请按二。", "en": "To confirm, press one. For another number, press two."},
    TYPE_NUMBER: {
        "zh-CN": "请输入您希望接听回拨的电话号码，按井号键结束。",
        "en": "Please enter the number to call you back at, then press hash.",
    },
    NOT_POSSIBLE: {"zh-CN": "抱歉，这个号码无法回拨。", "en": "We are sorry, we cannot call that number."},
    THANKS: {
        "zh-CN": "已为您保留排队位置，轮到您时我们会回拨给您。感谢来电，再见。",
        "en": "We keep your place, and call you back when it is your turn. Thank you for calling. Goodbye.",
    },
    PLACE_KEPT: {
        "zh-CN": "您之前预约了回拨。现在使用原来的排队位置，请按一。否则请稍候。",
        "en": "A callback is due to this number. To use its place in the queue now, press one. Otherwise, please hold.",
    },
}
FOR_AGENTS: Final[Words] = {
    "callback_now": {"zh-CN": "预约回拨，尾号", "en": "Callback, to a number ending in"},
    "callback_busy": {"zh-CN": "对方正忙，稍后再拨。", "en": "The line is busy. It will be tried again later."},
    "on_call_waiting": {
        "zh-CN": "热线系统故障，有来电在等候，座席无人接听。接听请按一。",
        "en": "The hotline is out of order. A caller waits, and no seat answers. To take the call, press one.",
    },
    "callback_unanswered": {"zh-CN": "对方没有接听，稍后再拨。", "en": "Nobody took it. It will be tried again later."},
}


def callback_key_words(keys: Iterable[str]) -> Words:
    """`hold_callback_<key>` for keys that ask for a callback."""
    return {
        f"hold_callback_{key}": {
            "zh-CN": f"如果不想在线等候，请按{key_name(key, 'zh-CN')}，保留位置，由我们回拨给您。",
            "en": f"To keep your place without holding the line, press {key_name(key, 'en')}. We will call you back.",
        }
        for key in keys
    }


def callback_of(line: str, name: str) -> Words:
    """`callback_<line>`: what a citizen hears who is called back by the line of this name."""
    return {
        f"callback_{line}": {
            "zh-CN": f"您好，这里是{name}，为您回拨。现在接听，请按一。",
            "en": f"Hello, this is {name}, calling you back. To speak with us now, press one.",
        }
    }


def digit_words() -> Words:
    """`digit_0` to `digit_9`."""
    return {
        f"digit_{digit}": {language: say_digits(str(digit), language) for language in ("zh-CN", "en")}
        for digit in range(10)
    }
