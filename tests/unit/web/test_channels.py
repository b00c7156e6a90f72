"""Messages in the shapes that others ask for, and what their answers mean."""

from __future__ import annotations

import json
from urllib.parse import parse_qs, urlsplit

import pytest

from router.domain.alarms.basket import Item
from router.domain.alarms.channel import Channel, ChannelKind
from router.domain.alarms.message import Message
from router.domain.alarms.severity import Severity
from router.web.channels.answer import Answer, clean, read_http
from router.web.channels.mail import host_and_port, make_mail
from router.web.channels.requests import Post, make_post, sign_dingtalk, sign_feishu
from router.web.webhooks import sign

ITEM = Item(code="last_seat", subject="1001", text="t", severity=Severity.URGENT, first_at=1.0, last_at=2.0, due_at=1.0,
            times=3)  # fmt: skip
MESSAGE = Message(title="【紧急】City", lines=("漏接", "1001"), severity=Severity.URGENT, items=(ITEM,))
AT = 1_795_321_800.25
K = ChannelKind


def post(kind: ChannelKind, message: Message = MESSAGE, *, sign_key: str = "") -> Post:
    url = "https://crm.example.com/x" if kind is K.WEBHOOK else ""
    return make_post(Channel(id="c", kind=kind, url=url), message, key="k/e&y", sign_key=sign_key, at=AT)


def query(one: Post) -> dict[str, str]:
    return {name: value for name, (value,) in parse_qs(urlsplit(one.url).query).items()}


def test_wecom() -> None:
    one = post(K.WECOM)
    assert json.loads(one.body) == {"msgtype": "text", "text": {"content": "【紧急】City\n漏接\n1001"}}
    assert query(one) == {"key": "k/e&y"}
    assert urlsplit(one.url).path == "/cgi-bin/webhook/send"


def test_dingtalk_plain_and_signed() -> None:
    assert query(post(K.DINGTALK)) == {"access_token": "k/e&y"}
    one = post(K.DINGTALK, sign_key="SECx")
    assert json.loads(one.body) == {"msgtype": "text", "text": {"content": "【紧急】City\n漏接\n1001"}}
    stamp = "1795321800250"
    # A plus sign that is not escaped would arrive as a space.
    assert query(one) == {
        "access_token": "k/e&y", "timestamp": stamp, "sign": sign_dingtalk("SECx", milliseconds=int(stamp)),
    }  # fmt: skip


def test_feishu_plain_and_signed() -> None:
    one = post(K.FEISHU)
    assert json.loads(one.body) == {"msg_type": "text", "content": {"text": "【紧急】City\n漏接\n1001"}}
    assert urlsplit(one.url).path.endswith("/hook/k%2Fe%26y")
    signed = json.loads(post(K.FEISHU, sign_key="s").body)
    assert (signed["timestamp"], signed["sign"]) == ("1795321800", sign_feishu("s", seconds=1795321800))


def test_the_two_signatures_are_those_of_the_two_documents() -> None:
    # By hand: printf '<time>\n<secret>' | openssl dgst -sha256 -hmac '<secret>' -binary | base64
    assert sign_dingtalk("this is secret", milliseconds=1600000000000) == "MYEtKC4/NfMR1l4prX++ai6oOf70X1xOf6UlnyUhJH4="
    # By hand: printf '' | openssl dgst -sha256 -hmac $'<time>\n<secret>' -binary | base64
    assert sign_feishu("this is secret", seconds=1600000000) == "KPGy2t/of6Xra/AnHPcFkxvTtTVcBl/AnCo8A9Y2Tto="


def test_a_webhook_gets_everything_and_can_check_who_speaks() -> None:
    one = post(K.WEBHOOK)
    told = json.loads(one.body)
    assert (told["channel"], told["severity"], told["title"]) == ("c", "urgent", "【紧急】City")
    assert told["alarms"] == [
        {"code": "last_seat", "subject": "1001", "severity": "urgent", "text": "t", "times": 3, "first_at": 1.0,
         "last_at": 2.0, "over_at": None}
    ]  # fmt: skip
    assert one.headers["Hotline-Signature"] == sign("k/e&y", one.body, at=int(AT))


