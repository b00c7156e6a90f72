"""Reads the shifts file."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

from router.adapters.calendars.choose import day_kinds
from router.adapters.calendars.errors import UnknownCountry
from router.adapters.files.yaml_document import read_yaml
from router.domain.shifts.days import DayKinds
from router.domain.shifts.plan import Plan
from router.services.compile_shifts import compile_shifts
from router.services.config_document import ConfigRefused


def read_shifts(path: Path, *, skills: Collection[str], lines: Collection[str]) -> tuple[Plan, DayKinds]:
    """The plan, and the kinds of day it asks for. `skills` and `lines` are those of the bundle.

    Raises:
        ConfigRefused: with all problems.
    """
    document = read_yaml(path)
    plan = compile_shifts(document, skills=skills, lines=lines)
    try:
        return plan, day_kinds(plan)
    except UnknownCountry as error:
        spot = ("region",) if plan.region else ("country",)
        remedy = "write a code of ISO 3166 such as CN, or leave it out: weekends alone"
        raise ConfigRefused((document.problem(spot, str(error), remedy),)) from error
