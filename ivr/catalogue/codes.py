"""What agents hear when they dial a softphone code. Short: an agent hears it many times a day."""

from __future__ import annotations

from typing import Final

from ivr.catalogue import Words

CODE_UNAVAILABLE: Final = "code_unavailable"
"""the router does not answer; the dialplan says it too"""

CODES: Final[Words] = {
    CODE_UNAVAILABLE: {
        "zh-CN": "系统暂时不可用，操作没有生效，请稍后再试。",
        "en": "The system does not answer. Nothing was changed. Please try again shortly.",
    },
    "code_unknown": {"zh-CN": "没有这个功能码。", "en": "There is no such code."},
    "code_refused": {"zh-CN": "现在不能这样操作。", "en": "That is not possible now."},
    "code_no_input": {"zh-CN": "没有收到输入。", "en": "No keys were heard."},
    "code_wrong_choice": {"zh-CN": "没有这个选项。", "en": "There is no such choice."},
    "code_later": {"zh-CN": "本次通话结束后生效。", "en": "This takes effect after the call."},
    "sign_on_first": {"zh-CN": "请先签入。", "en": "Please sign on first."},
    # --- what am I
    "am_agent": {"zh-CN": "当前工号", "en": "Agent"},
    "am_nobody": {"zh-CN": "本座席没有人签入。", "en": "Nobody is signed on at this seat."},
    "am_for": {"zh-CN": "已经", "en": "for"},
    "shift_ends_in": {"zh-CN": "离下班还有", "en": "Your shift ends in"},
    "hours_many": {"zh-CN": "超过一天", "en": "more than a day"},
    "state_not_ready": {"zh-CN": "示忙", "en": "not ready"},
    "state_ready": {"zh-CN": "空闲，等待来电", "en": "ready for calls"},
    "state_reserved": {"zh-CN": "来电正在接入", "en": "about to ring"},
    "state_ringing": {"zh-CN": "来电振铃", "en": "ringing"},
    "state_talking": {"zh-CN": "通话中", "en": "in a call"},
    "state_wrap_up": {"zh-CN": "话后处理", "en": "wrapping up"},
    "reason_signed_on": {"zh-CN": "刚刚签入", "en": "just signed on"},
    "reason_missed_offer": {"zh-CN": "有来电没有接听", "en": "after a missed call"},
    "reason_phone_lost": {"zh-CN": "话机曾经断线", "en": "after the phone was lost"},
    "reason_shift_over": {"zh-CN": "班次已经结束", "en": "your shift is over"},
    "reason_break": {"zh-CN": "小休", "en": "break"},
    "reason_meal": {"zh-CN": "用餐", "en": "meal"},
    "reason_training": {"zh-CN": "培训", "en": "training"},
    "reason_other": {"zh-CN": "其他事务", "en": "other work"},
    # --- sign on
    "ask_agent": {"zh-CN": "请输入工号，按井号键结束。", "en": "Enter your agent number, then hash."},
    "ask_pin": {"zh-CN": "请输入密码，按井号键结束。", "en": "Enter your PIN, then hash."},
    "signed_on": {"zh-CN": "签入成功。", "en": "You are signed on."},
    "offer_ready": {"zh-CN": "现在开始接听来电，请按一。", "en": "To be ready for calls now, press one."},
    "unknown_agent": {"zh-CN": "没有这个工号。", "en": "There is no such agent number."},
    "wrong_pin": {"zh-CN": "工号和密码不符。", "en": "The number and the PIN do not belong together."},
    "pin_locked": {"zh-CN": "密码错误次数太多，请稍后再试。", "en": "Too many wrong PINs. Please try again later."},
    "seat_taken": {"zh-CN": "本座席正在通话，签入工号是", "en": "This seat is in a call, signed on by agent"},
    "agent_elsewhere": {
        "zh-CN": "您的工号正在另一个座席上通话，请先在那里签出。",
        "en": "You are in a call at another seat. Please sign off there first.",
    },
    "too_early": {
        "zh-CN": "您的班次还没有开始，请稍后签入，或者请组长处理。",
        "en": "Your shift has not begun. Please sign on later, or ask your lead.",
    },
    "not_on_shift": {
        "zh-CN": "今天的排班表里没有您，请找组长。",
        "en": "You are not on today's roster. Please ask your lead.",
    },
    # --- the rest
    "shift_over": {"zh-CN": "您的班次已经结束，请找组长。", "en": "Your shift is over. Please ask your lead."},
    "signed_off": {"zh-CN": "已经签出。", "en": "You are signed off."},
    "made_ready": {"zh-CN": "已经示闲。", "en": "You are ready."},
    "choose_reason": {"zh-CN": "请选择示忙原因。", "en": "Why are you not ready?"},
    "paused": {"zh-CN": "已经示忙。", "en": "You are not ready."},
    "more_wrap_up": {"zh-CN": "话后处理时间已经延长。", "en": "You have more time to wrap up."},
    "no_wrap_up": {"zh-CN": "现在没有话后处理。", "en": "There is no wrap-up now."},
    "ask_topic": {"zh-CN": "请输入事项代码，按井号键结束。", "en": "Enter the topic's code, then hash."},
    "ask_where": {
        "zh-CN": "请输入地点代码，按井号键结束。没有地点，直接按井号键。",
        "en": "Enter the place's code, then hash. Without a place, press hash.",
    },
    "tagged": {"zh-CN": "已经登记。", "en": "It is noted."},
    "unknown_topic": {"zh-CN": "没有这个事项代码。", "en": "There is no such topic."},
    "unknown_where": {"zh-CN": "没有这个地点代码。", "en": "There is no such place."},
    "no_call": {"zh-CN": "没有可以登记的来电。", "en": "There is no call to note it for."},
    # --- listen to a talk, take it over
    "ask_listen_seat": {
        "zh-CN": "请输入要监听的座席号，按井号键结束。",
        "en": "Enter the seat to listen to, then hash.",
    },
    "no_talk": {"zh-CN": "该座席没有通话。", "en": "There is no talk at that seat."},
    "unknown_seat": {"zh-CN": "没有这个座席。", "en": "There is no such seat."},
    "not_a_lead": {"zh-CN": "只有班长可以这样操作。", "en": "Only a lead may do that."},
    "heard_already": {"zh-CN": "已经有人在监听这个通话。", "en": "Somebody listens to that talk already."},
    "ask_take_over_seat": {
        "zh-CN": "请输入要接管的座席号，按井号键结束。",
        "en": "Enter the seat to take over from, then hash.",
    },
    # the dialplan says these two by itself; after the first comes `press_<n>`
    "ask_take_over": {"zh-CN": "要接管这个通话，", "en": "To take this call over,"},
    "take_over_anew": {
        "zh-CN": "在这次拨号中不能接管，请挂机后重新拨打。",
        "en": "You cannot take it over in this call. Please hang up and dial again.",
    },
}
