"""A decision in words, with the names that queues and skills had when it was made."""

from __future__ import annotations

from dataclasses import replace

from router.domain.bundle import Bundle
from router.domain.routing.decision import Chooser, Decision
from router.domain.routing.explain import explain, explain_rivals
from router.domain.routing.recompute import recompute
from router.services.why_words import WORDS


def explain_decision(
    decision: Decision, bundle: Bundle | None, language: str, *, full: bool = False
) -> tuple[str, tuple[str, ...]]:
    """A few sentences; and, when all is asked for, a line for each who came next, and whether the rules agree."""
    skills = dict(bundle.skills) if bundle else {}
    queue = bundle.queues.get(decision.place.queue) if bundle else None
    # A queue and a skill may have the same id; a colon stands in neither.
    key = f"queue:{decision.place.queue}"
    names = skills | {key: queue.name if queue else decision.place.queue}
    told = replace(decision, place=replace(decision.place, queue=key))
    text = explain(told, language, names)
    return text, (*explain_rivals(decision, language), _verdict(decision, language)) if full else ()


def _verdict(decision: Decision, language: str) -> str:
    words, verdict = WORDS[language], recompute(decision)
    if verdict.agrees:
        return words["agrees"]
    recorded = decision.seat.seat if decision.chooser is Chooser.CALL else decision.place.wants.call
    return words["differs_order"] if verdict.winner == recorded else words["differs"].format(winner=verdict.winner)
