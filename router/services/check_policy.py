"""The last word on routing is the engine's: whatever it would refuse is refused here."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from router.domain.bundle import Bundle
from router.domain.route_policy import policy_of
from router.domain.routing.check import check_policy
from router.services.config_document import Document, Problem


def check_engine_policy(bundle: Bundle, documents: Mapping[str, Document]) -> Iterator[Problem]:
    """What the engine says against a bundle, by file and line."""
    for sentence in check_policy(policy_of(bundle)):
        queue = sentence.partition(": ")[0].removeprefix("queue ")
        remedy = "docs/routing.md says what may be asked for"
        if queue in bundle.queues:
            yield documents["queues.yaml"].problem((queue,), sentence, remedy)
        else:
            yield documents["site.yaml"].problem((), sentence, remedy)
