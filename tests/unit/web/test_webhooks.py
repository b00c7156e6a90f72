from __future__ import annotations

import hashlib
import hmac

import pytest

from router.web.webhooks import (
    GIVE_UP_SECONDS,
    HookWord,
    failed,
    given_up,
    is_hopeless,
    pause_after,
    read_word,
    sign,
    succeeded,
    write_word,
)


def test_a_receiver_can_check_the_signature_by_what_the_docs_say() -> None:
    body = b'{"event":"call.ended"}'
    header = sign("secret", body, at=1_700_000_000)
    fields = dict(part.split("=") for part in header.split(","))
    expected = hmac.new(b"secret", f"{fields['t']}.".encode() + body, hashlib.sha256).hexdigest()
    assert fields == {"t": "1700000000", "v1": expected}
    assert sign("secret", body, at=1_700_000_001) != header
    assert sign("other", body, at=1_700_000_000) != header


@pytest.mark.parametrize(
    ("failures", "seconds"), [(1, 1.0), (2, 2.0), (5, 16.0), (10, 512.0), (11, 600.0), (99, 600.0)]
)
def test_pauses_grow_up_to_ten_minutes(failures: int, seconds: float) -> None:
    assert pause_after(failures) == seconds


def test_an_event_is_given_up_after_a_day_of_its_own() -> None:
    word = failed(HookWord(last_success=5.0), "1-1", "answered 500", at=100.0)
    word = failed(word, "1-1", "answered 502", at=200.0)
    assert (word.failing_since, word.last_error, word.last_success) == (100.0, "answered 502", 5.0)
    assert not is_hopeless(word, at=100.0 + GIVE_UP_SECONDS - 1)
    assert is_hopeless(word, at=100.0 + GIVE_UP_SECONDS)
    later = failed(given_up(word), "2-1", "answered 500", at=900.0)
    assert (later.failing_since, later.given_up) == (900.0, 1)
    well = succeeded(later, at=901.0)
    assert (well.failing, well.failing_since, well.last_success, well.given_up) == ("", None, 901.0, 1)


def test_a_word_comes_back_and_junk_is_an_empty_one() -> None:
    word = failed(HookWord(), "1-1", "x", at=1.0)
    assert read_word(write_word(word)) == word
    for junk in (None, "{", "[]", '{"other": 1}'):
        assert read_word(junk) == HookWord()
