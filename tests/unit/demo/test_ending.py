import asyncio

from router.demo.ending import end_all


async def test_a_task_that_forgets_the_first_cancellation_ends_all_the_same() -> None:
    forgotten = 0

    async def forgets() -> None:
        nonlocal forgotten
        while True:
            try:
                await asyncio.Event().wait()
            except asyncio.CancelledError:
                forgotten += 1
                if forgotten > 2:
                    raise

    async def fails() -> None:
        raise ValueError("its own affair")

    stubborn, failing = asyncio.create_task(forgets()), asyncio.create_task(fails())
    await asyncio.sleep(0)
    await end_all([stubborn, failing])
    assert stubborn.cancelled()
    assert isinstance(failing.exception(), ValueError)
    assert forgotten == 3
