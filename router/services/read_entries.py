"""Checks the shape of documents, entry by entry, and keeps the entries that pass."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping
from functools import cache
from typing import Any, TypeVar, cast

from pydantic import TypeAdapter, ValidationError
from pydantic.fields import FieldInfo

from router.services.bundle_words import Shape
from router.services.config_document import Document, Problem, Spot
from router.services.suggest_word import suggest_word

T = TypeVar("T")


class EntryReader:
    """Reads entries; what is wrong with them, and with their documents, gathers in `problems`."""

    def __init__(self, documents: Mapping[str, Document]) -> None:
        self.documents = documents
        self.problems: list[Problem] = [found for document in documents.values() for found in document.problems]

    def whole(self, file: str, shape: type[T]) -> T | None:
        """A file that is one entry; None when it has not the shape."""
        document = self.documents[file]
        return self._valid(document, (), shape, document.data) if document.readable else None

    def entries(self, file: str, key_type: Any, value_type: Any) -> dict[str, Any]:
        """The entries of a file that have the right shape, by their keys."""
        document = self.documents[file]
        valid: dict[str, Any] = {}
        for key, value in document.data.items():
            key_good = self._valid(document, (key,), key_type, key) is not None
            found = self._valid(document, (key,), value_type, value)
            if key_good and found is not None:
                valid[key] = found
        return valid

    def _valid(self, document: Document, spot: Spot, shape: type[T], value: Any) -> T | None:
        try:
            checked: T = _adapter(cast(Hashable, shape)).validate_python(value)
            return checked
        except ValidationError as error:
            for detail in error.errors(include_url=False):
                self.problems.append(_explain(document, spot, detail, shape))
            return None


@cache
def _adapter(shape: Any) -> TypeAdapter[Any]:
    return TypeAdapter(shape)


def _explain(document: Document, spot: Spot, detail: Any, shape: Any) -> Problem:
    where = tuple(str(part) for part in detail["loc"] if part != "[key]")
    label = ".".join((*spot, *where)) or "the file"
    kind = detail["type"]
    if kind == "hotline":
        what, remedy = f"`{label}`: {detail['msg']}", detail["ctx"]["remedy"]
    elif kind == "missing":
        what, remedy = f"`{label}` is missing", f"add `{where[-1]}: ...`"
    elif kind == "extra_forbidden":
        what, remedy = f"there is no setting `{label}`", suggest_word(where[-1], _settings(shape, where))
    elif kind in {"model_type", "dict_type", "model_attributes_type"}:
        what, remedy = f"`{label}` should hold `key: value` pairs", "indent them below it"
    else:
        what, remedy = f"`{label}`: {detail['msg']}", "see the sample in `config/`"
    return document.problem((*spot, *where), what, remedy)


def _settings(shape: Any, where: Spot) -> Iterable[str]:
    """The settings that there are at a place, which lies in the shape itself or in one that is nested there."""
    here: Any = shape if _is_shape(shape) else next(_shapes(shape), None)
    for part in where[:-1]:
        # List positions and keys of mappings name no setting.
        found = next((field for name, field in _fields(here) if name == part), None)
        here = here if found is None else next(_shapes(found.annotation), None)
    return [name for name, _ in _fields(here)]


def _fields(shape: Any) -> Iterator[tuple[str, FieldInfo]]:
    """The settings of a shape, as they are written."""
    fields = shape.model_fields if _is_shape(shape) else {}
    return ((field.alias or name, field) for name, field in fields.items())


def _shapes(annotation: Any) -> Iterator[type[Shape]]:
    """The shapes nested in an annotation, however deep."""
    if _is_shape(annotation):
        yield annotation
    for inner in getattr(annotation, "__args__", ()):
        yield from _shapes(inner)


def _is_shape(found: Any) -> bool:
    return isinstance(found, type) and issubclass(found, Shape)
