"""Reads one YAML file into a `Document`. Built on parse events and not on objects: nothing recurses, no value is
guessed (`on`, `no` and `012` stay what was typed), and a hostile file ends in a problem with its line."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    NodeEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)
from ruamel.yaml.reader import ReaderError

from router.services.config_document import Document, Problem, Spot

MAX_BYTES: Final = 2 * 1024 * 1024
MAX_DEPTH: Final = 8
MAX_NODES: Final = 200_000
EMPTY: Final = frozenset({"", "~", "null", "Null", "NULL"})


class _Stop(Exception):
    """Reading cannot go on; the problem says why."""

    def __init__(self, line: int, what: str, remedy: str) -> None:
        self.line, self.what, self.remedy = line, what, remedy


@dataclass(kw_only=True)
class _Open:
    """A mapping or list that is being filled."""

    spot: Spot
    target: dict[str, Any] | list[Any]
    key: str | None = None
    seen: dict[str, int] = field(default_factory=dict)


def read_yaml(path: Path, *, name: str | None = None) -> Document:
    """The document in a file. Never raises for what is in it: look at `problems`."""
    return read_source(path, name=name)[0]


def read_source(path: Path, *, name: str | None = None) -> tuple[Document, str]:
    """The document in a file, and the text it was made of; empty when that cannot be read."""
    file = name or path.name
    try:
        raw = _read(path)
    except _Stop as stop:
        return _refused(file, stop.line, stop.what, stop.remedy), ""
    return parse_source(raw, file), raw.decode("utf-8-sig", errors="replace")


def parse_source(raw: bytes, file: str) -> Document:
    """The document in a file's content. Never raises for what is in it: look at `problems`."""
    try:
        if len(raw) > MAX_BYTES:
            raise _Stop(1, f"the file is larger than {MAX_BYTES // 1024 // 1024} MiB", "make it smaller")
        return _Builder(file).build(_decode(raw))
    except _Stop as stop:
        return _refused(file, stop.line, stop.what, stop.remedy)


def _refused(file: str, line: int, what: str, remedy: str) -> Document:
    return Document(file=file, readable=False, problems=(Problem(file=file, line=line, what=what, remedy=remedy),))


def _read(path: Path) -> bytes:
    try:
        if not path.exists():
            raise _Stop(1, "the file is missing", "add it; the sample in `config/` shows its shape")
        if not path.is_file():
            raise _Stop(1, "this is not a regular file", "put a plain YAML file here")
        with path.open("rb") as stream:
            raw = stream.read(MAX_BYTES + 1)
    except OSError as error:
        raise _Stop(1, f"the file cannot be read ({error.strerror})", "give this user the right to read it") from error
    return raw


def _decode(raw: bytes) -> str:
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise _Stop(1, "the file is UTF-16", "save it as UTF-8")
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise _Stop(line, "this is not UTF-8 text (GBK perhaps?)", "save the file as UTF-8") from error
    for number, content in enumerate(text.split("\n"), start=1):
        for char in content:
            if char not in "\t\r" and unicodedata.category(char) in {"Cc", "Zl", "Zp"}:
                raise _Stop(number, f"there is a control character (U+{ord(char):04X})", "delete it")
    return text


