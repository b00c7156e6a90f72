"""Lines of the product's own processes."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator

import pytest
import structlog

from router.logs import set_up_logs


@pytest.fixture(autouse=True)
def plain_logs() -> Iterator[None]:
    yield
    structlog.reset_defaults()


def test_every_line_names_its_process_in_whatever_thread(capsys: pytest.CaptureFixture[str]) -> None:
    set_up_logs("ami")
    log = structlog.get_logger()
    log.info("here")
    thread = threading.Thread(target=lambda: log.info("there", process="other"))
    thread.start()
    thread.join()
    another = threading.Thread(target=lambda: log.debug("unheard") or log.info("elsewhere"))
    another.start()
    another.join()
    lines = [json.loads(line) for line in capsys.readouterr().err.splitlines()]
    assert [(line["event"], line["process"]) for line in lines] == [
        ("here", "ami"), ("there", "other"), ("elsewhere", "ami"),
    ]  # fmt: skip
