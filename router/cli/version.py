"""The product's own version."""

from __future__ import annotations

import tomllib

from router.settings import CHECKOUT


def product_version() -> str:
    """As `pyproject.toml` says; the product runs from its checkout and is not installed."""
    with (CHECKOUT / "pyproject.toml").open("rb") as file:
        return str(tomllib.load(file)["project"]["version"])
