"""`python -m router`: the one command's program."""

from __future__ import annotations

from router.cli.app import app
from router.trial_clock import follow_trial_clock

if __name__ == "__main__":
    follow_trial_clock()
    app(prog_name="./hotline")
