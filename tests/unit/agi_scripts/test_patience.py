from __future__ import annotations

import pytest

from agi_scripts.patience import AT_ONCE, LONGEST, SPOKEN, patience


@pytest.mark.parametrize(
    ("verb", "arguments", "seconds"),
    [
        ("SET VARIABLE", ("a", "b"), AT_ONCE),
        ("STREAM FILE", ("a", "", 0), SPOKEN),
        ("SAY DIGITS", ("1", ""), SPOKEN),
        ("WAIT FOR DIGIT", (2_000,), AT_ONCE + 2),
        ("WAIT FOR DIGIT", (-1,), LONGEST),
        ("RECEIVE CHAR", (0,), LONGEST),
        ("GET DATA", ("a", 3_000, 4), SPOKEN + 3),
        ("RECORD FILE", ("a", "alaw", "#", -1), LONGEST),
        ("RECORD FILE", ("a", "alaw", "#", 10**9), LONGEST),
        ("GET OPTION", ("a", ""), SPOKEN),
        ("WAIT FOR DIGIT", ("soon",), AT_ONCE),
    ],
)
def test_a_command_is_waited_for_as_long_as_it_needs(verb: str, arguments: tuple[object, ...], seconds: float) -> None:
    assert patience(verb, arguments) == seconds
