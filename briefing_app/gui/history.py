"""The pages that the reader came by, to go back and forward through them."""

from __future__ import annotations

from typing import NamedTuple

MOST = 200


class Visit(NamedTuple):
    """A page: a card by its id, a person by their name, "help" by its topic, "home" or "problems"; and how far down it
    was read, 0 to 1."""

    kind: str
    value: str = ""
    share: float = 0.0


class History:
    """Where the reader was, where they are, and where they came back from."""

    def __init__(self) -> None:
        self._visits: list[Visit] = []
        self._at = -1

    def visit(self, kind: str, value: str) -> None:
        """The reader went to another page; what they had gone back from is forgotten."""
        if self._at >= 0 and self._visits[self._at][:2] == (kind, value):
            return
        self._visits = [*self._visits[: self._at + 1], Visit(kind, value)][-MOST:]
        self._at = len(self._visits) - 1

    def leave(self, share: float) -> None:
        """Remember how far down the page the reader was."""
        if self._at >= 0:
            self._visits[self._at] = self._visits[self._at]._replace(share=share)

    def step(self, by: int) -> Visit | None:
        """Go back (-1) or forward (1); None at the end."""
        if not 0 <= self._at + by < len(self._visits):
            return None
        self._at += by
        return self._visits[self._at]
