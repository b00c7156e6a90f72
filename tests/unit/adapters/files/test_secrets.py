"""Secrets are generated once, kept private, and never shown."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from router.adapters.files.config_folder import compile_folder
from router.adapters.files.secrets import SecretsError, load_or_create_secrets, load_secrets
from router.domain.bundle import Agent, Bundle, SeatPlace
from router.settings import CHECKOUT, Settings, build_settings


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return build_settings(data=tmp_path / "data", config=CHECKOUT / "tests" / "bundle", environ={})


@pytest.fixture
def bundle(settings: Settings) -> Bundle:
    return compile_folder(settings.config)


def mode(path: Path) -> int:
    return path.stat().st_mode & 0o777


def test_first_start(settings: Settings, bundle: Bundle) -> None:
    made = load_or_create_secrets(settings, bundle)
    assert mode(settings.secrets) == 0o600
    stored = json.loads(settings.secrets.read_text())
    assert set(stored) == {"ami", "sip", "pins", "tokens", "webhooks", "trunks", "channels"}
    assert set(stored["ami"]) == {"user", "secret"}
    assert set(stored["sip"]) == set(bundle.seats)
    assert set(stored["pins"]) == set(bundle.agents)
    assert {name: token["role"] for name, token in stored["tokens"].items()} == {
        "admin": "admin",
        "lead": "lead",
        "wallboard": "wallboard",
    }
    assert len(set(made.sip.values())) == len(bundle.seats)
    assert load_secrets(settings) == made


def test_new_seats_and_agents_are_added_and_nothing_else_changes(settings: Settings, bundle: Bundle) -> None:
    made = load_or_create_secrets(settings, bundle)
    grown = replace(
        bundle,
        seats={**bundle.seats, "1007": SeatPlace(id="1007", name="x")},
        agents={"8009": Agent(id="8009", name="y")},
    )
    again = load_or_create_secrets(settings, grown)
    assert set(again.sip) - set(made.sip) == {"1007"}
    assert set(again.pins) - set(made.pins) == {"8009"}
    assert again.sip.items() >= made.sip.items()
    assert again.pins.items() >= made.pins.items()
    assert (again.ami, again.tokens) == (made.ami, made.tokens)
    before = settings.secrets.read_bytes()
    load_or_create_secrets(settings, grown)
    assert settings.secrets.read_bytes() == before


def test_no_value_is_shown_or_logged(settings: Settings, bundle: Bundle) -> None:
    with capture_logs() as logs:
        made = load_or_create_secrets(settings, bundle)
    values = [made.ami.secret, *made.sip.values(), *made.pins.values(), *(t.token for t in made.tokens.values())]
    shown = f"{made!r} {made} {made.tokens['admin']!r} {logs}"
    assert logs
    assert not [value for value in values if value in shown]


def test_a_file_that_others_may_read_is_narrowed_and_told(settings: Settings, bundle: Bundle) -> None:
    load_or_create_secrets(settings, bundle)
    settings.secrets.chmod(0o644)
    with capture_logs() as logs:
        load_or_create_secrets(settings, bundle)
    assert mode(settings.secrets) == 0o600
    assert [entry["event"] for entry in logs] == ["secrets_were_readable_by_others"]


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b"[]", b"\xff", b'{"ami": {"user": "a", "secret": "hunter2 hunter2"}, "sip": {}, "pins": {}}'],
)
def test_a_damaged_file_is_refused_left_alone_and_not_quoted(
    settings: Settings, bundle: Bundle, content: bytes
) -> None:
    settings.secrets.parent.mkdir()
    settings.secrets.write_bytes(content)
    with pytest.raises(SecretsError) as error:
        load_or_create_secrets(settings, bundle)
    assert "hunter2" not in str(error.value)
    assert settings.secrets.read_bytes() == content


def test_a_link_is_refused(settings: Settings, bundle: Bundle, tmp_path: Path) -> None:
    settings.secrets.parent.mkdir()
    (tmp_path / "elsewhere").write_text("{}")
    settings.secrets.symlink_to(tmp_path / "elsewhere")
    with pytest.raises(SecretsError):
        load_or_create_secrets(settings, bundle)


def test_none_yet(settings: Settings) -> None:
    with pytest.raises(SecretsError, match="does not exist yet"):
        load_secrets(settings)
