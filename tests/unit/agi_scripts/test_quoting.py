"""Whatever a value holds, Asterisk sees one command with that value as one argument."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agi_scripts.errors import UnsafeValue
from agi_scripts.quoting import MAX_COMMAND, Quoted, command_line, quote
from agi_scripts.reply import read_reply

ANY_TEXT = st.one_of(
    st.text(st.characters(codec="utf-8")),
    st.text(st.sampled_from('"\\ \t\n\r\0()ab')),
    st.binary().map(lambda given: given.decode("utf-8", "surrogateescape")),
)


def split_as_asterisk(line: str) -> list[str]:
    """Arguments of a command line by the rules that Asterisk documents: blanks part arguments, quotes keep blanks, a
    backslash takes the next character as it is."""
    arguments: list[str] = []
    open_word = quoted = escaped = False
    for character in line:
        if escaped:
            escaped = False
        elif character == "\\":
            escaped = True
            continue
        elif character == '"':
            quoted = not quoted
            if quoted and not open_word:
                arguments.append("")
                open_word = True
            continue
        elif character in " \t" and not quoted:
            open_word = False
            continue
        if not open_word:
            arguments.append("")
            open_word = True
        arguments[-1] += character
    assert not quoted
    return arguments


@given(st.lists(ANY_TEXT, min_size=1, max_size=4))
def test_no_value_is_anything_but_one_argument(values: list[str]) -> None:
    try:
        line = command_line("SET VARIABLE", *(quote(value) for value in values))
    except UnsafeValue:
        assert any(set("\r\n\0") & set(value) for value in values)
        return
    assert not set("\r\n\0") & set(line)
    assert split_as_asterisk(line) == ["SET", "VARIABLE", *values]


@given(ANY_TEXT, st.sampled_from(["hl0123456789abcdef"]))
def test_no_value_in_a_framed_reply_puts_the_next_out_of_step(value: str, mark: str) -> None:
    lines = iter(f"200 result=1 ({mark}b{value}{mark}e)\n200 result=7".split("\n"))
    read = lines.__next__
    first = read_reply(read, lambda: None, mark=f"{mark}e")
    assert first["result"] == ("1", f"{mark}b{value}{mark}e")
    assert read_reply(read, lambda: None)["result"] == ("7", "")


def test_what_is_quoted_already_stays_so() -> None:
    assert quote(quote('a"b')) == Quoted('"a\\"b"')


def test_absent_arguments_at_the_end_are_left_out() -> None:
    assert command_line("HANGUP", "") == "HANGUP"
    assert command_line("X", 0, "", "") == 'X "0"'


def test_an_absent_argument_in_the_middle_would_shift_the_rest() -> None:
    with pytest.raises(UnsafeValue):
        command_line("X", "", "b")


@pytest.mark.parametrize("verb", ["", "A\nB", 'A "B"', "A  B", "A B C D E", "A;B"])
def test_a_verb_is_words(verb: str) -> None:
    with pytest.raises(UnsafeValue):
        command_line(verb)


def test_upper_limit_is_in_and_plus_one_is_not() -> None:
    room = MAX_COMMAND - len('X ""\n')
    assert len(command_line("X", "a" * room)) + 1 == MAX_COMMAND
    with pytest.raises(UnsafeValue):
        command_line("X", "a" * (room + 1))
