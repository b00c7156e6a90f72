"""What callers hear, whatever their line."""

from __future__ import annotations

from typing import Final

from ivr.catalogue import Words

FALLBACK: Final = "fallback"
"""the router is away, Asterisk serves the call alone"""
BACK_TO_HOLD: Final = "back_to_hold"
"""the agent's phone died in mid-talk"""
GOODBYE: Final = "goodbye"
"""the agent has hung up"""
UNKNOWN_LINE: Final = "unknown_line"
"""the number that was dialled is no line"""
WRONG_KEY: Final = "wrong_key"
QUEUE_CLOSED: Final = "queue_closed"
"""outside the hours of what was chosen; another desk or a message follows"""
OTHER_DESK: Final = "other_desk"
"""closed, but somebody else answers"""
ALL_BUSY: Final = "all_busy"
"""as many callers as there may be; a message follows"""
LEAVE_MESSAGE: Final = "leave_message"
MESSAGE_THANKS: Final = "message_thanks"
HOLD_PATIENCE: Final = "hold_patience"
"""said now and then in hold"""
SURVEY: Final = "survey"
"""a key from 1 to 5, 5 is best"""
SURVEY_THANKS: Final = "survey_thanks"
TRANSFERRING: Final = "transferring"
TRANSFER_BACK: Final = "transfer_back"
"""the transfer came to nothing"""

CALLS: Final[Words] = {
    FALLBACK: {
        "zh-CN": "感谢您的来电。系统正在维护，正在为您转接值班人员，请不要挂机。",
        "en": "Thank you for calling. Our system is under maintenance. Please hold for a member of staff.",
    },
    BACK_TO_HOLD: {
        "zh-CN": "抱歉，话务员的线路中断了。请不要挂机，您排在第一位，马上为您接通。",
        "en": "We are sorry, we have lost the agent. Please hold, you are first in line.",
    },
    GOODBYE: {
        "zh-CN": "感谢您的来电，再见。",
        "en": "Thank you for calling. Goodbye.",
    },
    UNKNOWN_LINE: {
        "zh-CN": "您拨打的号码尚未开通，请查证后再拨。再见。",
        "en": "The number you have dialled is not in service. Please check it and call again. Goodbye.",
    },
    WRONG_KEY: {
        "zh-CN": "没有这个选项，请重新选择。",
        "en": "That is not one of the choices. Please try again.",
    },
    QUEUE_CLOSED: {
        "zh-CN": "您好，现在不在这项服务的工作时间。",
        "en": "We are sorry, this service is closed at the moment.",
    },
    OTHER_DESK: {
        "zh-CN": "正在为您转接值班人员，请稍候。",
        "en": "We are connecting you to the desk that is open. Please hold.",
    },
    ALL_BUSY: {
        "zh-CN": "抱歉，现在来电较多，所有线路都在忙。请您留言，我们会尽快与您联系。",
        "en": "We are sorry, all our lines are busy. Please leave a message, and we will call you back.",
    },
    LEAVE_MESSAGE: {
        "zh-CN": "请在提示音后留言，说明您的姓名、联系电话和诉求，说完请按井号键或直接挂机。",
        "en": "Please leave your name, your number and your request after the tone. Then press hash, or hang up.",
    },
    MESSAGE_THANKS: {
        "zh-CN": "您的留言已经收到，我们会尽快处理。感谢您的来电，再见。",
        "en": "We have received your message and will see to it soon. Thank you for calling. Goodbye.",
    },
    HOLD_PATIENCE: {
        "zh-CN": "话务员正忙，请您耐心等候，不要挂机。",
        "en": "All our staff are speaking with other callers. Please hold, you have not been forgotten.",
    },
    SURVEY: {
        "zh-CN": ("请您对本次服务评价。非常满意请按五，满意请按四，一般请按三，不满意请按二，非常不满意请按一。"),
        "en": "How satisfied are you with this call? Press a key from one, not at all, to five, very satisfied.",
    },
    SURVEY_THANKS: {
        "zh-CN": "感谢您的评价。",
        "en": "Thank you for your answer.",
    },
    TRANSFERRING: {
        "zh-CN": "正在为您转接，请稍候。",
        "en": "We are transferring your call. Please hold.",
    },
    TRANSFER_BACK: {
        "zh-CN": "抱歉，转接没有接通，请不要挂机。",
        "en": "We are sorry, nobody answered there. Please hold.",
    },
}
