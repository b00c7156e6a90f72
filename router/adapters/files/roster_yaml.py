"""Reads a roster from YAML: date, then shift, then role, then agent numbers."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from router.adapters.files.yaml_document import parse_source, read_yaml
from router.services.config_document import Document, Problem, Spot
from router.services.roster_sheet import Row, Sheet

SHAPE = "write `2026-10-01: {night: {lead: [8001], agent: [8002, 8003]}}`, or `night: [8002, 8003]`"


def read_roster_yaml(path: Path) -> Sheet:
    """The rows of a file. Never raises for what is in it: look at `problems`."""
    return _sheet(read_yaml(path))


def parse_roster_yaml(raw: bytes, file: str) -> Sheet:
    """The rows of a file's content. Never raises for what is in it: look at `problems`."""
    return _sheet(parse_source(raw, file))


def _sheet(document: Document) -> Sheet:
    rows: list[Row] = []
    problems = list(document.problems)
    for each in _rows(document):
        if isinstance(each, Row):
            rows.append(each)
        else:
            problems.append(each)
    return Sheet(file=document.file, rows=tuple(rows), problems=tuple(problems))


def _rows(document: Document) -> Iterator[Row | Problem]:
    for on, shifts in document.data.items():
        if not isinstance(shifts, dict):
            yield document.problem((on,), f"`{on}` holds no shifts", SHAPE)
            continue
        for shift, people in shifts.items():
            if isinstance(people, dict):
                for role, named in people.items():
                    yield from _people(document, (on, shift, role), named)
            else:
                yield from _people(document, (on, shift), people)


def _people(document: Document, spot: Spot, named: Any) -> Iterator[Row | Problem]:
    if isinstance(named, str):
        named = [named]
    if not isinstance(named, list):
        yield document.problem(spot, f"`{'.'.join(spot)}` names nobody", SHAPE)
        return
    on, shift, role = (*spot, "")[:3]
    for number, person in enumerate(named):
        here = (*spot, str(number))
        if isinstance(person, str):
            yield Row(line=document.line(here), date=on, shift=shift, role=role, person=person)
        else:
            yield document.problem(here, f"`{'.'.join(spot)}` names nobody here", SHAPE)
