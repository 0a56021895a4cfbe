"""The bundled font families of resources/fonts/fonts.json: what each is for, and which of them a text needs."""

from __future__ import annotations

import json
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple


class Family(NamedTuple):
    """A family. `role` is "text", "furniture", "both", "code" or "symbols".

    `bounds` are sorted: a character is in the family's ranges when an odd number of them is not above it.
    """

    name: str
    role: str
    files: tuple[str, ...]
    bounds: tuple[int, ...]

    def draws_any(self, characters: Iterable[int]) -> bool:
        """Whether one of `characters`, code points, is in its ranges."""
        return any(bisect_right(self.bounds, character) % 2 for character in characters)


def read_families(fonts: Path) -> tuple[Family, ...]:
    """The families in the folder `fonts`, in the order in which they are to be tried.

    Raises:
        OSError, ValueError: the folder has no sound fonts.json.
    """
    rows = json.loads((fonts / "fonts.json").read_text("utf-8"))
    return tuple(Family(row["family"], row["role"], tuple(row["files"]), _bounds(row["ranges"])) for row in rows)


def needed(families: Sequence[Family], text: str) -> list[Family]:
    """Those of `families` in whose ranges a character of `text` beyond ASCII lies."""
    characters = () if text.isascii() else {ord(character) for character in set(text) if not character.isascii()}
    return [family for family in families if family.draws_any(characters)]


def _bounds(ranges: list[str]) -> tuple[int, ...]:
    pairs = [
        (int(first, 16), int(last or first, 16)) for first, _dash, last in (text.partition("-") for text in ranges)
    ]
    return tuple(bound for first, last in sorted(pairs) for bound in (first, last + 1))
