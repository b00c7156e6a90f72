"""Values to JSON and back, for streams and hashes. Messages carry their class name as `type`."""

from __future__ import annotations

import json
from functools import cache
from typing import Any, TypeVar

from pydantic import TypeAdapter, ValidationError

from router.domain import history, requests, telephony

T = TypeVar("T")


class BadMessage(Exception):
    """A message that cannot be read."""


_adapters: dict[type[Any], TypeAdapter[Any]] = {}


def _adapter(cls: type[Any]) -> TypeAdapter[Any]:
    # Building one costs milliseconds, so each is built once.
    found = _adapters.get(cls)
    if found is None:
        found = _adapters[cls] = TypeAdapter(cls)
    return found


@cache
def _messages() -> dict[str, type[Any]]:
    bases = (telephony.NodeEvent, telephony.NodeCommand, requests.Request, requests.Reply)
    found: dict[str, type[Any]] = {}
    for module in (telephony, requests, history):
        for name, value in vars(module).items():
            if isinstance(value, type) and (module is history or issubclass(value, bases)):
                found[name] = value
    return found


def dump(value: object) -> str:
    """JSON of a dataclass."""
    return _adapter(type(value)).dump_json(value).decode()


def load(cls: type[T], text: str | bytes) -> T:
    """A dataclass from its JSON.

    Raises:
        BadMessage: the text is not of that shape.
    """
    try:
        value: T = _adapter(cls).validate_json(text)
    except ValidationError as error:
        raise BadMessage(f"{cls.__name__}: {error.errors(include_url=False, include_input=False)}") from error
    return value


def dump_message(value: object) -> str:
    """JSON of a message, with its class name."""
    # The type is put in front of the finished text: a caller waits while the router writes half a dozen of these.
    body = _adapter(type(value)).dump_json(value).decode()
    return f'{{"type":"{type(value).__name__}"{"" if body == "{}" else ","}{body[1:]}'


def load_message(text: str | bytes) -> Any:
    """A message from its JSON: an event, a command, a request, a reply or a history record.

    Raises:
        BadMessage: no JSON, an unknown type, or the wrong fields.
    """
    try:
        body = json.loads(text)
        cls = _messages()[body.pop("type")]
        return _adapter(cls).validate_python(body, strict=False)
    except (ValueError, KeyError, AttributeError, TypeError, RecursionError) as error:
        raise BadMessage(f"unreadable message: {type(error).__name__}") from error
