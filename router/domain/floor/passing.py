"""Calls that their queue passes on: to another queue, to a message, to the fallback."""

from __future__ import annotations

from typing import Final

from router.domain import telephony as t
from router.domain.call import Call, CallState, evolve
from router.domain.floor.board import Board
from router.domain.routing.notices import Diverted
from router.domain.routing.policy import TargetKind

AGAIN_SECONDS: Final = 3.0
"""A call that was sent on and is still in hold by then is looked at again."""


def pass_on(floor: Board, notice: Diverted) -> None:
    """The engine has said that this call waits no longer where it was."""
    call = floor.calls.get(notice.call)
    if call is None or call.state not in {CallState.QUEUED, CallState.OWED}:
        return
    if notice.queue != call.queue or call.id in floor.leaving:
        # Said twice in one event: told of the call anew, the engine passed it on anew.
        return
    match notice.to.kind:
        case TargetKind.QUEUE:
            came_by = (*call.came_by, notice.queue)
            call = floor.put_call(evolve(call, queue=notice.to.id, came_by=came_by), "passed_on")
            # It waits there already, as far as the engine knows; the dialplan is told with an offer at the latest.
            floor.sync_call(call)
            if call.state is CallState.QUEUED:
                tell(floor, call)
        case TargetKind.MESSAGE:
            leave(floor, call)
            floor.command(_send_on(floor, call, notice.to.id or call.queue, message=True))
        case _:
            to_fallback(floor, call, f"queue_{notice.why}")


def to_fallback(floor: Board, call: Call, reason: str) -> None:
    """The last resort: the dialplan serves the call by itself."""
    leave(floor, call)
    floor.command(
        t.SendToFallback(
            node=call.node,
            epoch=floor.epoch,
            expires_at=floor.expires(),
            call=call.id,
            channel=call.channel,
            reason=reason,
        )
    )


def leave(floor: Board, call: Call) -> None:
    """The call is on its way out of hold: it is offered nothing, unless it turns out to be there still."""
    floor.leaving.add(call.id)
    floor.timers.set("retry", call.id, floor.now + AGAIN_SECONDS)
    floor.sync_call(call)


def tell(floor: Board, call: Call) -> None:
    """Have the dialplan let the call wait in its present queue; again until it says that it does."""
    floor.untold.add(call.id)
    floor.timers.set("retry", call.id, floor.now + AGAIN_SECONDS)
    floor.command(_send_on(floor, call, call.queue))


def heard_of(floor: Board, call: Call, queue: str) -> None:
    """The dialplan has this waiting call in that queue, by name."""
    if not came_by(floor, call, queue):
        floor.untold.discard(call.id)
    elif call.id not in floor.untold and call.id not in floor.leaving:
        tell(floor, call)


def came_by(floor: Board, call: Call, queue: str) -> bool:
    """Whether the call has left that queue behind, by its name or by that of the queue which took its callers over."""
    return floor.queue_id(queue) != call.queue and bool({queue, floor.queue_id(queue)} & {*call.came_by})


def _send_on(floor: Board, call: Call, queue: str, *, message: bool = False) -> t.SendOn:
    return t.SendOn(
        node=call.node,
        epoch=floor.epoch,
        expires_at=floor.expires(),
        call=call.id,
        channel=call.channel,
        queue=queue,
        message=message,
    )
