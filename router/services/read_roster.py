"""Believes a roster's rows, or says what is wrong with each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from router.domain.bundle import Agent
from router.domain.shifts.plan import Plan
from router.domain.shifts.role import Role
from router.domain.shifts.roster import Assignment
from router.services import roster_words
from router.services.config_document import Problem
from router.services.roster_sheet import Row, Sheet
from router.services.suggest_word import suggest_word

MOST_GUESSES: Final = 300
MOST_GUESSED: Final = 80
"""characters"""


@dataclass(frozen=True, kw_only=True)
class RosterRead:
    """What a sheet says."""

    sheet: Sheet
    rows: Mapping[Assignment, Row]
    """each assignment, and where it stands"""
    problems: tuple[Problem, ...]
    """empty: every line was understood"""


def read_roster(sheet: Sheet, plan: Plan, agents: Mapping[str, Agent]) -> RosterRead:
    """The assignments of a sheet. Every row that is not understood is a problem; none hides another."""
    reader = _Reader(sheet, plan, agents)
    for row in sheet.rows:
        reader.take(row)
    if not sheet.rows and not sheet.problems:
        reader.problems.append(Problem(file=sheet.file, line=1, what="nobody works", remedy="write who works when"))
    return RosterRead(sheet=sheet, rows=reader.rows, problems=tuple(sorted(reader.problems)))


class _Reader:
    def __init__(self, sheet: Sheet, plan: Plan, agents: Mapping[str, Agent]) -> None:
        self._sheet = sheet
        self._agents = agents
        self._shifts = {
            roster_words.plain(word): each.id for each in plan.shifts.values() for word in (each.name, each.id)
        }
        self._named: dict[str, list[str]] = {}
        for agent in agents.values():
            self._named.setdefault(agent.name, []).append(agent.id)
        self._lines: dict[tuple[date, str, str], Row] = {}
        self._guesses: dict[tuple[str, str], str] = {}
        self.rows: dict[Assignment, Row] = {}
        self.problems: list[Problem] = list(sheet.problems)

    def take(self, row: Row) -> None:
        """Believe one row, or say why not."""
        on, shift, person, role = self._date(row), self._shift(row), self._person(row), self._role(row)
        if on is None or shift is None or person is None or role is None:
            return
        first = self._lines.setdefault((on, shift, person), row)
        if first is not row:
            where = first.cell or f"line {first.line}"
            self._wrong(row, f"{person} works {shift} of {on} already, by {where}", "keep one of the two")
            return
        self.rows[Assignment(date=on, shift=shift, person=person, role=role)] = row

    def _date(self, row: Row) -> date | None:
        found = roster_words.to_date(row.date)
        if found is None:
            what = f"`{row.date[:40]}` is not a date" if row.date else "there is no date"
            self._wrong(row, what, "write it as 2026-10-01 or 2026年10月1日")
        return found

    def _shift(self, row: Row) -> str | None:
        found = self._shifts.get(roster_words.plain(row.shift))
        if found is None:
            what = f"there is no shift `{row.shift[:40]}`" if row.shift else "there is no shift"
            self._wrong(row, what, self._guess("shift", row.shift, self._shifts))
        return found

    def _role(self, row: Row) -> Role | None:
        if not row.role:
            return Role.AGENT
        found = roster_words.role(row.role)
        if found is None:
            self._wrong(
                row, f"there is no role `{row.role[:40]}`", f"write one of {', '.join(Role)}, or 组长, 专家, 听班"
            )
        return found

    def _person(self, row: Row) -> str | None:
        if row.person:
            agent = self._agents.get(row.person)
            if agent is None:
                self._wrong(
                    row, f"there is no agent `{row.person[:40]}`", self._guess("person", row.person, self._agents)
                )
            elif row.name and row.name != agent.name:
                self._wrong(row, f"{row.person} is {agent.name}, not {row.name[:40]}", "correct the number or the name")
            else:
                return agent.id
            return None
        found = self._named.get(row.name, [])
        if len(found) == 1:
            return found[0]
        if not row.name:
            self._wrong(row, "nobody is named", "write an agent's number")
        elif found:
            self._wrong(row, f"{row.name} is the name of {' and '.join(found)}", "write the number")
        else:
            self._wrong(row, f"there is no agent called {row.name[:40]}", self._guess("name", row.name, self._named))
        return None

    def _guess(self, field: str, word: str, known: Iterable[str]) -> str:
        """What was probably meant. Guessed once for each word, as one slip stands in many lines; a file of nothing but
        slips would take minutes, so after some hundreds of them no more is guessed."""
        if (field, word) not in self._guesses:
            if len(self._guesses) >= MOST_GUESSES:
                return "write one that there is"
            self._guesses[field, word] = suggest_word(word[:MOST_GUESSED], known)
        return self._guesses[field, word]

    def _wrong(self, row: Row, what: str, remedy: str) -> None:
        self.problems.append(self._sheet.problem(row, what, remedy))
