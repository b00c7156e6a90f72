"""A hall of seats and the calls that come to it, of any size, the same for the same seed."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from router.domain.matching import Free, Wants
from router.domain.routing.clause import Clause
from router.domain.routing.policy import CallerRule, Policy, QueuePolicy, Step

FAMILY = 10
"""skills that are close to each other: who has one can do a little of the others"""
DIALECTS = ("yue", "wu", "min", "hakka")
STEP_SECONDS = (0.0, 30.0, 90.0)


@dataclass(frozen=True, kw_only=True)
class Size:
    """How large."""

    seats: int
    waiters: int
    skills: int


class Hall:
    """Seats have one to six skills of a family, a language and perhaps a dialect. Each skill has a queue, which asks
    for the skill and the language, after 30 s for less of it, after 90 s for anybody of the family."""

    def __init__(self, size: Size, callers: CallerRule, *, seed: int = 1) -> None:
        self._random = Random(seed)
        self._skills = size.skills
        self._calls = 0
        self.policy = Policy(queues={q.id: q for q in map(self._queue, range(size.skills))}, callers=callers)
        self.seats = [self._seat(number) for number in range(size.seats)]

    def call(self, at: float) -> Wants:
        """The next call."""
        self._calls += 1
        random = self._random
        skill = random.randrange(self._skills)
        prefer = {random.choice(DIALECTS): 1} if random.random() < 0.2 else {}
        return Wants(
            call=f"node1-{self._calls}",
            queue=f"q{skill}",
            rank=(at, self._calls),
            since=at,
            prefer=prefer,
            priority=random.choice((0.0, 0.0, 0.0, 60.0)),
        )

    def any_seat(self) -> Free:
        """One of the seats."""
        return self._random.choice(self.seats)

    def _queue(self, skill: int) -> QueuePolicy:
        name, family = f"s{skill}", range(skill - skill % FAMILY, min(skill - skill % FAMILY + FAMILY, self._skills))
        asks = (
            Clause(all={name: 4, "zh": 1}),
            Clause(all={name: 2}),
            Clause(any={f"s{other}": 1 for other in family}),
        )
        steps = tuple(Step(after=after, tiers=(ask,)) for after, ask in zip(STEP_SECONDS, asks, strict=True))
        return QueuePolicy(id=f"q{skill}", steps=steps, target_seconds=(15.0, 30.0, 60.0)[skill % 3])

    def _seat(self, number: int) -> Free:
        random = self._random
        start = number % max(1, self._skills // FAMILY) * FAMILY
        family = [f"s{skill}" for skill in range(start, min(start + FAMILY, self._skills))]
        known = random.sample(family, random.randint(1, min(6, len(family))))
        skills = {skill: random.randint(1, 5) for skill in known}
        skills["zh"] = random.randint(3, 5)
        if random.random() < 0.3:
            skills[random.choice(DIALECTS)] = random.randint(1, 5)
        return Free(seat=f"{8000 + number}", skills=skills, agent=f"{number:05}")
