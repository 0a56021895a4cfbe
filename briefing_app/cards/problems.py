"""What is wrong with a card's file, each with its place."""

from __future__ import annotations

from pathlib import Path
from typing import Literal, NamedTuple

Level = Literal["error", "warning"]


class Problem(NamedTuple):
    """One thing to mend in a card's file: `line` counts from 1, `code` is for scripts, `message` is a sentence."""

    path: Path
    line: int
    level: Level
    code: str
    message: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.level}: {self.message} [{self.code}]"


class ProblemList:
    """Collects the problems of one file, in the order of its lines, and stops listing a kind that floods it."""

    PER_CODE = 100

    def __init__(self, path: Path) -> None:
        self.path = path
        self._problems: list[Problem] = []

    def error(self, line: int, code: str, message: str) -> None:
        """Add what keeps the card from being shown."""
        self._add(line, "error", code, message)

    def warn(self, line: int, code: str, message: str) -> None:
        """Add what the author should know."""
        self._add(line, "warning", code, message)

    @property
    def has_errors(self) -> bool:
        """Whether the card cannot be shown."""
        return any(problem.level == "error" for problem in self._problems)

    def sorted(self) -> tuple[Problem, ...]:
        """All problems by line; those of one line in the order in which they were found."""
        return tuple(sorted(self._problems, key=lambda problem: problem.line))

    def _add(self, line: int, level: Level, code: str, message: str) -> None:
        if sum(problem.code == code for problem in self._problems) < self.PER_CODE:
            self._problems.append(Problem(self.path, line, level, code, message))
