"""Which seats there are, and as whom to log on: read from what the start of the platform left behind."""

from __future__ import annotations

from router.adapters.ami.dial import Account
from router.adapters.files.bundle_store import BundleDamaged, BundleStore
from router.adapters.files.secrets import load_secrets
from router.settings import Settings


class NoBundle(Exception):
    """There is no bundle in force, or it cannot be read."""


def known_seats(settings: Settings) -> frozenset[str]:
    """Ids of the seats of the bundle in force.

    Raises:
        NoBundle: nobody can say which seats there are.
    """
    store = BundleStore(settings.bundles)
    number = store.current()
    if number is None:
        raise NoBundle("no number in force")
    try:
        return frozenset(store.load(number).seats)
    except BundleDamaged as error:
        raise NoBundle(str(error)) from error


def account(settings: Settings) -> Account:
    """Where Asterisk's manager interface is, and as whom to log on. Raises SecretsError."""
    ami = load_secrets(settings).ami
    return Account(host="127.0.0.1", port=settings.ami_port, user=ami.user, secret=ami.secret)
