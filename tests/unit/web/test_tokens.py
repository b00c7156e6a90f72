from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from router.web.errors import TokenMissing, TokenUnknown
from router.web.permissions import Permission, Role
from router.web.tokens import Holder, TokenFile, find_holder, read_tokens

LEAD = "l" * 20
SCREEN = "w" * 20


def text(**tokens: object) -> str:
    return json.dumps({"pins": {}, "tokens": tokens})


TOKENS = read_tokens(
    text(lead={"token": LEAD, "role": "lead"}, screen={"token": SCREEN, "role": "wallboard"})
)  # fmt: skip


def test_holder_is_found() -> None:
    holder = find_holder(TOKENS, {"Authorization": f"bearer  {SCREEN} "})
    assert holder == Holder(name="screen", role=Role.WALLBOARD)
    assert holder.actor == "token:screen"
    assert holder.may(Permission.SEATS_READ)
    assert not holder.may(Permission.SEATS_SET)


@pytest.mark.parametrize("header", ["", "Bearer", "Bearer ", "Basic bDps", LEAD, f"Token {LEAD}"])
def test_no_bearer_token(header: str) -> None:
    with pytest.raises(TokenMissing):
        find_holder(TOKENS, {"Authorization": header})


@pytest.mark.parametrize("given", [LEAD[:-1], LEAD + "l", LEAD.upper(), "\udcff\udc80", "é" * 20, f"{LEAD} {SCREEN}"])
def test_an_unknown_token(given: str) -> None:
    with pytest.raises(TokenUnknown):
        find_holder(TOKENS, {"Authorization": f"Bearer {given}"})


@pytest.mark.parametrize(
    "entry",
    [
        {"token": "", "role": "admin"},
        {"token": "short", "role": "admin"},
        {"token": LEAD, "role": "king"},
        {"token": LEAD},
        {"role": "admin"},
        {"token": 12345678901234567890, "role": "admin"},
        LEAD,
        None,
    ],
)
def test_a_token_that_could_be_guessed_or_has_no_role_is_not_taken(entry: object) -> None:
    assert read_tokens(text(bad=entry)) == ()


def test_a_token_does_not_show_itself() -> None:
    assert LEAD not in repr(TOKENS)
    assert LEAD not in str(vars(TOKENS[0]))


@pytest.mark.parametrize("content", ["", "[]", '"x"', '{"tokens": []}', "{"])
def test_no_secrets_file(content: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        read_tokens(content)


def write(path: Path, content: str) -> None:
    fresh = path.with_suffix(".new")
    fresh.write_text(content)
    os.replace(fresh, path)


def test_the_file_is_read_again_when_it_changes(tmp_path: Path) -> None:
    path = tmp_path / "secrets.json"
    tokens = TokenFile(path)
    assert tokens() == ()
    write(path, text(lead={"token": LEAD, "role": "lead"}))
    assert [token.holder.name for token in tokens()] == ["lead"]
    write(path, text(screen={"token": SCREEN, "role": "wallboard"}))
    assert [token.holder.name for token in tokens()] == ["screen"]
    write(path, "{ half a file")
    assert [token.holder.name for token in tokens()] == ["screen"]
    path.unlink()
    assert tokens() == ()
