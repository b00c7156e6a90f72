from __future__ import annotations

from collections.abc import Iterator

from router.domain import errors as domain_errors
from router.domain.errors import Refusal
from router.domain.shifts import refusals as roster_refusals
from router.services import apply_parts
from router.services.config_document import ConfigRefused
from router.web import errors as web_errors
from router.web.errors import STATUS
from router.web.openapi import build_document
from router.web.permissions import ALLOWED, Permission, Role
from router.web.routes import ROUTES


def every_refusal(cls: type[Refusal] = Refusal) -> Iterator[type[Refusal]]:
    yield cls
    for child in cls.__subclasses__():
        yield from every_refusal(child)


def test_every_role_stands_in_the_table() -> None:
    assert set(ALLOWED) == set(Role)


def test_every_permission_is_held_by_somebody_and_none_by_everybody_that_shows_numbers() -> None:
    assert set().union(*ALLOWED.values()) == set(Permission)
    for private in (Permission.NUMBERS_SEE, Permission.RECORDINGS_HEAR, Permission.CALLS_READ, Permission.SEATS_SET,
                    Permission.ALARMS_READ):  # fmt: skip
        assert {role for role in Role if private in ALLOWED[role]} == {Role.ADMIN, Role.LEAD}


def test_who_may_set_any_seat_may_set_one() -> None:
    assert all(Permission.SEATS_OWN in held for held in ALLOWED.values() if Permission.SEATS_SET in held)
    assert Permission.SEATS_OWN not in ALLOWED[Role.WALLBOARD]


def test_only_health_and_description_are_open() -> None:
    # A WebSocket asks for its token itself: it may come as the first message.
    open_to_all = {route.path for route in ROUTES if route.permission is None and route.status != 101}
    assert open_to_all == {"/v1/health", "/v1/openapi.json"}


def test_no_route_stands_twice() -> None:
    assert len({(route.method, route.path) for route in ROUTES}) == len(ROUTES)


def test_every_change_needs_more_than_reading() -> None:
    reading = {Permission.SEATS_READ, Permission.QUEUES_READ, Permission.CALLS_READ, Permission.WHO_AM_I}
    assert all(route.permission not in {None, *reading} for route in ROUTES if route.method != "GET")


def test_every_refusal_has_a_status_and_a_sentence() -> None:
    modules = {module.__name__ for module in (domain_errors, web_errors, apply_parts, roster_refusals)}
    named = [cls for cls in every_refusal() if cls.__module__ in modules]
    assert {cls.code for cls in named} | {ConfigRefused.code} == set(STATUS)
    assert len({cls.code for cls in named}) == len(named)
    for cls in named:
        assert cls().message.endswith((".", "`."))


def test_the_description_lists_exactly_the_table() -> None:
    paths = build_document(ROUTES, "0")["paths"]
    listed = {(method.upper(), path) for path, methods in paths.items() for method in methods}
    assert listed == {(route.method, route.path) for route in ROUTES}
