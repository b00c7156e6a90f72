"""How a bundle looks in a terminal."""

from __future__ import annotations

from dataclasses import replace

import pytest

from router.adapters.files.config_folder import compile_folder
from router.cli.config_show import show_bundle
from router.domain.routing.policy import Target, TargetKind
from router.settings import CHECKOUT


def test_a_queue_is_shown_with_who_will_do_later_and_where_callers_go(capsys: pytest.CaptureFixture[str]) -> None:
    bundle = compile_folder(CHECKOUT / "config")
    legal = replace(
        bundle.queues["legal"], longest_seconds=600, last_resort=Target(kind=TargetKind.MESSAGE, id="legal")
    )
    show_bundle(replace(bundle, queues={"legal": legal}), None, None, in_force=False)
    assert capsys.readouterr().out.splitlines()[-5:] == [
        "  queue legal 法律维权: legal >= 2; wrap-up 60 s",
        "    from 30 s legal >= 1 will do",
        "    from 90 s anybody will do",
        "    callers go to a message for legal when nobody could come",
        "    callers go to a message for legal after 600 s at the latest",
    ]
