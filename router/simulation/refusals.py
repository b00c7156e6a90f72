"""Why a simulation was refused."""

from __future__ import annotations

from router.domain.errors import Refusal


class UnknownPolicy(Refusal):
    """There is no such policy."""

    code = "unknown_policy"


class NeverEnds(Refusal):
    """Calls wait for ever: nobody who could serve them comes, and they do not give up."""

    code = "never_ends"
