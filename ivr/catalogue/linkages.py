"""What an agent hears of a sister service that is rung."""

from __future__ import annotations

from ivr.catalogue import Words


def linkage_words(linkage: str, name: str) -> Words:
    """`linkage_<id>` when it is rung, `_busy` and `_failed` when it is not in the talk."""
    return {
        f"linkage_{linkage}": {"zh-CN": f"正在呼叫{name}。", "en": f"Ringing {name}."},
        f"linkage_{linkage}_busy": {"zh-CN": f"{name}正忙。", "en": f"{name} is busy."},
        f"linkage_{linkage}_failed": {"zh-CN": f"{name}没有接通。", "en": f"{name} could not be reached."},
    }
