"""The words of `explain`, by language. Whole phrases, so that each language may order its own."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from router.domain.routing.decision import Chooser, Lost
from router.domain.routing.policy import CallerRule, SeatRule
from router.domain.routing.recompute import Why

LANGUAGES: Final = ("zh-CN", "en")

PHRASES: Final[Mapping[str, Mapping[str, str]]] = {
    "zh-CN": {
        "call": "来电 {call} 等待 {waited} 秒后，转给坐席 {seat}。",
        "agent": "{seat}（工号 {agent}）",
        "step": "技能组“{queue}”此时处于第 {step} 步，要求：{need}。",
        "tier": "该坐席符合其中第 {tier} 项：{clause}。",
        "by_call": "符合条件的空闲坐席有 {able} 个，按“{rule}”选中；其次是 {rival}：{why}。",
        "only_seat": "它是唯一符合条件的空闲坐席。",
        "by_seat": "该坐席空出时可接的来电有 {able} 个，按“{rule}”选中；其次是 {rival}：{why}。",
        "only_call": "该坐席空出时，这是它唯一可接的来电。",
        "known": "上次的话务员",
        "fair": "等待过久者按先后",
        "others": "未选中的：{others}。",
        "anyone": "任何坐席",
        "all": "且",
        "any": "{any}之一",
        "either": "、",
        "or": "；或 ",
        "level": "{skill}≥{level}",
        "list": "，",
        "rival": "{rival}：{why}",
        "against": "（{own}，选中者 {winner}）",
        "join": "",
    },
    "en": {
        "call": "Call {call} waited {waited} s and goes to seat {seat}.",
        "agent": "{seat} (agent {agent})",
        "step": "Queue {queue} is at its step {step}, which asks for {need}.",
        "tier": "The seat meets choice {tier} of these: {clause}.",
        "by_call": "{able} free seats would do, chosen by {rule}; next was {rival}: {why}.",
        "only_seat": "It is the only free seat that will do.",
        "by_seat": "As it became free the seat could take {able} calls, chosen by {rule}; next was {rival}: {why}.",
        "only_call": "As the seat became free this was the only call it could take.",
        "known": "who served the caller last time",
        "fair": "place alone, as it has waited long",
        "others": "Not chosen: {others}.",
        "anyone": "anybody",
        "all": " and ",
        "any": "one of {any}",
        "either": ", ",
        "or": "; or ",
        "level": "{skill} ≥ {level}",
        "list": ", ",
        "rival": "{rival}: {why}",
        "against": " ({own}, the chosen one {winner})",
        "join": " ",
    },
}

SEAT_RULES: Final[Mapping[str, Mapping[SeatRule, str]]] = {
    "zh-CN": {
        SeatRule.BEST_LEVEL: "技能等级优先",
        SeatRule.LONGEST_IDLE: "空闲最久优先",
        SeatRule.FEWEST_CALLS: "接听最少优先",
        SeatRule.LEAST_OCCUPIED: "最不繁忙优先",
    },
    "en": {
        SeatRule.BEST_LEVEL: "best level",
        SeatRule.LONGEST_IDLE: "longest idle",
        SeatRule.FEWEST_CALLS: "fewest calls",
        SeatRule.LEAST_OCCUPIED: "least occupied",
    },
}

CALLER_RULES: Final[Mapping[str, Mapping[CallerRule, str]]] = {
    "zh-CN": {
        CallerRule.OLDEST: "先来先接",
        CallerRule.TARGET_RATIO: "超出目标最多优先",
        CallerRule.PRIMARIES_FIRST: "首选来电优先",
    },
    "en": {
        CallerRule.OLDEST: "oldest place",
        CallerRule.TARGET_RATIO: "furthest along its queue's target",
        CallerRule.PRIMARIES_FIRST: "calls first whose first step the seat meets",
    },
}

LOST: Final[Mapping[str, Mapping[Chooser, Mapping[Lost, str]]]] = {
    "zh-CN": {
        Chooser.CALL: {
            Lost.ORDER: "符合但排序在后的空闲坐席 {n} 个",
            Lost.BUSY: "符合但正忙的 {n} 个",
            Lost.SKILL: "技能不符的 {n} 个",
            Lost.RESERVED: "为其他技能组保留的 {n} 个",
        },
        Chooser.SEAT: {
            Lost.ORDER: "可接但排序在后的来电 {n} 个",
            Lost.SKILL: "该坐席技能不符的 {n} 个",
            Lost.RESERVED: "因坐席保留而不可接的 {n} 个",
            Lost.HELD: "仍在等上次话务员的 {n} 个",
        },
    },
    "en": {
        Chooser.CALL: {
            Lost.ORDER: "free seats that came after it: {n}",
            Lost.BUSY: "would do but busy: {n}",
            Lost.SKILL: "without the skills: {n}",
            Lost.RESERVED: "kept for other queues: {n}",
        },
        Chooser.SEAT: {
            Lost.ORDER: "calls that came after it: {n}",
            Lost.SKILL: "asking for what the seat has not: {n}",
            Lost.RESERVED: "kept from it by a reserve: {n}",
            Lost.HELD: "still waiting for the agent they know: {n}",
        },
    },
}

WHYS: Final[Mapping[str, Mapping[Why, str]]] = {
    "zh-CN": {
        Why.UNFIT: "不符合要求",
        Why.KNOWN: "不是上次的话务员",
        Why.TIER: "只符合靠后的选项",
        Why.WISHES: "符合的优先条件较少",
        Why.LEVEL: "技能等级较低",
        Why.CALLS: "本班次接听较多",
        Why.OCCUPANCY: "本班次较繁忙",
        Why.IDLE: "空闲较短",
        Why.AGE: "等待尚未过久",
        Why.TARGET: "等待与目标之比较小",
        Why.PRIMARY: "不是该坐席的首选来电",
        Why.PLACE: "排位在后",
        Why.NUMBER: "其余相同，编号在后",
    },
    "en": {
        Why.UNFIT: "does not meet what is asked for",
        Why.KNOWN: "did not serve this caller last time",
        Why.TIER: "meets a later choice only",
        Why.WISHES: "meets fewer of the wishes",
        Why.LEVEL: "a lower level",
        Why.CALLS: "more calls this shift",
        Why.OCCUPANCY: "occupied more this shift",
        Why.IDLE: "idle for a shorter time",
        Why.AGE: "has not waited so long yet",
        Why.TARGET: "not so far along its queue's target",
        Why.PRIMARY: "not one that this seat serves first",
        Why.PLACE: "a younger place",
        Why.NUMBER: "alike in all, and its number comes later",
    },
}
