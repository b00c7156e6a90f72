"""Actions under way: from their id to the future that waits for the answer."""

from __future__ import annotations

import threading
from concurrent.futures import Future
from dataclasses import dataclass, field, replace

from router.adapters.ami.packet import AmiEvent, Answer


@dataclass(kw_only=True)
class _Waiting:
    future: Future[Answer]
    listing: bool
    answer: Answer | None = None
    events: list[AmiEvent] = field(default_factory=list)


class Pending:
    """Keeps an action until its answer, its whole list, or the end of the connection. Safe between threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._waiting: dict[str, _Waiting] = {}
        self._failed: Exception | None = None

    def __len__(self) -> int:
        return len(self._waiting)

    def open(self, action_id: str, *, listing: bool) -> Future[Answer]:
        """The future of an action about to be sent; it has failed already when the connection is over."""
        future: Future[Answer] = Future()
        with self._lock:
            if self._failed:
                future.set_exception(self._failed)
            else:
                self._waiting[action_id] = _Waiting(future=future, listing=listing)
        return future

    def answered(self, answer: Answer) -> bool:
        """Take an answer. False: nobody waits for it."""
        with self._lock:
            waiting = self._waiting.get(str(answer.keys.get("ActionID", "")))
            if waiting is None:
                return False
            if waiting.listing and answer.ok:
                waiting.answer = answer
                return True
            del self._waiting[str(answer.keys["ActionID"])]
        waiting.future.set_result(answer)
        return True

    def listed(self, event: AmiEvent) -> bool:
        """Take an event that belongs to a list. False: it is one of the stream."""
        action_id = event.text("ActionID")
        if not action_id:
            return False
        with self._lock:
            waiting = self._waiting.get(action_id)
            if waiting is None or waiting.answer is None:
                return False
            if event.text("EventList").lower() not in {"complete", "cancelled"}:
                waiting.events.append(event)
                return True
            del self._waiting[action_id]
            answer = replace(waiting.answer, events=tuple(waiting.events))
        waiting.future.set_result(answer)
        return True

    def fail(self, error: Exception) -> None:
        """Fail all that wait, and all that will ask."""
        with self._lock:
            self._failed = self._failed or error
            waiting, self._waiting = list(self._waiting.values()), {}
        for one in waiting:
            one.future.set_exception(error)
