"""A message as an HTTP request, in the shape of each kind of channel. Pure.

The shapes are those of: WeCom, "群机器人配置说明" (message type text); DingTalk, "自定义机器人接入" (text) and
"自定义机器人安全设置" (加签); Feishu, "自定义机器人使用指南" (text, 签名校验).
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import quote, urlencode

from router.domain.alarms.channel import Channel, ChannelKind
from router.domain.alarms.message import Message
from router.web.webhooks import sign

WECOM: Final = "https://qyapi.weixin.qq.com/cgi-bin/webhook/send"
DINGTALK: Final = "https://oapi.dingtalk.com/robot/send"
FEISHU: Final = "https://open.feishu.cn/open-apis/bot/v2/hook"
LONGEST: Final = {ChannelKind.WECOM: 2048, ChannelKind.DINGTALK: 8000, ChannelKind.FEISHU: 8000}
"""bytes of UTF-8 of a text; WeCom says 2,048, the others at least 15,000 for the whole request"""
CUT: Final = "\n…"


@dataclass(frozen=True, kw_only=True)
class Post:
    """One request. Its URL holds a secret: it belongs in no log."""

    url: str
    body: bytes
    headers: Mapping[str, str]


def make_post(channel: Channel, message: Message, *, key: str, sign_key: str, at: float) -> Post:
    """The request that tells this channel this message at `at` (Unix seconds)."""
    if channel.kind is ChannelKind.WEBHOOK:
        body = _json(_own(channel, message, at))
        return Post(url=channel.url, body=body, headers={**_JSON, "Hotline-Signature": sign(key, body, at=int(at))})
    text = _cut(f"{message.title}\n{message.text}", LONGEST[channel.kind])
    if channel.kind is ChannelKind.FEISHU:
        told: dict[str, Any] = {"msg_type": "text", "content": {"text": text}}
        if sign_key:
            told |= {"timestamp": f"{int(at)}", "sign": sign_feishu(sign_key, seconds=int(at))}
        return Post(url=f"{channel.url or FEISHU}/{quote(key, safe='')}", body=_json(told), headers=_JSON)
    told = {"msgtype": "text", "text": {"content": text}}
    if channel.kind is ChannelKind.WECOM:
        return Post(url=f"{channel.url or WECOM}?{urlencode({'key': key})}", body=_json(told), headers=_JSON)
    query = {"access_token": key}
    if sign_key:
        stamp = int(at * 1000)
        query |= {"timestamp": f"{stamp}", "sign": sign_dingtalk(sign_key, milliseconds=stamp)}
    return Post(url=f"{channel.url or DINGTALK}?{urlencode(query)}", body=_json(told), headers=_JSON)


def sign_dingtalk(secret: str, *, milliseconds: int) -> str:
    """HMAC-SHA256 of `<time>\\n<secret>` with the secret as key, in base64."""
    return _mac(secret.encode(), f"{milliseconds}\n{secret}".encode())


def sign_feishu(secret: str, *, seconds: int) -> str:
    """HMAC-SHA256 of nothing with `<time>\\n<secret>` as key, in base64."""
    return _mac(f"{seconds}\n{secret}".encode(), b"")


_JSON: Final = {"Content-Type": "application/json; charset=utf-8"}


def _own(channel: Channel, message: Message, at: float) -> dict[str, Any]:
    names = ("code", "subject", "severity", "text", "times", "first_at", "last_at", "over_at")
    return {
        "channel": channel.id,
        "at": round(at, 3),
        "severity": message.severity,
        "title": message.title,
        "text": message.text,
        "alarms": [{name: getattr(item, name) for name in names} for item in message.items],
    }


def _mac(key: bytes, text: bytes) -> str:
    return base64.b64encode(hmac.new(key, text, hashlib.sha256).digest()).decode()


def _json(value: Mapping[str, Any]) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode()


def _cut(text: str, longest: int) -> str:
    """At most so many bytes of UTF-8, and no half character."""
    whole = text.encode()
    if len(whole) <= longest:
        return text
    return whole[: longest - len(CUT.encode())].decode(errors="ignore") + CUT
