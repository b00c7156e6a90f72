"""Checks that a sister service can be rung, and that its key and number are its own."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from router.services.bundle_parts import Parts
from router.services.config_document import Problem

FILE: Final = "linkages.yaml"


def check_linkages(parts: Parts) -> Iterator[Problem]:
    """A key that two linkages share, a number that leads back into the house, no way to the outside."""
    document = parts.documents[FILE]
    by_key: dict[str, str] = {}
    lines = {line.number: key for key, line in parts.lines.items()}
    for name, linkage in parts.linkages.items():
        if linkage.key in by_key:
            what = f"key {linkage.key} rings `{by_key[linkage.key]}` already"
            yield document.problem((name, "key"), what, "give one of the two another key")
        by_key.setdefault(linkage.key, name)
        if linkage.number in lines:
            what = f"{linkage.number} is the number of line `{lines[linkage.number]}` of this house"
            yield document.problem((name, "number"), what, "hand the caller on to a queue instead, or remove it")
    if parts.linkages and parts.outbound is None and not parts.documents["outbound.yaml"].data:
        what = "sister services are to be rung, and nothing says how to ring the outside"
        yield document.problem((), what, "add outbound.yaml with its `trunk: ...`")
