"""The API's description (OpenAPI 3.1), made of the route table and its shapes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from router.domain.errors import Refusal
from router.web.endpoint import Route
from router.web.errors import (
    BadField,
    BadRequest,
    Forbidden,
    TokenMissing,
    TokenUnknown,
    TooLarge,
    WrongContentType,
    WrongFileType,
)
from router.web.errors import status_of as http_status
from router.web.models import Problem
from router.web.permissions import ALLOWED
from router.web.queries import ID, Nothing

Json = dict[str, Any]
IF_MATCH = r'^(\*|[0-9]{1,9}|"[0-9]{1,9}")$'
_REF = "#/components/schemas/{model}"


def build_document(routes: Sequence[Route], version: str) -> Json:
    """The whole document as a JSON object."""
    models: dict[type[BaseModel], None] = {Problem: None}
    for route in routes:
        models |= {model: None for model in (route.reply, route.body) if model is not None}
    modes = [(model, "serialization" if _is_reply(model, routes) else "validation") for model in models]
    _, shapes = models_json_schema(modes, ref_template=_REF)  # type: ignore[arg-type]
    paths: dict[str, Json] = {}
    for route in routes:
        paths.setdefault(route.path, {})[route.method.lower()] = _operation(route)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Hotline",
            "version": version,
            "description": "Seats, queues, lines, calls and recordings of one platform.",
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "paths": paths,
        "components": {
            "schemas": shapes["$defs"],
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
        },
    }


def _is_reply(model: type[BaseModel], routes: Iterable[Route]) -> bool:
    return model is Problem or any(model is route.reply for route in routes)


def _operation(route: Route) -> Json:
    operation: Json = {
        "operationId": f"{route.method.lower()}{re.sub(r'[^a-z0-9]+', '_', route.path.removeprefix('/v1'))}".strip("_"),
        "summary": route.summary,
        "security": [{"token": []}] if route.permission else [{}, {"token": []}],
        "parameters": [*_path_parameters(route.path), *_query_parameters(route.query), *_headers(route)],
        "responses": _responses(route),
    }
    if route.permission:
        roles = [role.value for role in ALLOWED if route.permission in ALLOWED[role]]
        operation["description"] = f"Needs `{route.permission}`: {', '.join(roles)}."
    if route.method == "POST":
        operation["requestBody"] = {
            "required": route.body is not Nothing or bool(route.takes),
            "content": {media: {"schema": {"type": "string", "minLength": 1}} for media in route.takes}
            or {"application/json": {"schema": _ref(route.body)}},
        }
    return operation


def _path_parameters(path: str) -> list[Json]:
    return [
        {"name": name, "in": "path", "required": True, "schema": {"type": "string", "pattern": ID}}
        for name in re.findall(r"{(\w+)}", path)
    ]


def _headers(route: Route) -> list[Json]:
    if not route.if_match:
        return []
    told = f"{route.if_match}, or * for any"
    schema = {"type": "string", "pattern": IF_MATCH}
    return [{"name": "If-Match", "in": "header", "required": True, "description": told, "schema": schema}]


def _query_parameters(shape: type[BaseModel]) -> list[Json]:
    schema = shape.model_json_schema()
    defs = schema.get("$defs", {})
    return [
        {"name": name, "in": "query", "required": False, "schema": _sayable(_inline(field, defs))}
        for name, field in schema.get("properties", {}).items()
    ]


def _sayable(schema: Json) -> Json:
    """Without `null` among the kinds of a value: a query cannot say it, it leaves the parameter out."""
    kinds = [kind for kind in schema.get("anyOf", []) if kind != {"type": "null"}]
    rest = {key: value for key, value in schema.items() if key != "anyOf" and (key, value) != ("default", None)}
    if not kinds:
        return schema
    return {**rest, **kinds[0]} if len(kinds) == 1 else {**rest, "anyOf": kinds}


def _inline(schema: Any, defs: Json) -> Any:
    """A schema with its references replaced: parameters stand alone in the document."""
    if isinstance(schema, list):
        return [_inline(item, defs) for item in schema]
    if not isinstance(schema, dict):
        return schema
    if "$ref" in schema:
        rest = {key: value for key, value in schema.items() if key != "$ref"}
        return {**_inline(defs[schema["$ref"].rsplit("/", 1)[1]], defs), **rest}
    return {key: _inline(value, defs) for key, value in schema.items()}


def _responses(route: Route) -> Json:
    schema: Json = (
        _ref(route.reply) if route.reply else ({} if route.media == "application/json" else {"type": "string"})
    )
    done = "The connection is a WebSocket now" if route.status == 101 else "Done"
    content = {} if route.status == 101 else {"content": {route.media: {"schema": schema}}}
    responses: Json = {str(route.status): {"description": done, **content}}
    if route.media == "audio/ogg":
        responses["206"] = {"description": "The piece that `Range` asked for", "content": {route.media: {}}}
        responses["416"] = {"description": "There is no such piece"}
    refusals: list[type[Refusal]] = [BadField, TokenUnknown, *route.refusals]
    if route.permission:
        refusals += [TokenMissing, Forbidden]
    if route.method == "POST":
        refusals += [BadRequest, WrongFileType if route.takes else WrongContentType, TooLarge]
    by_status: dict[int, list[type[Refusal]]] = {}
    for refusal in refusals:
        by_status.setdefault(http_status(refusal.code), []).append(refusal)
    for status in sorted(by_status):
        text = "; ".join(f"`{refusal.code}`: {_sentence(refusal)}" for refusal in by_status[status])
        responses[str(status)] = {"description": text, "content": {"application/json": {"schema": _ref(Problem)}}}
    if route.path.endswith("/health"):
        responses["503"] = {
            "description": "Only the dialplan's fallback serves callers",
            "content": {"application/json": {"schema": schema}},
        }
    return responses


def _sentence(refusal: type[Refusal]) -> str:
    return (refusal.__doc__ or "").strip().splitlines()[0]


def _ref(model: type[BaseModel] | None) -> Json:
    return {"$ref": _REF.format(model=model.__name__)} if model else {}
