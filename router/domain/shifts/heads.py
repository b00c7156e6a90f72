"""How many people there are, and how many are needed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from router.domain.shifts.plan import Need
from router.domain.shifts.role import SERVING, Role


@dataclass(frozen=True, kw_only=True, order=True)
class Count:
    """Heads of a role or a skill."""

    of: str
    have: int
    need: int


Head = tuple[Role, Mapping[str, int]]
"""a person's role and skills"""


def count(need: Need, heads: Iterable[Head]) -> Iterator[Count]:
    """Each thing needed, roles first. A person has one role and as many skills as they have."""
    there = list(heads)
    for role, number in need.roles.items():
        yield Count(of=role, have=sum(has is role for has, _ in there), need=number)
    for skill, wanted in need.skills.items():
        able = sum(has in SERVING and skills.get(skill, 0) >= wanted.level for has, skills in there)
        yield Count(of=skill, have=able, need=wanted.heads)
