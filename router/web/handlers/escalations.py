"""Ladders that were climbed: who was rung, when, and who took it; and that an agent wants help."""

from __future__ import annotations

from router.domain.errors import NoCall, UnknownCall
from router.domain.ladder.climb import Escalation, LadderRing
from router.domain.requests import AskHelp
from router.web.context import Ask
from router.web.cursor import read_cursor, write_cursor
from router.web.handlers.seats import change, check_own
from router.web.history import EscalationFilter
from router.web.masking import show_number
from router.web.models import SeatView
from router.web.models_escalations import EscalationPage, EscalationView, LadderRingView
from router.web.permissions import Permission
from router.web.queries import EscalationsQuery, HelpBody, Nothing
from router.web.views import utc


async def list_escalations(ask: Ask[EscalationsQuery, Nothing]) -> EscalationPage:
    """Newest first."""
    query = ask.query
    since, until = query.span
    # One more than the page holds tells whether there is another.
    found = await ask.sources.history.find_escalations(
        EscalationFilter(
            open_only=query.open,
            since=since,
            until=until,
            before=read_cursor(query.cursor) if query.cursor else None,
            limit=query.limit + 1,
        )
    )
    page, in_full = found[: query.limit], ask.may(Permission.NUMBERS_SEE)
    last = page[-1].climb if page else None
    return EscalationPage(
        escalations=[_view(one, in_full=in_full) for one in page],
        next=write_cursor(last.began_at, last.id) if last is not None and len(found) > len(page) else None,
    )


async def ask_help(ask: Ask[Nothing, HelpBody]) -> SeatView:
    """As the agent's key does, by the seat that is in the call."""
    call = ask.word("call")
    seat = ask.body.seat or next((one.id for one in await ask.sources.live.seats() if one.call == call), "")
    if not seat:
        raise UnknownCall if await ask.sources.live.call(call) is None else NoCall
    await check_own(ask, seat)
    return await change(ask, AskHelp(seat=seat, actor=ask.sender.actor, call=call))


def _view(escalation: Escalation, *, in_full: bool) -> EscalationView:
    climb = escalation.climb
    return EscalationView(
        id=climb.id,
        ladder=climb.ladder,
        trigger=climb.trigger.value,
        subject=climb.subject,
        calls=list(climb.calls),
        text=climb.text,
        began_at=utc(climb.began_at),
        state=climb.state.value,
        round=climb.round,
        alarmed=climb.alarmed,
        person=climb.person,
        accepted_at=utc(climb.accepted_at),
        ended_at=utc(climb.ended_at),
        end=climb.end,
        rings=[_ring(ring, in_full=in_full) for ring in escalation.rings],
    )


def _ring(ring: LadderRing, *, in_full: bool) -> LadderRingView:
    return LadderRingView(
        id=ring.id,
        round=ring.round,
        step=ring.step,
        person=ring.person,
        seat=ring.seat,
        number=show_number(ring.number, in_full=in_full),
        at=utc(ring.at),
        answered_at=utc(ring.answered_at),
        key=ring.key,
        keyed_at=utc(ring.keyed_at),
        ended_at=utc(ring.ended_at),
        seconds=None if ring.ended_at is None else round(max(ring.ended_at - ring.at, 0.0), 1),
        end=ring.end,
    )
