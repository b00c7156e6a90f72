"""What scripts read of the router's files."""

from __future__ import annotations

from pathlib import Path

import pytest

from router.client import announcements_on
from router.settings import Settings


@pytest.mark.parametrize(
    ("content", "on"),
    [
        ('{"flood": {"on": true, "at": 1.0, "by": "cli"}, "strike": {"on": false}}', {"flood"}),
        ("{}", set()),
        ('{"flood": {"on": "yes"}}', set()),
        ('{"flood": true}', set()),
        ('["flood"]', set()),
        ('{"flood"', set()),
        (None, set()),
    ],
)
def test_announcements_are_on_when_the_file_says_so(tmp_path: Path, content: str | None, on: set[str]) -> None:
    settings = Settings(data=tmp_path, config=tmp_path)
    if content is not None:
        settings.announcements.write_text(content)
    assert announcements_on(settings) == on
