"""Clients of the API that open connections and never finish a request take nothing from those who do."""

from __future__ import annotations

import asyncio

from tests.acceptance.world import World

MANY = 400
HALF = b"POST /v1/seats/1001/ready HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer guess"


async def test_half_requests_keep_nobody_waiting(world: World) -> None:
    before = world.pid("api")
    where = (world.settings.listen, world.settings.api_port)
    opened = await asyncio.gather(*(asyncio.open_connection(*where) for _ in range(MANY)))
    try:
        for _, writer in opened:
            writer.write(HALF)
        for drip in range(5):
            for _, writer in opened:
                writer.write(b"%d" % drip)
            status, answer = await world.api_answer("GET", "/v1/health")
            assert status == 200, answer
        status, _ = await world.api_answer("GET", "/v1/seats")
        assert status == 200
    finally:
        for _, writer in opened:
            writer.close()
    assert world.pid("api") == before
    await world.until_healthy()


async def test_wrong_tokens_are_told_the_same(world: World) -> None:
    right = world.secrets["tokens"]["admin"]["token"]
    wrong = [right[:-1] + ("a" if right[-1] != "a" else "b"), "x" * len(right), "x", right * 20, right.swapcase()]
    answers = []
    for token in wrong:
        answers.append(await world.api_answer("GET", "/v1/seats", Authorization=f"Bearer {token}"))
    assert {status for status, _ in answers} == {401}
    assert all(answer == answers[0][1] for _, answer in answers)
    assert right not in str(answers)
