"""A decision in words that a shift lead understands, in Chinese and in English."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from router.domain.routing.clause import Clause
from router.domain.routing.decision import Chooser, Decision
from router.domain.routing.policy import CallerRule
from router.domain.routing.recompute import Rival, Why, recompute
from router.domain.routing.words import CALLER_RULES, LOST, PHRASES, SEAT_RULES, WHYS

_TELLING: Final = frozenset({Why.LEVEL, Why.CALLS, Why.OCCUPANCY, Why.WISHES, Why.TARGET})
"""what is worth its numbers; the others are times and flags"""


def explain(decision: Decision, language: str, names: Mapping[str, str] | None = None) -> str:
    """Why this call went to this seat, a few sentences. `names`: ids of queues and skills to what people call them.

    Raises:
        KeyError: a language that is not in `words.LANGUAGES`.
    """
    words, known = PHRASES[language], names or {}
    place, seat = decision.place, decision.seat
    who = words["agent"].format(seat=seat.seat, agent=seat.agent) if seat.agent else seat.seat
    need = words["or"].join(_clause(clause, words, known) for clause in place.need)
    said = [
        words["call"].format(call=place.wants.call, waited=round(decision.waited), seat=who),
        words["step"].format(queue=known.get(place.queue, place.queue), step=place.step + 1, need=need),
    ]
    if len(place.need) > 1:
        clause = _clause(place.need[decision.tier], words, known)
        said.append(words["tier"].format(tier=decision.tier + 1, clause=clause))
    said.append(_choice(decision, language))
    phrases = LOST[language][decision.chooser]
    others = [phrases[why].format(n=n) for why, n in decision.counts.items() if n]
    if others:
        said.append(words["others"].format(others=words["list"].join(others)))
    return words["join"].join(said)


def explain_rivals(decision: Decision, language: str) -> Sequence[str]:
    """A line for each of the next candidates: why it was not the one, measured anew from the decision's inputs."""
    phrase = PHRASES[language]["rival"]
    return [phrase.format(rival=rival.id, why=_why(rival, language)) for rival in recompute(decision).rivals]


def _choice(decision: Decision, language: str) -> str:
    words = PHRASES[language]
    by_call = decision.chooser is Chooser.CALL
    rivals = recompute(decision).rivals
    if not rivals:
        return words["only_seat" if by_call else "only_call"]
    if by_call:
        rule = words["known"] if decision.known else SEAT_RULES[language][decision.seat_rule]
    elif decision.caller_rule is not CallerRule.OLDEST and decision.at - decision.place.claim >= decision.fair_after:
        rule = words["fair"]
    else:
        rule = CALLER_RULES[language][decision.caller_rule]
    why = _why(rivals[0], language)
    return words["by_call" if by_call else "by_seat"].format(able=decision.able, rule=rule, rival=rivals[0].id, why=why)


def _why(rival: Rival, language: str) -> str:
    why = WHYS[language][rival.why]
    if rival.why in _TELLING:
        why += PHRASES[language]["against"].format(own=f"{abs(rival.own):.3g}", winner=f"{abs(rival.winner):.3g}")
    return why


def _clause(clause: Clause, words: Mapping[str, str], names: Mapping[str, str]) -> str:
    def named(skill: str, least: int) -> str:
        name = names.get(skill, skill)
        return words["level"].format(skill=name, level=least) if least > 1 else name

    parts = [named(skill, least) for skill, least in clause.all.items()]
    if clause.any:
        either = words["either"].join(named(skill, least) for skill, least in clause.any.items())
        parts.append(words["any"].format(any=either))
    return words["all"].join(parts) or words["anyone"]
