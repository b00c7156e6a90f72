"""Changes the roster on record, and says what came of it."""

from __future__ import annotations

import typer

from router.cli.roster_json import edited_json
from router.cli.roster_open import signature
from router.cli.roster_show import show_edited
from router.domain.shifts.edits import Edit
from router.services.edit_roster import edit_roster
from router.services.roster_house import RosterHouse


def change(house: RosterHouse, edit: Edit, *, author: str | None, note: str, even_so: bool, json: bool) -> None:
    """Put an edit on record, and say so."""
    done = edit_roster(
        house.journal,
        edit,
        signature(author, note),
        calendar=house.calendar,
        people=house.people,
        even_so=even_so,
    )
    if json:
        typer.echo(edited_json(done))
    else:
        show_edited(done)
