"""What Asterisk's step of an apply sees ahead, before anything is changed."""

from __future__ import annotations

from pathlib import Path

import pytest

from router.services.apply_config import tell_nobody
from router.services.apply_parts import StepFailed
from router.supervisor.applying.asterisk import AsteriskStep
from router.supervisor.console import Console
from tests.unit.asterisk_conf.dialplan_text import sample_bundle, sample_runtime, sample_settings


def step(folder: Path, *argv: str) -> AsteriskStep:
    """With a console that is this command."""
    console = Console(argv=argv, environ={})
    return AsteriskStep(settings=sample_settings(folder), runtime=sample_runtime(folder / "runtime"), console=console)


@pytest.mark.parametrize(
    "argv", [("/bin/true",), ("/bin/echo", "Unable to connect to remote asterisk"), ("/no/console",)]
)
async def test_an_asterisk_that_does_not_answer_is_told_before_anything_is_changed(
    tmp_path: Path, argv: tuple[str, ...]
) -> None:
    with pytest.raises(StepFailed, match="it does not answer"):
        await step(tmp_path, *argv).prepare(sample_bundle(), tell_nobody)


async def test_one_that_answers_is_fine(tmp_path: Path) -> None:
    await step(tmp_path, "/bin/echo", "System uptime: 1 second").prepare(sample_bundle(), tell_nobody)
