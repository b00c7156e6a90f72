"""From one row of the route table to what aiohttp calls: token, permission, query, body, handler, reply."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, Final, TypeVar

from aiohttp import hdrs, web
from pydantic import BaseModel, ValidationError

from router.domain.errors import Refusal
from router.web.context import Ask, Sources
from router.web.errors import BadField, BadRequest, Forbidden, NoSuchRoute, TooLarge, WrongContentType, WrongFileType
from router.web.permissions import Permission
from router.web.queries import ID, Nothing
from router.web.tokens import Holder, find_holder
from router.web.upload import Upload

SOURCES: Final = web.AppKey("sources", Sources)
BODY_SECONDS: Final = 10.0
BODY_BYTES: Final = 64 * 1024
_TOLD: Final = 5
_ID: Final = re.compile(ID)

Handler = Callable[[Ask[Any, Any]], Awaitable[BaseModel | web.StreamResponse]]
M = TypeVar("M", bound=BaseModel)


@dataclass(frozen=True, kw_only=True)
class Route:
    """One row of the route table. `permission` None: for everybody, a token may come along."""

    method: str
    path: str
    permission: Permission | None
    handler: Handler
    summary: str
    reply: type[BaseModel] | None = None
    """None: not JSON by a shape; `media` tells"""
    media: str = "application/json"
    status: int = 200
    """of a reply that is no refusal"""
    body_bytes: int = BODY_BYTES
    """the largest body"""
    if_match: str = ""
    """takes a number as `If-Match`: what it is the number of; empty: it does not"""
    takes: tuple[str, ...] = ()
    """the body is a file of one of these media types, `Ask.body` an `Upload`; empty: JSON by a shape"""
    query: type[BaseModel] = Nothing
    body: type[BaseModel] = Nothing
    refusals: tuple[type[Refusal], ...] = ()
    """those of its own, beyond what the table's shape says: token, permission, fields"""


def make_endpoint(route: Route) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
    """What aiohttp is to call for this row."""

    async def endpoint(request: web.Request) -> web.StreamResponse:
        sources = request.app[SOURCES]
        holder = _check_holder(route, request, sources)
        if not all(_ID.fullmatch(word) for word in request.match_info.values()):
            raise NoSuchRoute
        ask = Ask(
            http=request,
            holder=holder,
            query=_read_query(route.query, request),
            body=await _read_body(route, request),
            sources=sources,
        )
        answer = await route.handler(ask)
        if isinstance(answer, web.StreamResponse):
            return answer
        return web.Response(text=answer.model_dump_json(), content_type="application/json")

    return endpoint


def _check_holder(route: Route, request: web.Request, sources: Sources) -> Holder | None:
    if route.permission is None and hdrs.AUTHORIZATION not in request.headers:
        return None
    holder = find_holder(sources.tokens(), request.headers)
    if route.permission is not None and not holder.may(route.permission):
        raise Forbidden
    return holder


def _read_query(shape: type[M], request: web.Request) -> M:
    given = request.query
    twice = sorted({name for name in given if len(given.getall(name)) > 1})
    if twice:
        raise BadField(f"{twice[0][:40]}: given twice")
    return _validate(lambda: shape.model_validate(dict(given)))


async def _read_body(route: Route, request: web.Request) -> BaseModel | Upload:
    shape = route.body
    try:
        async with asyncio.timeout(BODY_SECONDS):
            raw = await _read(request, route.body_bytes)
    except TimeoutError as error:
        raise BadRequest("its body did not arrive in time") from error
    if route.takes:
        return _upload(route, request, raw)
    if not raw:
        if shape is Nothing:
            return shape()
        raise BadField("a JSON body is needed")
    if request.content_type != "application/json" or hdrs.CONTENT_ENCODING in request.headers:
        raise WrongContentType
    return _validate(lambda: shape.model_validate_json(raw))


def _upload(route: Route, request: web.Request, raw: bytes) -> Upload:
    if not raw:
        raise BadField("a file is needed as the body")
    if request.content_type not in route.takes or hdrs.CONTENT_ENCODING in request.headers:
        raise WrongFileType
    return Upload(media_type=request.content_type, content=raw)


async def _read(request: web.Request, most: int) -> bytes:
    """The whole body. Raises TooLarge as soon as it is known."""
    if (request.content_length or 0) > most:
        raise TooLarge
    pieces: list[bytes] = []
    got = 0
    async for piece in request.content.iter_any():
        got += len(piece)
        if got > most:
            raise TooLarge
        pieces.append(piece)
    return b"".join(pieces)


def _validate(read: Callable[[], M]) -> M:
    """Raises BadRequest when it is no JSON, BadField with the fields' names; values are never repeated."""
    try:
        return read()
    except ValidationError as error:
        problems = error.errors(include_url=False, include_context=False, include_input=False)
        if problems[0]["type"] == "json_invalid":
            raise BadRequest(problems[0]["msg"]) from None
        told = (f"{'.'.join(str(step)[:40] for step in p['loc']) or 'body'}: {p['msg']}" for p in problems[:_TOLD])
        raise BadField("; ".join(told)) from None
