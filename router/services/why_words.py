"""The words of a call's story, by language. Whole phrases, so that each language may order its own."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from router.domain.call import OfferResult, Outcome, Where
from router.domain.linkage import LinkEnd
from router.domain.outbound import RingEnd
from router.domain.routing.policy import TargetKind

WORDS: Final[Mapping[str, Mapping[str, str]]] = {
    "zh-CN": {
        "arrived": "来电拨入热线“{line}”。",
        "ahead": "享有提前量 {seconds} 秒。",
        "known": "上次接听的话务员：{agent}。",
        "queued": "进入技能组“{queue}”排队。",
        "place": "排在第 {place} 位。",
        "expected": "预计等待 {seconds} 秒。",
        "no_wait": "预计无需等待。",
        "passed": "技能组“{queue}”将其转出，去往{to}。原因：{why}。",
        "passed_then": "此前由技能组{queues}转出；何时、为何已不在记录中。",
        "offer": "坐席 {seat}{agent}：{result}。",
        "agent": "（工号 {agent}）",
        "rang": "{result}，振铃 {seconds} 秒",
        "talks": "与坐席 {seat}{agent}通话。",
        "talk_over": "与坐席 {seat} 的通话结束，时长 {seconds} 秒。",
        "talk_lost": "坐席 {seat} 的话机中断，通话 {seconds} 秒后断开，来电者未被挂断。",
        "talk_handed": "坐席 {seat} 通话 {seconds} 秒后转给 {to}。",
        "talk_taken": "坐席 {seat} 通话 {seconds} 秒后，由坐席 {to} 的班长接管。",
        "talk_left": "坐席 {seat} 通话 {seconds} 秒后离开，来电者与联动方继续通话。",
        "link_rung": "坐席 {seat} 一键联动，呼叫“{who}”。",
        "link_joined": "“{who}”接通，加入通话。",
        "link_over": "“{who}”：{end}。",
        "callback": "来电者选择回拨，保留原来的排队位置。",
        "rung": "正在拨打来电者。",
        "rung_over": "对来电者的拨打结束：{end}。",
        "fell_back": "由电话系统自身的应急队列接待，路由未作决定。原因：{why}。",
        "ended": "结束：{outcome}，{where}，共 {seconds} 秒。",
        "goes_on": "通话仍在进行。",
        "undecided": "没有留下决策依据，只有当时的一句话：{reason}",
        "no_reason": "没有留下派给坐席 {seat} 的决策。",
        "alone": "此来电没有路由决策：{why}。",
        "alone_fallback": "由应急队列接待",
        "alone_cel": "软件停运时由电话系统独自处理，取自其事件记录",
        "alone_left": "尚未派给任何坐席",
        "agrees": "重新计算：规则得出相同结果。",
        "differs": "重新计算：规则得出不同结果，应为 {winner}。",
        "differs_order": "重新计算：选中者相同，但其余的次序或数目与规则不符。",
        "list": "、",
        "quoted": "“{}”",
        "join": "",
    },
    "en": {
        "arrived": "Came in on line {line}.",
        "ahead": "It has {seconds} s ahead of others.",
        "known": "Agent {agent} talked with this caller last time.",
        "queued": "Waits in queue {queue}.",
        "place": "Its place is {place}.",
        "expected": "It is expected to wait {seconds} s.",
        "no_wait": "It is expected not to wait.",
        "passed": "Queue {queue} passes it on to {to}: {why}.",
        "passed_then": "Earlier passed on by {queues}; when and why is not on record any more.",
        "offer": "Seat {seat}{agent} {result}.",
        "agent": " (agent {agent})",
        "rang": "{result} after ringing {seconds} s",
        "talks": "Talks with seat {seat}{agent}.",
        "talk_over": "The talk with seat {seat} is over after {seconds} s.",
        "talk_lost": "The phone of seat {seat} is lost after {seconds} s of talk; the caller is not hung up on.",
        "talk_handed": "Seat {seat} hands it on to {to} after {seconds} s of talk.",
        "talk_taken": "A lead at seat {to} takes it over from seat {seat} after {seconds} s of talk.",
        "talk_left": "Seat {seat} leaves after {seconds} s of talk; the caller goes on with the sister service.",
        "link_rung": "Seat {seat} has {who} rung.",
        "link_joined": "{who} answers and joins the talk.",
        "link_over": "{who}: {end}.",
        "callback": "The caller chose to be called back, and keeps the place.",
        "rung": "The caller is rung.",
        "rung_over": "The ring to the caller is over: {end}.",
        "fell_back": "The dialplan's own queue serves it, and nothing is decided: {why}.",
        "ended": "Ended: {outcome}, {where}, {seconds} s in all.",
        "goes_on": "The call goes on.",
        "undecided": "What this was decided from was not kept, only a sentence: {reason}",
        "no_reason": "No decision for seat {seat} is on record.",
        "alone": "No decision of routing is on record for this call: {why}.",
        "alone_fallback": "the dialplan's own queue served it",
        "alone_cel": "Asterisk served it alone while the software was dead, as its event log says",
        "alone_left": "it was not offered to any seat",
        "agrees": "Decided again: the rules come to the same.",
        "differs": "Decided again: the rules come to something else, {winner}.",
        "differs_order": "Decided again: the same one, but the order or number of the others is another.",
        "list": ", ",
        "quoted": "{}",
        "join": " ",
    },
}

RESULTS: Final[Mapping[str, Mapping[OfferResult, str]]] = {
    "zh-CN": {
        OfferResult.OPEN: "正在派送",
        OfferResult.ANSWERED: "已接听",
        OfferResult.MISSED: "无人接听",
        OfferResult.REJECTED: "拒接",
        OfferResult.FAILED: "话机未能振铃",
        OfferResult.LEFT: "未及接听来电即离开",
        OfferResult.EARLY: "接起后未及通话即挂断",
    },
    "en": {
        OfferResult.OPEN: "is being offered it",
        OfferResult.ANSWERED: "answered",
        OfferResult.MISSED: "did not answer",
        OfferResult.REJECTED: "declined",
        OfferResult.FAILED: "could not be rung",
        OfferResult.LEFT: "was not needed: the call left before",
        OfferResult.EARLY: "answered and left before talking",
    },
}

RING_ENDS: Final[Mapping[str, Mapping[RingEnd, str]]] = {
    "zh-CN": {
        RingEnd.ACCEPTED: "已按键确认",
        RingEnd.PASSED_ON: "按键转给下一位",
        RingEnd.NO_KEY: "接通但无人按键",
        RingEnd.BUSY: "对方正忙",
        RingEnd.NO_ANSWER: "无人接听",
        RingEnd.FAILED: "未能拨通",
        RingEnd.CANCELLED: "已取消",
    },
    "en": {
        RingEnd.ACCEPTED: "taken, by a key",
        RingEnd.PASSED_ON: "passed on, by a key",
        RingEnd.NO_KEY: "answered, and no key was pressed",
        RingEnd.BUSY: "busy",
        RingEnd.NO_ANSWER: "not answered",
        RingEnd.FAILED: "it could not be rung",
        RingEnd.CANCELLED: "given up",
    },
}

LINK_ENDS: Final[Mapping[str, Mapping[LinkEnd, str]]] = {
    "zh-CN": {
        LinkEnd.TALK_OVER: "退出通话",
        LinkEnd.BUSY: "正忙",
        LinkEnd.NO_ANSWER: "无人接听",
        LinkEnd.FAILED: "未能拨通",
        LinkEnd.CANCELLED: "未及接听，通话已结束",
        LinkEnd.LOST_SIGHT: "已不在通话中，何时离开没有记录",
    },
    "en": {
        LinkEnd.TALK_OVER: "is out of the talk",
        LinkEnd.BUSY: "busy",
        LinkEnd.NO_ANSWER: "did not answer",
        LinkEnd.FAILED: "could not be rung",
        LinkEnd.CANCELLED: "the talk was over before it answered",
        LinkEnd.LOST_SIGHT: "is gone, and nobody saw when",
    },
}

OUTCOMES: Final[Mapping[str, Mapping[Outcome, str]]] = {
    "zh-CN": {
        Outcome.ANSWERED: "已接听",
        Outcome.CALLED_BACK: "已回拨",
        Outcome.CALLBACK_FAILED: "回拨未成",
        Outcome.MESSAGE_LEFT: "已留言",
        Outcome.INFORMED: "已告知",
        Outcome.ABANDONED: "来电者放弃",
        Outcome.CUT_OFF: "因故障中断",
    },
    "en": {
        Outcome.ANSWERED: "answered",
        Outcome.CALLED_BACK: "called back",
        Outcome.CALLBACK_FAILED: "every try to call back failed",
        Outcome.MESSAGE_LEFT: "a message was left",
        Outcome.INFORMED: "informed",
        Outcome.ABANDONED: "the caller gave up",
        Outcome.CUT_OFF: "cut off by a fault",
    },
}

WHERES: Final[Mapping[str, Mapping[Where, str]]] = {
    "zh-CN": {
        Where.MENU: "在菜单中",
        Where.HOLD: "在等待中",
        Where.OWED: "在等候回拨时",
        Where.RINGING: "在振铃中",
        Where.TALKING: "在通话中",
        Where.FALLBACK: "在应急队列中",
    },
    "en": {
        Where.MENU: "in the menu",
        Where.HOLD: "while waiting",
        Where.OWED: "while a callback was owed",
        Where.RINGING: "while a seat rang",
        Where.TALKING: "in the talk",
        Where.FALLBACK: "in the dialplan's own queue",
    },
}

TARGETS: Final[Mapping[str, Mapping[TargetKind, str]]] = {
    "zh-CN": {
        TargetKind.QUEUE: "技能组“{id}”",
        TargetKind.MESSAGE: "留言（技能组“{id}”）",
        TargetKind.FALLBACK: "应急队列",
        TargetKind.LINE: "线路 {id}",
        TargetKind.GROUP: "组 {id}",
        TargetKind.CALLBACK: "回拨",
    },
    "en": {
        TargetKind.QUEUE: "queue {id}",
        TargetKind.MESSAGE: "a message for {id}",
        TargetKind.FALLBACK: "the dialplan's own queue",
        TargetKind.LINE: "line {id}",
        TargetKind.GROUP: "group {id}",
        TargetKind.CALLBACK: "a callback",
    },
}

WHYS: Final[Mapping[str, Mapping[str, str]]] = {
    "zh-CN": {
        "after": "等待已够久",
        "waiting": "排队人数过多",
        "nobody": "在岗坐席无人能接",
        "limit": "排队人数过多",
        "longest": "不得再等",
        "menu": "语音菜单没有应答",
        "beat": "路由没有应答",
        "ack": "路由不知道此来电",
        "router": "由路由转入",
        "offers": "多次派送未成",
        "seen": "路由重启后发现其已在应急队列",
    },
    "en": {
        "after": "it waited long enough",
        "waiting": "too many waited",
        "nobody": "nobody on duty could serve it",
        "limit": "too many waited",
        "longest": "it may wait no longer",
        "menu": "the menu did not answer",
        "beat": "the router did not answer",
        "ack": "the router did not know of it",
        "router": "the router sent it there",
        "offers": "its offers failed",
        "seen": "a router that came later found it there",
    },
}
"""Why a queue passed a call on, and why the dialplan took one."""


def language_of(tag: str) -> str:
    """A language of these words by its tag or its head (`zh`). Raises KeyError: there is none."""
    for known in WORDS:
        if tag.lower() in {known.lower(), known.lower().split("-")[0]}:
            return known
    raise KeyError(tag)
