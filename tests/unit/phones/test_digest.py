"""Digest authentication against the vectors of RFC 2617 and RFC 7616."""

from __future__ import annotations

import pytest

from phones.digest import Challenge, Credentials, authorization, choose_challenge, parse_challenge
from phones.errors import BadChallenge

RFC7616_NONCE = "7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v"
RFC7616_CNONCE = "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ"


@pytest.mark.parametrize(
    ("algorithm", "response"),
    [
        ("MD5", "8ca523f5e9506fed4657c9700eebdbec"),
        ("SHA-256", "753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1"),
    ],
)
def test_rfc_7616(algorithm: str, response: str) -> None:
    value = authorization(
        Challenge(realm="http-auth@example.org", nonce=RFC7616_NONCE, algorithm=algorithm, qop=True),
        Credentials(user="Mufasa", password="Circle of Life"),
        method="GET",
        uri="/dir/index.html",
        cnonce=RFC7616_CNONCE,
    )
    assert f'response="{response}"' in value
    assert "qop=auth, nc=00000001" in value


def test_rfc_2617_without_qop() -> None:
    value = authorization(
        Challenge(realm="testrealm@host.com", nonce="dcd98b7102dd2f0e8b11d0f600bfb0c093"),
        Credentials(user="Mufasa", password="Circle Of Life"),
        method="GET",
        uri="/dir/index.html",
        cnonce="unused",
    )
    assert 'response="670fd8c2df070c60b045671b8b24ff02"' in value
    assert "cnonce" not in value


def test_a_challenge_is_read_with_its_quotes_and_commas() -> None:
    challenge = parse_challenge('Digest realm="a, \\"b\\"", nonce="n=1", qop="auth-int, auth", stale=TRUE, opaque=""')
    assert challenge == Challenge(realm='a, "b"', nonce="n=1", qop=True, stale=True, opaque="")


def test_the_stronger_challenge_is_chosen_whatever_the_order() -> None:
    md5, sha = 'Digest realm="r", nonce="1", algorithm=MD5', 'Digest realm="r", nonce="2", algorithm=SHA-256'
    assert choose_challenge([md5, sha]).nonce == choose_challenge([sha, md5]).nonce == "2"
    assert choose_challenge(['Digest realm="r", nonce="0", algorithm=SHA-512', md5]).nonce == "1"


@pytest.mark.parametrize(
    "value",
    [
        'Basic realm="r"',
        'Digest realm="r"',
        'Digest realm="r", nonce="1", algorithm=MD5-sess',
        'Digest realm="r", nonce="1", qop="auth-int"',
    ],
)
def test_what_cannot_be_met_is_refused(value: str) -> None:
    with pytest.raises(BadChallenge):
        choose_challenge([value])
