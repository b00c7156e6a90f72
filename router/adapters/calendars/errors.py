"""Why a calendar cannot be had."""

from __future__ import annotations


class UnknownCountry(Exception):
    """No holidays are known of such a country or region."""
