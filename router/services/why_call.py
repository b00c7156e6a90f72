"""A call's story for who asks why it went where it went: each step a sentence, each decision explained."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from router.domain.bundle import Bundle
from router.domain.call import Call, OfferMade, Segment
from router.domain.history import DecisionRecorded, RingRecorded
from router.domain.linkage import Linked
from router.domain.outbound import RingEnd, RingPhase, RingPurpose
from router.domain.routing.notices import Diverted
from router.domain.routing.policy import Target, TargetKind
from router.services.explain_decision import explain_decision
from router.services.look_back import Seen
from router.services.why_words import LINK_ENDS, OUTCOMES, RESULTS, RING_ENDS, TARGETS, WHERES, WHYS, WORDS

_TALK_ENDS: Final = {
    "lost": "talk_lost", "transferred": "talk_handed", "taken_over": "talk_taken", "linked": "talk_left",
}  # fmt: skip
"""How a talk ended to the words for it; any other end has the plain ones."""
BundleAt = Callable[[float], Bundle | None]
"""the bundle that was in force at a Unix time; None: not to be had any more"""


@dataclass(frozen=True, kw_only=True)
class Step:
    """One thing that happened to the call."""

    at: float | None
    """Unix seconds; None: not on record"""
    kind: str
    """arrived, queued, decided, offered, passed_on, rung, linked, talks, talk_ended, fell_back, undecided, promised,
    ended, goes_on"""
    text: str
    """a sentence or a few"""
    details: tuple[str, ...] = ()
    """of a decision, when all of it was asked for: who came next and why, the counts, and whether the rules agree"""


@dataclass(frozen=True, kw_only=True)
class Story:
    """All that is to be told of one call. No caller's number is in it."""

    call: str
    language: str
    steps: tuple[Step, ...]


@dataclass(frozen=True, kw_only=True)
class Told:
    """What is on record of a call."""

    call: Call
    decisions: Mapping[str, DecisionRecorded]
    """by offer"""
    seen: Seen
    rings: tuple[RingRecorded, ...] = ()
    """of its callbacks, in order"""
    alone: bool
    """its outcome is from the channel event log: no router saw it end"""


def why_call(told: Told, bundle_at: BundleAt, language: str, *, full: bool = False) -> Story:
    """The story in a language of `why_words`."""
    teller = _Teller(told, bundle_at, language, full)
    steps = teller.steps()
    # What has no time stands where it was told; the rest in order, by time.
    placed: list[tuple[float, Step]] = []
    for step in steps:
        placed.append((step.at if step.at is not None else (placed[-1][0] if placed else 0.0), step))
    placed.sort(key=lambda one: one[0])
    return Story(call=told.call.id, language=language, steps=tuple(step for _, step in placed))


