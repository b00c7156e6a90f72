"""What is asked for and what seats have, each kept once, and which of the first is met by which of the second."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import chain
from typing import TypeVar

from router.domain.routing.clause import Clause
from router.domain.routing.index import Need, Signature

T = TypeVar("T")


class Catalogue:
    """All needs and signatures. A new one of either is compared only with those that share a skill with it."""

    def __init__(self) -> None:
        self._needs: dict[object, Need] = {}
        self._signatures: dict[object, Signature] = {}
        self._needs_by_skill: dict[str, list[Need]] = {}
        self._signatures_by_skill: dict[str, list[Signature]] = {}
        self._open: list[Need] = []
        """needs with a clause that everybody meets"""

    def need(self, tiers: tuple[Clause, ...]) -> Need:
        """The one need with these tiers."""
        key = tuple(clause.key for clause in tiers)
        need = self._needs.get(key)
        if need is None:
            need = self._needs[key] = Need(tiers)
            words, is_open = _words(tiers)
            if is_open:
                self._open.append(need)
                candidates: Iterable[Signature] = self._signatures.values()
            else:
                for word in words:
                    self._needs_by_skill.setdefault(word, []).append(need)
                candidates = _unique(word_list for word in words if (word_list := self._signatures_by_skill.get(word)))
            for signature in candidates:
                self._compare(need, signature)
        return need

    def signature(self, skills: Mapping[str, int]) -> Signature:
        """The one signature with these skills."""
        key = frozenset(skills.items())
        signature = self._signatures.get(key)
        if signature is None:
            signature = self._signatures[key] = Signature(dict(skills))
            for skill in signature.skills:
                self._signatures_by_skill.setdefault(skill, []).append(signature)
            lists = [found for skill in signature.skills if (found := self._needs_by_skill.get(skill))]
            for need in _unique([*lists, self._open]):
                self._compare(need, signature)
        return signature

    def _compare(self, need: Need, signature: Signature) -> None:
        tier = tier_of(need.tiers, signature.skills)
        if tier is None:
            return
        signature.meets[need] = tier
        need.met_by.append((signature, tier))
        need.staff += signature.on_duty
        signature.lanes += ((lane, tier) for lane in need.lanes)
        for view in need.views.values():
            signature.views.append((view, *view.head_for(signature, tier)))


def tier_of(tiers: Iterable[Clause], skills: Mapping[str, int]) -> int | None:
    """The first clause that these skills meet; None: none."""
    return next((tier for tier, clause in enumerate(tiers) if clause.met_by(skills)), None)


def _words(tiers: tuple[Clause, ...]) -> tuple[list[str], bool]:
    """Skills of which everybody who meets the need has one; whether there are none such."""
    words: dict[str, None] = {}
    for clause in tiers:
        required = [skill for skill, level in clause.all.items() if level > 0]
        if required:
            words[min(required)] = None
        elif clause.any and all(level > 0 for level in clause.any.values()):
            words.update(dict.fromkeys(clause.any))
        else:
            return [], True
    return list(words), False


def _unique(lists: Iterable[Iterable[T]]) -> Iterable[T]:
    """What is in any of the lists, once, in order of appearance: never in an order that a hash decides."""
    return dict.fromkeys(chain.from_iterable(lists))
