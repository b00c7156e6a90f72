"""`python -m router`: the one command's program."""

from __future__ import annotations

from router.cli.app import app

if __name__ == "__main__":
    app(prog_name="./hotline")
