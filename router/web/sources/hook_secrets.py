"""The webhooks' secrets, from the copy's secrets file."""

from __future__ import annotations

from collections.abc import Mapping

import structlog

from router.adapters.files.secrets import SecretsError, load_secrets
from router.settings import Settings

log = structlog.get_logger()


class HookSecrets:
    """Reads the file each time: it is small, and a secret may be new."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    def __call__(self) -> Mapping[str, str]:
        """Webhook to its secret; none while the file cannot be used."""
        try:
            return load_secrets(self._settings).webhooks
        except SecretsError as error:
            log.error("webhook_secrets_unreadable", error=type(error).__name__)
            return {}
