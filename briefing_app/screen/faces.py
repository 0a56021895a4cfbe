"""Which of the bundled faces a text needs: families by the ranges of Unicode that ask for them."""

from __future__ import annotations

import json
from bisect import bisect_right
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple


class Stacks(NamedTuple):
    """Values of font-family: for what is read, for the furniture around it, for code."""

    text: str
    furniture: str
    code: str


class Family(NamedTuple):
    """A family of fonts.json. `bounds` are sorted: a character is in its ranges when an odd number is not above it."""

    name: str
    role: str
    bounds: tuple[int, ...]

    def draws_any(self, characters: Iterable[int]) -> bool:
        """Whether one of `characters`, code points, is in its ranges."""
        return any(bisect_right(self.bounds, character) % 2 for character in characters)


class Faces:
    """The families of resources/fonts/fonts.json.

    A page names the European families and those that its characters need, no more: for a character that the first does
    not draw, Qt opens the files of the next ones in turn.
    """

    TEXT, FURNITURE, CODE = "Noto Serif", "Noto Sans", "Noto Sans Mono"

    def __init__(self, resources: Path) -> None:
        rows = json.loads((resources / "fonts" / "fonts.json").read_text("utf-8"))
        families = [Family(row["family"], row["role"], _bounds(row["ranges"])) for row in rows]
        self._further = [row for row in families if row.name not in (self.TEXT, self.FURNITURE, self.CODE)]

    def stacks(self, text: str) -> Stacks:
        """What draws every character of `text`."""
        characters = () if text.isascii() else {ord(character) for character in set(text)}
        needed = [family for family in self._further if family.draws_any(characters)]
        serif = [family.name for family in needed if family.role != "furniture"]
        sans = [family.name for family in needed if family.role != "text"]
        return Stacks(_stack(self.TEXT, *serif), _stack(self.FURNITURE, *sans), _stack(self.CODE, *sans))


def _bounds(ranges: list[str]) -> tuple[int, ...]:
    pairs = [
        (int(first, 16), int(last or first, 16)) for first, _dash, last in (text.partition("-") for text in ranges)
    ]
    return tuple(bound for first, last in sorted(pairs) for bound in (first, last + 1))


def _stack(*families: str) -> str:
    return ", ".join(f"'{family}'" for family in families)