class _Teller:
    def __init__(self, told: Told, bundle_at: BundleAt, language: str, full: bool) -> None:
        self._told, self._call, self._seen = told, told.call, told.seen
        self._bundle_at = bundle_at
        self._language = language
        self._full = full
        self._words = WORDS[language]

    def steps(self) -> list[Step]:
        found = [self._arrived()]
        following = [segment.queued_at for segment in self._call.segments[1:]]
        for segment, until in zip(self._call.segments, [*following, None], strict=True):
            found += self._waits(segment)
            found += self._passes(segment.queued_at, until)
            for offer in segment.offers:
                found += self._offered(offer)
            if segment.kind == "fallback" or until is None:
                found += [step for step in self._undecided() if step not in found]
            found += self._talked(segment)
        found += self._called_back()
        for one in self._call.linkages:
            found += self._linked(one)
        found += [step for step in (*self._forgotten(), *self._undecided()) if step not in found]
        return [*found, self._ended()]

    def _called_back(self) -> list[Step]:
        """That a callback was chosen, and each ring to the citizen."""
        asked = [segment.ended_at for segment in self._call.segments if segment.end == "callback"]
        steps = [Step(at=at, kind="promised", text=self._words["callback"]) for at in asked]
        for ring in self._told.rings:
            if ring.purpose is not RingPurpose.CALLBACK:
                continue
            if ring.phase is RingPhase.DIALLED:
                steps.append(Step(at=ring.at, kind="rung", text=self._words["rung"]))
            elif ring.phase is RingPhase.ENDED:
                end = RING_ENDS[self._language][RingEnd(ring.end)]
                steps.append(Step(at=ring.at, kind="rung", text=self._say("rung_over", end=end)))
        return steps

    def _linked(self, one: Linked) -> list[Step]:
        """That an agent had a sister service rung, and what came of it."""
        bundle = self._bundle_at(one.asked_at)
        known = bundle.linkages.get(one.to) if bundle else None
        name = known.name if known else one.to
        steps = [Step(at=one.asked_at, kind="linked", text=self._say("link_rung", seat=one.seat, who=name))]
        if one.answered_at is not None:
            steps.append(Step(at=one.answered_at, kind="linked", text=self._say("link_joined", who=name)))
        if one.ended_at is not None and one.end is not None:
            end = LINK_ENDS[self._language][one.end]
            steps.append(Step(at=one.ended_at, kind="linked", text=self._say("link_over", who=name, end=end)))
        return steps

    def _undecided(self) -> list[Step]:
        """What the router had no part in; told before the talk that came of it."""
        steps = [self._fell_back()] if self._call.fallback_reason else []
        if not self._told.decisions and not any(segment.offers for segment in self._call.segments):
            steps.append(Step(at=None, kind="undecided", text=self._say("alone", why=self._alone())))
        return steps

    def _arrived(self) -> Step:
        call = self._call
        bundle = self._bundle_at(call.arrived_at)
        line = bundle.lines.get(call.line) if bundle else None
        said = [self._say("arrived", line=line.name if line else call.line)]
        if call.priority_seconds:
            said.append(self._say("ahead", seconds=round(call.priority_seconds)))
        if call.last_agent:
            said.append(self._say("known", agent=call.last_agent))
        return Step(at=call.arrived_at, kind="arrived", text=self._join(said))

    def _waits(self, segment: Segment) -> list[Step]:
        if segment.kind in {"transfer", "taken_over"} or not segment.queued_at:
            # Handed from one agent to another: it waited for nobody.
            return []
        said = [self._say("queued", queue=self._queue(segment.queue, segment.queued_at))]
        place = self._seen.place(segment.queued_at)
        if place:
            said.append(self._say("place", place=place))
        if segment.expected_seconds is not None:
            seconds = round(segment.expected_seconds)
            said.append(self._say("expected", seconds=seconds) if seconds else self._say("no_wait"))
        return [Step(at=segment.queued_at, kind="queued", text=self._join(said))]

    def _offered(self, offer: OfferMade) -> list[Step]:
        steps = [self._decided(offer)]
        result = RESULTS[self._language][offer.result]
        rang = 0 if offer.rang_at is None or offer.ended_at is None else round(offer.ended_at - offer.rang_at)
        if rang > 0:
            result = self._say("rang", result=result, seconds=rang)
        text = self._say("offer", seat=offer.seat, agent=self._agent(offer.agent), result=result)
        return [*steps, Step(at=offer.ended_at or offer.rang_at or offer.at, kind="offered", text=text)]

    def _decided(self, offer: OfferMade) -> Step:
        record = self._told.decisions.get(offer.id)
        if record is None:
            return Step(at=offer.at, kind="undecided", text=self._say("no_reason", seat=offer.seat))
        if record.decision is None:
            return Step(at=offer.at, kind="undecided", text=self._say("undecided", reason=record.reason))
        text, details = explain_decision(record.decision, self._bundle_at(record.at), self._language, full=self._full)
        return Step(at=offer.at, kind="decided", text=text, details=details)

    def _talked(self, segment: Segment) -> list[Step]:
        if segment.talked_at is None:
            return []
        agent = self._agent(segment.agent)
        steps = [Step(at=segment.talked_at, kind="talks", text=self._say("talks", seat=segment.seat, agent=agent))]
        if segment.ended_at is not None:
            how = _TALK_ENDS.get(segment.end, "talk_over")
            seconds = round(max(0.0, segment.ended_at - segment.talked_at))
            text = self._say(how, seat=segment.seat, seconds=seconds, to=segment.to)
            steps.append(Step(at=segment.ended_at, kind="talk_ended", text=text))
        return steps

    def _passes(self, since: float, until: float | None) -> list[Step]:
        found = (notice for notice in self._seen.passes if since <= notice.at and (until is None or notice.at < until))
        return [self._pass(notice) for notice in found]

    def _forgotten(self) -> list[Step]:
        seen = {notice.queue for notice in self._seen.passes}
        names = [self._queue(name, self._call.arrived_at) for name in self._call.came_by if name not in seen]
        if not names:
            return []
        queues = self._words["list"].join(self._words["quoted"].format(name) for name in names)
        return [Step(at=None, kind="passed_on", text=self._say("passed_then", queues=queues))]

    def _pass(self, notice: Diverted) -> Step:
        queue, to = self._queue(notice.queue, notice.at), self._target(notice.to, notice.at)
        text = self._say("passed", queue=queue, to=to, why=self._why(notice.why))
        return Step(at=notice.at, kind="passed_on", text=text)

    def _fell_back(self) -> Step:
        reason = self._call.fallback_reason.removeprefix("queue_")
        return Step(
            at=self._seen.passed_to_fallback, kind="fell_back", text=self._say("fell_back", why=self._why(reason))
        )

    def _alone(self) -> str:
        if self._call.fallback_reason:
            return self._words["alone_fallback"]
        return self._words["alone_cel" if self._told.alone else "alone_left"]

    def _ended(self) -> Step:
        call = self._call
        if call.outcome is None or call.ended_at is None:
            return Step(at=None, kind="goes_on", text=self._words["goes_on"])
        text = self._say(
            "ended",
            outcome=OUTCOMES[self._language][call.outcome],
            where=WHERES[self._language][call.where] if call.where else "",
            seconds=round(max(0.0, call.ended_at - call.arrived_at)),
        )
        return Step(at=call.ended_at, kind="ended", text=text)

    def _why(self, reason: str) -> str:
        return WHYS[self._language].get(reason, reason)

    def _target(self, to: Target, at: float) -> str:
        name = self._queue(to.id, at) if to.kind in {TargetKind.QUEUE, TargetKind.MESSAGE} else to.id
        return TARGETS[self._language][to.kind].format(id=name)

    def _queue(self, name: str, at: float) -> str:
        bundle = self._bundle_at(at)
        queue = bundle.queues.get(name) if bundle else None
        return queue.name if queue else name

    def _agent(self, agent: str) -> str:
        return self._say("agent", agent=agent) if agent else ""

    def _say(self, name: str, **fields: object) -> str:
        return self._words[name].format(**fields)

    def _join(self, said: Sequence[str]) -> str:
        return self._words["join"].join(said)
