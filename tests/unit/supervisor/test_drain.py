import pytest

from router.supervisor.drain import read_count


@pytest.mark.parametrize(
    ("answer", "count"),
    [
        ("3 active channels\n2 active calls\n17 calls processed\n", 2),
        ("1 active channel\n1 active call\n17 calls processed\n", 1),
        ("0 active channels\n0 active calls\n0 calls processed\n", 0),
        ("Unable to connect to remote asterisk (does asterisk.ctl exist?)\n", 0),
        ("", 0),
        (None, None),
    ],
)
def test_calls_are_counted_from_the_console(answer: str | None, count: int | None) -> None:
    assert read_count(answer) == count
