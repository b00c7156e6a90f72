"""Around every request: refusals into JSON, security headers, one log line and one count."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable, Sequence
from typing import Final

import structlog
from aiohttp import hdrs, web

from router.domain.errors import Refusal
from router.domain.shifts.checks.finding import Finding
from router.domain.shifts.refusals import RosterBroken
from router.services import config_document as config
from router.services.config_document import ConfigRefused
from router.web.endpoint import SOURCES
from router.web.errors import (
    BadRequest,
    Fault,
    NoSuchRoute,
    RosterRefused,
    RouterRefused,
    ShiftsUnusable,
    TooLarge,
    WrongMethod,
    status_of,
)
from router.web.models import Problem
from router.web.roster_views import finding_views, problem_views

log = structlog.get_logger()

Next = Callable[[web.Request], Awaitable[web.StreamResponse]]

HEADERS: Final = {
    "Server": "hotline",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
    # Calls and numbers shall not stay in a browser or a proxy.
    "Cache-Control": "no-store",
}


async def add_headers(_request: web.Request, response: web.StreamResponse) -> None:
    """On every reply, streamed files too."""
    response.headers.update(HEADERS)


@web.middleware
async def answer(request: web.Request, handler: Next) -> web.StreamResponse:
    """Nothing leaves the API but its shapes; what nobody foresaw is a logged fault."""
    started = time.monotonic()
    route = _route_of(request)
    try:
        response = await handler(request)
    except (ConfigRefused, RosterRefused, ShiftsUnusable) as refused:
        response = refuse(refused.code, refused.message, refused.problems)
    except RosterBroken as refused:
        response = refuse(refused.code, refused.message, findings=refused.findings)
    except Refusal as refusal:
        response = refuse(refusal.code, refusal.message)
    except RouterRefused as refused:
        response = refuse(refused.code, refused.message)
    except web.HTTPException as error:
        response = _translate(error)
    except ConnectionResetError:
        # The client has gone: there is nobody to answer, and nothing is wrong here.
        raise
    except Exception:
        log.exception("api_fault", route=route, method=request.method)
        response = refuse(Fault.code, Fault().message)
    if response.status == 413:
        # The rest of the body is not read: nothing after it on this connection could be.
        response.force_close()
    _count(request, route, response.status, time.monotonic() - started)
    return response


def refuse(
    code: str, message: str, problems: Sequence[config.Problem] = (), findings: Sequence[Finding] = ()
) -> web.Response:
    """A refusal as JSON, with the status of the table."""
    told = problem_views(problems)
    problem = Problem(code=code, message=message, problems=told or None, findings=finding_views(findings) or None)
    response = web.Response(
        text=problem.model_dump_json(exclude_none=True),
        status=status_of(code),
        content_type="application/json",
    )
    if response.status == 401:
        response.headers[hdrs.WWW_AUTHENTICATE] = "Bearer"
    if response.status == 503:
        response.headers[hdrs.RETRY_AFTER] = "3"
    return response


def _translate(error: web.HTTPException) -> web.Response:
    """What aiohttp itself refuses."""
    if isinstance(error, web.HTTPMethodNotAllowed):
        response = refuse(WrongMethod.code, WrongMethod().message)
        response.headers[hdrs.ALLOW] = ", ".join(sorted(error.allowed_methods))
        return response
    if isinstance(error, web.HTTPNotFound):
        return refuse(NoSuchRoute.code, NoSuchRoute().message)
    if isinstance(error, web.HTTPRequestEntityTooLarge):
        return refuse(TooLarge.code, TooLarge().message)
    return refuse(BadRequest.code, BadRequest().message)


def _route_of(request: web.Request) -> str:
    """The route's pattern: a path itself may hold anything, and is neither logged nor counted by."""
    resource = request.match_info.route.resource
    return resource.canonical if resource is not None else "none"


def _count(request: web.Request, route: str, status: int, seconds: float) -> None:
    counters = request.app[SOURCES].counters
    counters.requests.labels(route=route, status=str(status)).inc()
    if status != 101:
        # How long somebody listened is not how long an answer took.
        counters.seconds.labels(route=route).observe(seconds)
    log.info("api_request", method=request.method, route=route, status=status, ms=round(seconds * 1000, 1))
