"""The running API against its own description, by generated requests: what it does is what it says."""

from __future__ import annotations

import asyncio
import warnings
from contextlib import suppress
from typing import Any

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.errors import Unsatisfiable

from router.domain.requests import Reply
from router.domain.seat import Seat
from router.web.permissions import Role

from .api_house import TOKENS, House, house
from .redis_server import redis_server

__all__ = ["house", "redis_server"]

EXAMPLES = 8
NOT_ASKED = {"/v1/events", "/v1/openapi.json"}
"""a WebSocket, and the description itself"""


def ready(_: object) -> Reply:
    return Reply(ok=True, seat=Seat(id="1001"))


async def test_what_it_does_is_what_it_says(house: House) -> None:
    # Still fresh when the last operation has been tried, however slow the machine is.
    await house.say("router", "ami", "agi", "archiver", "api", ahead=600.0)
    house.answers = [ready] * 10_000
    house.add_message(1)
    _, document, _ = await house.send("GET", "/v1/openapi.json")
    tried = await asyncio.to_thread(try_all, document, house.url)
    assert tried == {
        (method.upper(), path)
        for path, methods in document["paths"].items()  # type: ignore[attr-defined]
        for method in methods
        if path not in NOT_ASKED
    }


def try_all(document: Any, url: str) -> set[tuple[str, str]]:
    """Every operation, each with a few requests that fit its description and a few that do not."""
    # Slow to import, for every worker that collects this.
    with warnings.catch_warnings():
        # What the library itself warns of when it is loaded is not ours.
        warnings.simplefilter("ignore")
        import schemathesis

    schema = schemathesis.openapi.from_dict(document)
    schema.config.update(base_url=url)
    # What fits the description may still be no configuration (422), or written against another one (412).
    schema.config.checks.positive_data_acceptance.expected_statuses += ["412", "422"]
    tried = set()
    for found in schema.get_all_operations():
        operation = found.ok()
        if operation.path in NOT_ASKED:
            continue
        for mode in schemathesis.GenerationMode:
            # There is nothing to get wrong where nothing may be said.
            with suppress(Unsatisfiable):
                try_one(operation, mode)
        tried.add((operation.method.upper(), operation.path))
    return tried


def try_one(operation: Any, mode: Any) -> None:
    @settings(
        max_examples=EXAMPLES, deadline=None, database=None, derandomize=True, phases=(Phase.generate,),
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(case=operation.as_strategy(generation_mode=mode))
    def one(case: Any) -> None:
        # Only the API itself can make one that it takes.
        case.query.pop("cursor", None)
        case.call_and_validate(headers={"Authorization": f"Bearer {TOKENS[Role.ADMIN]}"})

    one()
