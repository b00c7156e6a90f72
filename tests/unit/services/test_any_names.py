"""Whatever people call things: it is refused with file and line, or Asterisk's files can be made of it."""

from __future__ import annotations

import json
import re
import tempfile
from pathlib import Path

from hypothesis import example, given, settings
from hypothesis import strategies as st

from asterisk_conf.render import render_texts
from router.adapters.files.config_folder import read_texts
from router.domain.bundle import Bundle
from router.services.config_document import ConfigRefused
from router.settings import CHECKOUT
from tests.unit.asterisk_conf.dialplan_text import sample_runtime, sample_settings

FILES = {path.name: path.read_text() for path in (CHECKOUT / "config").glob("*.yaml")}
SPOTS = [
    ("site.yaml", "name: 示范市公共服务热线", "name: {}"),
    ("lines.yaml", "name: 职工维权热线", "name: {}"),
    ("queues.yaml", "name: 综合受理", "name: {}"),
    ("seats.yaml", "1001: {name: 一号席}", "1001: {{name: {}}}"),
    ("agents.yaml", "8001: {name: 王芳", "8001: {{name: {}"),
    ("skills.yaml", "legal: 劳动法律", "legal: {}"),
    ("topics.yaml", "10: 工资拖欠", "10: {}"),
    ("trunks.yaml", "#\n", "\n? {}\n: {{addresses: [192.0.2.1]}}\n"),
    ("trunks.yaml", "#\n", "\na: {{addresses: [{}]}}\n"),
    ("trunks.yaml", "#\n", "\na: {{register: yes, server: {}, user: a}}\n"),
    ("trunks.yaml", "#\n", "\na: {{register: yes, server: a.example, user: {}}}\n"),
    ("queues.yaml", "number: 7000", "number: {}"),
    ("queues.yaml", "membership:\n", "{}:\n"),
    ("seats.yaml", "1024: ", "{}: "),
    ("lines.yaml", "number: 12351", "number: {}"),
]
"""file, what stands there, and what is put in its place"""


@settings(deadline=None, max_examples=60)
@given(
    st.sampled_from(SPOTS), st.text(max_size=70) | st.text("A,!?/:@#${}[]();\\\"'&<>|%=+~ \t\r\n\u2028é一", max_size=30)
)
@example(SPOTS[3], "A,!?/:@#")
@example(SPOTS[3], "一号席,N,1)(;${X}")
@example(SPOTS[2], "-")
@example(SPOTS[2], ")")
@example(SPOTS[9], "a.example:0")
@example(SPOTS[9], "a.example:99999")
def test_any_word_is_refused_by_file_and_line_or_can_be_rendered(spot: tuple[str, str, str], word: str) -> None:
    file, old, new = spot
    assert old in FILES[file]
    text = FILES[file].replace(old, new.format(json.dumps(word)), 1)
    try:
        bundle = read_texts({**FILES, file: text}, {}).bundle
    except ConfigRefused as refused:
        assert all(problem.file and problem.line >= 1 and problem.remedy for problem in refused.problems)
        return
    texts = rendered(bundle)
    assert not {char for text in texts.values() for char in text if ord(char) < 32} - {"\n", "\t"}
    if new.lstrip("0123456789: {a").startswith("name: "):
        assert shape(texts) == shape(rendered(read_texts(FILES, {}).bundle)), "a name has become more than a name"


def rendered(bundle: Bundle) -> dict[str, str]:
    secrets = {
        "ami": {"user": "hotline", "secret": "secret-of-ami"},
        "sip": dict.fromkeys(bundle.seats, "password-of-seat"),
        "trunks": dict.fromkeys(bundle.trunks, "password-of-trunk"),
    }
    with tempfile.TemporaryDirectory() as folder:
        return render_texts(sample_settings(Path("/srv/hotline")), sample_runtime(Path(folder)), bundle, secrets)


def shape(texts: dict[str, str]) -> list[str]:
    """What each line begins with, up to its first value; paths of the runtime left out."""
    return [
        re.split("[=,(]", line)[0]
        for name, text in texts.items()
        if name != "asterisk.conf"
        for line in text.splitlines()
    ]
