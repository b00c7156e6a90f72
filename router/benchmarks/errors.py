"""What a benchmark may fail with."""

from __future__ import annotations


class BenchFailed(Exception):
    """The benchmark could not be run."""
