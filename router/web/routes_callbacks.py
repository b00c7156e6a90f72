"""Routes about callbacks that are owed."""

from __future__ import annotations

from typing import Final

from router.domain.errors import NoCall, RouterAway, StateLost
from router.web.endpoint import Route
from router.web.errors import NoSuchRoute
from router.web.handlers import callbacks
from router.web.models_callbacks import CallbackPage
from router.web.permissions import Permission
from router.web.queries import NoteBody

P = Permission

ROUTES: Final[tuple[Route, ...]] = (
    Route(
        method="GET",
        path="/v1/callbacks",
        permission=P.CALLS_READ,
        handler=callbacks.list_callbacks,
        summary="Callbacks that are owed or being made, in their order",
        reply=CallbackPage,
        refusals=(StateLost,),
    ),
    Route(
        method="POST",
        path="/v1/callbacks/{call}/cancel",
        permission=P.CALLBACKS_SET,
        handler=callbacks.cancel_callback,
        summary="Nobody shall be called back for this call; the others that are owed",
        reply=CallbackPage,
        body=NoteBody,
        refusals=(NoSuchRoute, NoCall, RouterAway, StateLost),
    ),
)