@pytest.mark.parametrize("kind", [K.WECOM, K.DINGTALK, K.FEISHU])
def test_a_long_text_is_cut_between_two_characters(kind: ChannelKind) -> None:
    for extra in range(3):
        told = json.loads(post(kind, Message(title="x" * extra, lines=("漏" * 9000,), severity=Severity.INFO)).body)
        text = (told.get("text") or told["content"]).get("content") or told["content"]["text"]
        limit = 2048 if kind is K.WECOM else 8000
        assert limit - 4 < len(text.encode()) <= limit
        assert text.endswith("漏\n…")


def test_mail_says_who_wrote_it_and_no_line_of_it_is_a_header() -> None:
    channel = Channel(id="m", kind=K.EMAIL, server="x.y:2525", sender="hotline@city.example", to=("a@b.c", "d@e.f"))
    evil = Message(title="City\r\nBcc: all@world", lines=("漏接",), severity=Severity.INFO)
    mail = make_mail(channel, evil, at=AT)
    assert (mail["From"], mail["To"], mail["Bcc"]) == ("hotline@city.example", "a@b.c, d@e.f", None)
    assert (mail["Subject"], mail["Auto-Submitted"]) == ("City Bcc: all@world", "auto-generated")
    assert mail["Message-ID"].endswith("@city.example>")
    assert mail.get_content() == "漏接\n"
    assert host_and_port(channel, 25) == ("x.y", 2525)


@pytest.mark.parametrize(
    "case",
    [
        (K.WEBHOOK, 204, b"", True, "answered 204", 0),
        (K.WEBHOOK, 302, b"secret page", False, "answered 302", 0),
        (K.WEBHOOK, 500, b'{"code": 7, "msg": "x"}', False, "answered 500", 0),
        (K.WEBHOOK, 429, b"", False, "answered 429, too fast", 60),
        (K.WECOM, 200, b'{"errcode":0,"errmsg":"ok"}', True, "answered 0 ok", 0),
        (K.WECOM, 200, b'{"errcode":93000,"errmsg":"invalid"}', False, "answered 93000 invalid", 0),
        (K.WECOM, 200, b'{"errcode":45009,"errmsg":"freq"}', False, "answered 45009 freq", 60),
        (K.DINGTALK, 200, b'{"errcode":130101,"errmsg":"send too fast"}', False, "answered 130101 send too fast", 600),
        (K.DINGTALK, 200, b'{"errcode":310000,"errmsg":"sign not match"}', False, "answered 310000 sign not match", 0),
        (K.FEISHU, 200, b'{"code":0,"msg":"success","data":{}}', True, "answered 0 success", 0),
        (K.FEISHU, 200, b'{"StatusCode":0,"StatusMessage":"success"}', True, "answered 0 success", 0),
        (K.FEISHU, 400, b'{"code":9499,"msg":"Bad Request"}', False, "answered 400: 9499 Bad Request", 0),
        (K.FEISHU, 200, b'{"code":11232,"msg":"frequency limited"}', False, "answered 11232 frequency limited", 60),
        (K.FEISHU, 200, b"<html>", False, "answered 200 with something that is no answer of a robot", 0),
        (K.FEISHU, 200, b'{"code":"0"}', False, "answered 200 with something that is no answer of a robot", 0),
        (K.FEISHU, 200, b'{"code":false}', False, "answered 200 with something that is no answer of a robot", 0),
        (K.FEISHU, 200, b"[0]", False, "answered 200 with something that is no answer of a robot", 0),
        (K.FEISHU, 200, b"[" * 60_000, False, "answered 200 with something that is no answer of a robot", 0),
    ],
)  # fmt: skip
def test_what_an_answer_means(case: tuple[ChannelKind, int, bytes, bool, str, float]) -> None:
    kind, status, body, ok, said, wait = case
    assert read_http(kind, status, body) == Answer(ok=ok, said=said, wait=wait)


def test_what_is_shown_of_an_answer_is_short_plain_and_holds_no_secret() -> None:
    answer = Answer(ok=False, said="bad\x1b[31m key\r\nhunter2 " + "x" * 900)
    said = clean(answer, ("hunter2", "")).said
    assert said.startswith("bad [31m key *** xxx")
    assert len(said) == 200
