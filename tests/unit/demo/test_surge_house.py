"""The configuration of a surge compiles, offers callbacks everywhere, and rings this machine alone."""

from __future__ import annotations

from pathlib import Path

from router.adapters.files.config_folder import compile_folder
from router.demo.surge_house import config_for_surge
from router.domain.outbound import is_allowed
from router.settings import CHECKOUT


def test_every_queue_offers_a_callback_and_the_trunk_leads_to_this_machine(tmp_path: Path) -> None:
    bundle = compile_folder(config_for_surge(CHECKOUT / "config", tmp_path / "config", 22_090))
    assert {queue.callback_key for queue in bundle.queues.values()} == {"2"}
    assert [trunk.server for trunk in bundle.trunks.values()] == ["127.0.0.1:22090"]
    assert bundle.outbound is not None
    assert bundle.outbound.callbacks.retry_minutes == (1, 1)
    assert is_allowed("13912345678", bundle.outbound_allowed)
    assert not is_allowed("12345", bundle.outbound_allowed)
    assert all(len(hours.spans) for hours in bundle.hours.values())