class _Builder:
    def __init__(self, file: str) -> None:
        self.file = file
        self.lines: dict[Spot, int] = {}
        self.problems: list[Problem] = []
        self.stack: list[_Open] = []
        self.root: Any = None
        self.nodes = 0
        self.documents = 0

    def build(self, text: str) -> Document:
        try:
            for event in self._events(text):
                self._take(event)
        except MarkedYAMLError as error:
            # What is never closed is told where it was opened.
            open_ended = "end of stream" in (error.problem or "")
            mark = (error.context_mark if open_ended else None) or error.problem_mark or error.context_mark
            raise _Stop(mark.line + 1 if mark else 1, *_explain(error)) from error
        except ReaderError as error:
            line = text.count("\n", 0, error.position) + 1
            raise _Stop(line, "there is a character that YAML does not allow", "delete it") from error
        except (YAMLError, ValueError) as error:
            reason = (str(error).splitlines() or ["unreadable"])[0]
            raise _Stop(1, f"this is not YAML ({reason})", "correct it") from error
        if self.root is not None and not isinstance(self.root, dict):
            raise _Stop(1, "the file should hold `key: value` lines", "see the sample in `config/`")
        return Document(file=self.file, data=self.root or {}, lines=self.lines, problems=tuple(self.problems))

    def _events(self, text: str) -> Iterator[Any]:
        # The safe, pure parser is a state machine: depth costs no stack. Its scanner is quadratic in open brackets,
        # but the depth limit below stops it after a few events.
        yield from YAML(typ="safe", pure=True).parse(text)

    def _take(self, event: Any) -> None:
        line = event.start_mark.line + 1
        if isinstance(event, DocumentStartEvent):
            self.documents += 1
            if self.documents > 1:
                raise _Stop(line, "a second document begins here (`---`)", "keep one document per file")
        if isinstance(event, AliasEvent) or getattr(event, "anchor", None) is not None:
            raise _Stop(line, "anchors and aliases (`&`, `*`) are not used here", "write the value out")
        if not isinstance(event, NodeEvent):
            if isinstance(event, (MappingEndEvent, SequenceEndEvent)):
                self.stack.pop()
            return
        tag = getattr(event, "tag", None)
        if tag is not None and tag != "!":
            raise _Stop(line, "tags (`!`) are not used here", "remove the tag")
        self.nodes += 1
        if self.nodes > MAX_NODES:
            raise _Stop(line, f"the file holds more than {MAX_NODES} values", "make it smaller")
        if isinstance(event, ScalarEvent):
            plain = event.style is None
            self._put(None if plain and event.value in EMPTY else event.value, line)
        elif isinstance(event, MappingStartEvent):
            self._open({}, line)
        elif isinstance(event, SequenceStartEvent):
            self._open([], line)

    def _open(self, target: dict[str, Any] | list[Any], line: int) -> None:
        if len(self.stack) >= MAX_DEPTH:
            raise _Stop(line, f"values are nested deeper than {MAX_DEPTH} levels", "flatten them")
        spot = self._put(target, line)
        self.stack.append(_Open(spot=spot, target=target))

    def _put(self, value: Any, line: int) -> Spot:
        """Store a value where the document has got to, and say where that was."""
        if not self.stack:
            self.root = value
            self.lines[()] = line
            return ()
        top = self.stack[-1]
        if isinstance(top.target, list):
            spot = (*top.spot, str(len(top.target)))
            top.target.append(value)
            self.lines[spot] = line
            return spot
        if top.key is None:
            self._key(top, value, line)
            return top.spot
        spot, key, top.key = (*top.spot, top.key), top.key, None
        top.target[key] = value
        return spot

    def _key(self, top: _Open, value: Any, line: int) -> None:
        if not isinstance(value, str):
            raise _Stop(line, "a key is empty, a list or a mapping", "write a plain word before the colon")
        if value in top.seen:
            self.problems.append(
                Problem(
                    file=self.file,
                    line=line,
                    what=f"`{value}` is given twice, first on line {top.seen[value]}",
                    remedy="keep one of the two, or give one another name",
                )
            )
        else:
            top.seen[value] = line
            self.lines[(*top.spot, value)] = line
        top.key = value


def _explain(error: MarkedYAMLError) -> tuple[str, str]:
    problem = error.problem or "unreadable"
    if "'\\t'" in problem:
        return "there is a tab", "indent with spaces"
    if "mapping values are not allowed" in problem:
        return "there is a second colon on the line", "put the text in quotes"
    if "could not find expected ':'" in problem:
        return "there is no colon after the key", "write `key: value`"
    return f"this is not YAML ({problem})", "correct the line"
