"""Asks the API of a running copy, as the administrator of this machine."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from typing import Any

from router.cli.options import local_host
from router.settings import Settings


class ApiAway(Exception):
    """The API does not answer; is the copy up? `./hotline status` says more."""

    def __str__(self) -> str:
        return str(type(self).__doc__)


class ApiRefused(Exception):
    """The API refused; the message is its own."""


def read_secrets(settings: Settings) -> dict[str, Any]:
    """The copy's secrets; empty when there are none yet or this user may not read them."""
    try:
        body = json.loads(settings.secrets.read_text())
    except (OSError, ValueError):
        return {}
    return body if isinstance(body, dict) else {}


def ask_api(settings: Settings, method: str, path: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
    """One request to the API, with the administrator's token; the answer's JSON.

    Raises:
        ApiRefused: with code and sentence.
        ApiAway: no answer.
    """
    token = read_secrets(settings).get("tokens", {}).get("admin", {}).get("token", "")
    if not token:
        raise ApiRefused(f"no token can be read in {settings.secrets}; run this as the user who ran `./hotline up`")
    host = local_host(settings)
    request = urllib.request.Request(
        f"http://{f'[{host}]' if ':' in host else host}:{settings.api_port}{path}",
        method=method,
        data=None if body is None else json.dumps(body).encode(),
        headers={"Authorization": f"Bearer {token}", "Content-Type": "application/json"},
    )
    # A proxy set for the outside world has no business with one's own machine.
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(request, timeout=10) as answer:
            return _object(answer.read())
    except urllib.error.HTTPError as error:
        with error:
            said = _object(error.read())
        raise ApiRefused(f"{said.get('message', error.reason)} [{said.get('code', error.code)}]") from None
    except OSError:
        raise ApiAway from None


def _object(text: bytes) -> dict[str, Any]:
    try:
        body = json.loads(text)
    except ValueError:
        return {}
    return body if isinstance(body, dict) else {}
