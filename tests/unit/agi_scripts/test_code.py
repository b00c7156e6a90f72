"""The script against an Asterisk of a few lines, the router away or answering."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from agi_scripts.code import code
from agi_scripts.serve_call import SCRIPTS
from asterisk_conf import names
from router.adapters.codec import dump
from router.client import BundleUnavailable
from router.domain.requests import Reply, Request, SignOn
from router.domain.seat import Seat
from router.settings import Settings
from tests.unit.agi_scripts.small_asterisk import Small, small
from tests.unit.ivr.test_prompts import bundle

__all__ = ["small"]


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    made = Settings(data=tmp_path, config=tmp_path)
    made.bundles.mkdir()
    (made.bundles / "000007.json").write_text(dump(replace(bundle(), number=7)))
    (made.bundles / "current").write_text("7\n")
    (made.sounds / "zh-CN").mkdir(parents=True)
    for name in ("code_unavailable", "am_nobody", "ask_agent", "ask_pin", "signed_on", "offer_ready"):
        (made.sounds / "zh-CN" / f"{name}.alaw").write_bytes(bytes(8_000))
    return made


def dial(asked: Small, settings: Settings, number: str) -> list[str]:
    """Names of what was played."""
    asterisk, session = asked
    asterisk.variables |= {names.FROM: "1001", names.CODE: number}
    code(session, settings)
    return [Path(what[1]).name for what in asterisk.done if what[0] == "play"]


def test_it_is_served() -> None:
    assert SCRIPTS["code"] is code


def test_without_a_router_that_is_said(small: Small, settings: Settings) -> None:
    assert dial(small, settings, "10") == ["code_unavailable"]
    # It is said once, not by the dialplan again.
    assert small[0].variables[names.DECISION] == names.DECISION_END


def test_the_routers_answer_is_said(small: Small, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("agi_scripts.code.ask", lambda _, request: Reply(ok=True, seat=Seat(id=request.seat)))
    assert dial(small, settings, "10") == ["am_nobody"]
    assert small[0].done[-1] == ("set", names.DECISION, names.DECISION_END)


def test_keys_go_to_the_router_and_into_no_log(
    small: Small, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[Request] = []

    def ask(_: Settings, request: Request) -> Reply:
        asked.append(request)
        return Reply(ok=True, seat=Seat(id=request.seat))

    monkeypatch.setattr("agi_scripts.code.ask", ask)
    small[0].later = [*"8001#471199#"]
    with capture_logs() as logs:
        dial(small, settings, "11")
    assert SignOn(seat="1001", actor="agent:8001", agent="8001", pin="471199") in asked
    assert [line["event"] for line in logs] == ["code_dialled"]
    assert "471199" not in str(logs) + str(small[0].variables)


def test_without_a_bundle_nothing_is_said(small: Small, settings: Settings) -> None:
    (settings.bundles / "current").unlink()
    with pytest.raises(BundleUnavailable):
        dial(small, settings, "10")
    assert small[0].done == []
