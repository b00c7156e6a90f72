"""Ops staff find every setting, and what the page shows them is good."""

from __future__ import annotations

import re

import pytest
from pydantic import BaseModel

from router.adapters.files.config_folder import read_texts
from router.services.bundle_shape import LineShape, QueueShape, SiteShape
from router.services.incident_shape import IncidentsShape
from router.services.routing_shape import OverflowShape, StepShape, TargetShape
from router.settings import CHECKOUT

PAGE = (CHECKOUT / "docs" / "roles" / "ops.md").read_text()
FILES = {path.name: path.read_text() for path in (CHECKOUT / "config").glob("*.yaml")}


@pytest.mark.parametrize(
    ("file", "shape"),
    [
        ("site.yaml", SiteShape),
        ("site.yaml", IncidentsShape),
        ("lines.yaml", LineShape),
        ("queues.yaml", QueueShape),
        ("queues.yaml", StepShape),
        ("queues.yaml", OverflowShape),
        ("queues.yaml", TargetShape),
    ],
)
def test_every_setting_is_in_the_sample_or_on_the_page(file: str, shape: type[BaseModel]) -> None:
    names = {field.alias or name for name, field in shape.model_fields.items()}
    told = set(re.findall(r"`([a-z_]+)[`:]", PAGE)) | set(re.findall(r"\b([a-z_]+):", FILES[file]))
    assert names <= told


def test_the_example_of_the_page_compiles() -> None:
    (example,) = re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL)
    # It takes the place of the sample's own queue of that name.
    sample = FILES["queues.yaml"]
    rest = sample.partition("legal:\n")[0] + "membership:" + sample.partition("\nmembership:")[2]
    rest = re.sub(r"queue: legal\}", "queue: general}", rest)
    bundle = read_texts({**FILES, "queues.yaml": f"{rest}\n{example}"}, {}).bundle
    assert [step.after for step in bundle.queues["legal"].steps] == [30.0, 90.0, 180.0]
