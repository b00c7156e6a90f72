"""Every alarm code: how much it matters, what happened, and what to do about it. The one table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Final

from router.domain.alarms.severity import Severity

CHINESE: Final = "zh-CN"
ENGLISH: Final = "en"
LANGUAGES: Final = (CHINESE, ENGLISH)


class Over(Enum):
    """What on record says that it is over."""

    NEVER = "never"  # it happened, and that is that
    REACHABLE = "reachable"  # the phone of the seat that it is about is registered again
    READY = "ready"  # the seat that it is about takes calls again
    SAID = "said"  # whoever raised it says so: the action `alarm_resolved`, or an alarm of `ENDS`


@dataclass(frozen=True, kw_only=True)
class Words:
    """A sentence each."""

    happened: str
    do: str


@dataclass(frozen=True, kw_only=True)
class AlarmKind:
    """What there is to know of a code."""

    severity: Severity
    words: Mapping[str, Words]
    """language to the sentences"""
    over: Over = Over.NEVER

    def in_language(self, language: str) -> Words:
        return self.words.get(language) or self.words[ENGLISH]


def _kind(severity: Severity, zh: tuple[str, str], en: tuple[str, str], over: Over = Over.NEVER) -> AlarmKind:
    words = {CHINESE: Words(happened=zh[0], do=zh[1]), ENGLISH: Words(happened=en[0], do=en[1])}
    return AlarmKind(severity=severity, words=words, over=over)


INFO, WARNING, URGENT = Severity.INFO, Severity.WARNING, Severity.URGENT

KINDS: Final[Mapping[str, AlarmKind]] = {
    "fallback": _kind(
        URGENT,
        ("路由程序没有接手这通来电,由 Asterisk 直接振铃坐席。", "运行 ./hotline status,看哪个进程异常。"),
        ("Asterisk serves a call without the router.", "Run ./hotline status and see which process is not well."),
    ),
    "poisoned_call": _kind(
        URGENT,
        ("一通来电连续三次派送失败,已转为全体振铃。", "请值班组长确认有人接起,并检查坐席话机。"),
        ("Three offers of a call failed; everybody is rung for it now.", "See that somebody takes it; try the phones."),
    ),
    "callback_refused": _kind(
        URGENT,
        ("答应了回拨,但号码不在允许外呼的名单里。", "请人工回拨,并检查 site.yaml 的 outbound_allowed。"),
        ("A callback was promised to a number that may not be rung.", "Call back by hand; check outbound_allowed."),
    ),
    "ladder_unanswered": _kind(
        URGENT,
        ("升级振铃到顶仍无人应答。", "立即联系值班组长;系统会继续按间隔振铃,直到有人按键或原因消除。"),
        (
            "Everybody on a ladder was rung, and nobody has taken it.",
            "Reach the shift lead now; the ladder is rung again until somebody presses the key.",
        ),
        Over.SAID,
    ),
    "ladder_cancelled": _kind(
        WARNING,
        ("刚才的升级振铃已取消:原因已消除,不是漏接。", "无需处理,无需回拨。"),
        ("A ring of a ladder was cancelled: its cause is over.", "Nothing; there is nobody to call back."),
    ),
    "cut_off": _kind(
        URGENT,
        ("一通来电因故障中断。", "查看通话记录,必要时回拨来电人。"),
        ("A fault ended a call.", "Look the call up, and call the citizen back if need be."),
    ),
    "seat_failing": _kind(
        WARNING,
        ("一个坐席连续三次派送在振铃前失败。", "检查该坐席的话机和网络。"),
        ("Three offers in a row failed at a seat before its phone rang.", "Look at that phone and its network."),
    ),
    "phone_lost": _kind(
        WARNING,
        ("一个就绪坐席的话机离线超过宽限时间。", "检查该坐席的话机、软电话和网络。"),
        ("The phone of a ready seat has been away for longer than the grace.", "Look at its phone and its network."),
        Over.REACHABLE,
    ),
    "last_seat": _kind(
        URGENT,
        ("最后一个可达坐席漏接,已暂停派送,稍后自动恢复(默认 30 秒)。", "请确认有人在席,必要时增派人员。"),
        (
            "The last reachable seat missed a call and was parked; it comes back by itself, in 30 s by default.",
            "See that somebody sits there; send for others if not.",
        ),
        Over.READY,
    ),
    "stuck_seat": _kind(
        WARNING,
        ("一个坐席的状态与 Asterisk 不一致,已按 Asterisk 纠正。", "如再次发生,检查该坐席的话机。"),
        ("A seat was not as Asterisk knows it; it was put right.", "Look at that phone if it happens again."),
    ),
    "stuck_offer": _kind(
        WARNING,
        ("一次振铃派送没有按时结束,正在向 Asterisk 核实。", "如反复发生,查看 router 和 asterisk 的日志。"),
        ("An offer did not end in time; Asterisk is asked.", "If it comes again, read the logs of the router."),
    ),
    "resync": _kind(
        INFO,
        ("实时状态已按 Asterisk 重建。", "无需处理;如频繁出现,查看 router 日志。"),
        ("The live state was rebuilt from what Asterisk says.", "Nothing; if it comes often, read the router's log."),
    ),
    "unknown_queue": _kind(
        WARNING,
        ("有来电在配置中不存在的技能组排队,任何坐席都可接听。", "检查最近的配置变更。"),
        ("A call waits in a queue that is not configured; anybody may serve it.", "Check the last change of bundle."),
    ),
    "linkage_failed": _kind(
        URGENT,
        ("一键联动没有呼出。", "请坐席按键重试,或用其他电话呼叫联动方。"),
        ("A sister service that was asked for was not rung.", "Press the key again, or ring it by another phone."),
    ),
    "recording_failed": _kind(
        WARNING,
        ("一段通话没有录音,或录音暂时无法存盘。", "检查磁盘空间和 archiver 日志。"),
        ("A talk has no recording, or its recording waits for room.", "Check the disk and the archiver's log."),
    ),
    "recording_kept": _kind(
        WARNING,
        ("一段到期录音无法删除。", "检查录音目录的权限和磁盘。"),
        ("A recording past its time could not be deleted.", "Check the rights and the disk of the recordings."),
    ),
    "pin_locked": _kind(
        WARNING,
        ("一个工号连续输错 PIN,已暂时锁定。", "向本人核实;如非本人操作,按安全事件处理。"),
        ("An agent number had too many wrong PINs and is locked for a while.", "Ask the agent; was it somebody else?"),
    ),
    "served_without_router": _kind(
        URGENT,
        ("路由程序离线期间,Asterisk 独自接听了来电。", "查看这些来电的记录,必要时回拨。"),
        ("Asterisk served calls while nothing else lived.", "Look those calls up, and call back where needed."),
    ),
    "missing_on_shift": _kind(
        WARNING,
        ("有人应到岗而未签入。", "联系本人,或安排他人顶班。"),
        ("Somebody who is on shift has not signed on.", "Call that person, or find somebody else."),
        Over.SAID,
    ),
    "shift_over": _kind(
        INFO,
        ("有人班次已结束仍在席。", "确认交接班,提醒签出。"),
        ("Somebody still sits there though the shift is over.", "See that the seat is handed over and signed off."),
    ),
    "incident": _kind(
        URGENT,
        ("短时间内多人反映同一问题,可能是群体性事件。", "立即通知值班组长,核实情况,必要时启用公告。"),
        ("Many callers with one trouble in a short time.", "Tell the shift lead, verify, consider an announcement."),
        Over.SAID,
    ),
    "incident_over": _kind(
        INFO,
        ("一起群体性事件已平息。", "无需处理;如启用过公告,请关闭。"),
        ("An incident is over.", "Nothing; switch its announcement off if there is one."),
    ),
    "not_on_roster": _kind(
        INFO,
        ("有人不在排班表上却已签入。", "核实并更正排班表。"),
        ("Somebody signed on who is not on the roster.", "Ask who it is; correct the roster."),
    ),
    "roster_unreadable": _kind(
        WARNING,
        ("排班表无法读取,仍按上一版执行。", "查看详情并修正排班表。"),
        ("The roster cannot be read; the former one counts.", "Read the details and mend the roster."),
    ),
    "process_down": _kind(
        URGENT,
        ("平台的一个进程异常。", "它会被自动重启;如仍异常,运行 ./hotline status 和 ./hotline logs。"),
        (
            "A part of the platform is not well.",
            "It is started again by itself; if it stays so, run ./hotline status and ./hotline logs.",
        ),
        Over.SAID,
    ),
    "alarms_missed": _kind(
        WARNING,
        ("告警通道中断过久,部分告警没有送达。", "运行 ./hotline alarms 查看全部告警。"),
        ("Alarms were not told: this channel was behind for too long.", "Run ./hotline alarms and read them there."),
    ),
}  # fmt: skip
EVERYWHERE: Final = frozenset({"ladder_unanswered"})
"""Told by every channel, whatever else it is told: nobody else is left to be rung."""
ENDS: Final[Mapping[str, str]] = {"incident_over": "incident"}
"""Alarm that only says that another one with the same subject is over, to that one's code."""
UNKNOWN: Final = _kind(
    WARNING,
    ("出现未登记的告警。", "查看详情;运行 ./hotline alarms。"),
    ("Something happened that has no sentence of its own.", "Read the details; run ./hotline alarms."),
)
"""For a code that another version raised."""


def kind_of(code: str) -> AlarmKind:
    return KINDS.get(code, UNKNOWN)
