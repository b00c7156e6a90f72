"""The channel event log lies where the archive looks for it, however long the data folder's path is."""

from __future__ import annotations

import os

from asterisk_conf import names
from asterisk_conf.safe_text import SECTION_BYTES
from tests.integration.dialplan_world import LINE, running_world

LONGEST = 85
"""bytes of a data folder's path that settings take"""


async def test_a_call_s_events_with_the_longest_path_there_may_be() -> None:
    async with running_world(path_bytes=LONGEST) as world:
        assert len(os.fsencode(str(world.settings.cel_spool))) > SECTION_BYTES
        await world.start_python()
        async with world.citizen() as phone:
            call = await phone.dial(LINE, wait=5)
            await world.manager.user_event(names.EVENT_HOLD)
            await call.hang_up()
        told = [fact for fact, _ in await world.facts(names.EVENT_HOLD)]
        assert told == ["HotlineBoot", names.EVENT_ARRIVED, names.EVENT_HOLD]
        # Changed files are read again under callers' feet; the log stays where it is.
        assert "reloaded successfully" in world.command("module reload cel_custom.so")
        before = len(world.manager.events)
        async with world.citizen() as phone:
            call = await phone.dial(LINE, wait=5)
            # Who hangs up at once may be gone before the dialplan has told of it.
            await world.manager.user_event(names.EVENT_HOLD, after=before)
            await call.hang_up()
        assert len(await world.facts(names.EVENT_ARRIVED, times=2)) > len(told)
        assert world.log() == []
