"""One condition on a seat's skills."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, kw_only=True)
class Clause:
    """What a seat must have: every skill of `all`, and one skill of `any` when that is not empty.

    Levels are 1 to 5 and the least that will do. A group (experts, leads) is a skill that its members have. The empty
    clause is met by everybody.
    """

    all: Mapping[str, int] = field(default_factory=dict)
    any: Mapping[str, int] = field(default_factory=dict)

    def met_by(self, skills: Mapping[str, int]) -> bool:
        """Whether somebody with these levels will do."""
        for skill, level in self.all.items():
            if skills.get(skill, 0) < level:
                return False
        return not self.any or any(skills.get(skill, 0) >= level for skill, level in self.any.items())

    def level_of(self, skills: Mapping[str, int]) -> int:
        """How good: the sum of the levels in `all`, plus the best level among those of `any` that are met."""
        total = best = 0
        for skill in self.all:
            total += skills.get(skill, 0)
        for skill, least in self.any.items():
            level = skills.get(skill, 0)
            if best < level >= least:
                best = level
        return total + best

    def with_all(self, asked: Mapping[str, int]) -> Clause:
        """This clause and these levels too; the higher level of a skill that both name."""
        if not asked:
            return self
        merged = dict(self.all)
        for skill, level in asked.items():
            merged[skill] = max(merged.get(skill, 0), level)
        return Clause(all=merged, any=self.any)

    @property
    def key(self) -> tuple[tuple[tuple[str, int], ...], tuple[tuple[str, int], ...]]:
        """Equal for equal clauses, whatever order they were written in."""
        return tuple(sorted(self.all.items())), tuple(sorted(self.any.items()))
