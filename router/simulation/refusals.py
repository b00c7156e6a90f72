"""Why a simulation was refused."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from router.domain.errors import Refusal
from router.services.config_document import Problem

TOLD: Final = 20
"""so many problems of a file are told, and how many more there are"""


class UnknownPolicy(Refusal):
    """There is no such policy."""

    code = "unknown_policy"


class NeverEnds(Refusal):
    """Calls wait for ever: nobody who could serve them comes, and they do not give up."""

    code = "never_ends"


class NothingKnown(Refusal):
    """No call of the past says how long handling takes; take a longer period, or add `handling_seconds`."""

    code = "nothing_known"


class NoCalls(Refusal):
    """No call came to a queue in this period."""

    code = "no_calls"


class ArrivalsRefused(Refusal):
    """The calls were refused, and nothing was played."""

    code = "arrivals_refused"

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__()

    @property
    def message(self) -> str:
        """The sentence, then one line per problem."""
        more = len(self.problems) - TOLD
        rest = [f"and {more} more"] if more > 0 else []
        return "\n".join([super().message, *(str(problem) for problem in self.problems[:TOLD]), *rest])
