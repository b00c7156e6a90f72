"""Turns configuration documents into a bundle, or into the whole list of what is wrong with them."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from functools import cache
from typing import Any, Final, TypeVar, cast

from pydantic import TypeAdapter, ValidationError

from router.domain.bundle import Agent, Bundle, Line, Queue, SeatPlace, Site
from router.services.bundle_shape import (
    AgentNumber,
    AgentShape,
    Id,
    Language,
    LineShape,
    Name,
    PromptName,
    QueueShape,
    SeatNumber,
    SeatShape,
    Shape,
    SiteShape,
    Spoken,
)
from router.services.check_bundle import Parts, check_bundle
from router.services.config_document import ConfigRefused, Document, Problem, Spot
from router.services.suggest_word import suggest_word

FILES: Final = ("site.yaml", "lines.yaml", "queues.yaml", "skills.yaml", "seats.yaml", "agents.yaml", "texts.yaml")
"""Every file of a configuration, in the order in which problems are told."""

T = TypeVar("T")


def compile_bundle(documents: Mapping[str, Document]) -> Bundle:
    """The bundle that the documents describe, its `number` still 0. `documents` has one entry per name in `FILES`.

    Shape is checked first, entry by entry, then what refers to what; a broken entry hides no problem of another.

    Raises:
        ConfigRefused: with all problems, by file and line.
    """
    reader = _Reader(documents)
    parts = Parts(
        documents=documents,
        site=reader.site(),
        lines=reader.entries("lines.yaml", Id, LineShape),
        queues=reader.entries("queues.yaml", Id, QueueShape),
        skills=reader.entries("skills.yaml", Id, Name),
        seats=reader.entries("seats.yaml", SeatNumber, SeatShape),
        agents=reader.entries("agents.yaml", AgentNumber, AgentShape),
        texts=reader.entries("texts.yaml", Language, dict[PromptName, Spoken]),
    )
    problems = [*reader.problems, *check_bundle(parts)]
    site = parts.site
    if problems or site is None:
        raise ConfigRefused(tuple(sorted(problems, key=lambda found: (_rank(found.file), found.line, found.what))))
    return _bundle(site, parts)


def _rank(file: str) -> int:
    return FILES.index(file) if file in FILES else len(FILES)


def _bundle(site: SiteShape, parts: Parts) -> Bundle:
    return Bundle(
        number=0,
        site=Site(**site.model_dump()),
        lines={key: Line(id=key, **shape.model_dump()) for key, shape in parts.lines.items()},
        queues={key: Queue(id=key, **shape.model_dump()) for key, shape in parts.queues.items()},
        skills=dict(parts.skills),
        seats={key: SeatPlace(id=key, **shape.model_dump()) for key, shape in parts.seats.items()},
        agents={key: Agent(id=key, **shape.model_dump()) for key, shape in parts.agents.items()},
        texts={language: dict(texts) for language, texts in parts.texts.items()},
    )


class _Reader:
    """Checks shape, entry by entry, and keeps the entries that pass."""

    def __init__(self, documents: Mapping[str, Document]) -> None:
        self.documents = documents
        self.problems: list[Problem] = [found for document in documents.values() for found in document.problems]

    def site(self) -> SiteShape | None:
        document = self.documents["site.yaml"]
        return self._valid(document, (), SiteShape, document.data) if document.readable else None

    def entries(self, file: str, key_type: Any, value_type: type[T]) -> dict[str, T]:
        document = self.documents[file]
        valid: dict[str, T] = {}
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
        what, remedy = f"there is no setting `{label}`", suggest_word(where[-1], _settings(shape))
    elif kind in {"model_type", "dict_type"}:
        what, remedy = f"`{label}` should hold `key: value` pairs", "indent them below it"
    else:
        what, remedy = f"`{label}`: {detail['msg']}", "see the sample in `config/`"
    return document.problem((*spot, *where), what, remedy)


def _settings(shape: Any) -> Iterable[str]:
    return shape.model_fields if isinstance(shape, type) and issubclass(shape, Shape) else ()
