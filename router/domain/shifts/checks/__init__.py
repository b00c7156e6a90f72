"""Checks of a roster, one per file."""
