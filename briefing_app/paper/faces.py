"""Which of the bundled families a text needs."""

from __future__ import annotations

import json
from bisect import bisect_left
from functools import cached_property
from pathlib import Path
from typing import Any

# What is tried for each use, in this order; "symbols" and "code" for any text, the others where their ranges ask.
ROLES_TRIED = {
    "text": ("text", "both", "symbols", "code"),
    "furniture": ("furniture", "both", "symbols", "code"),
    "code": ("code", "furniture", "both", "symbols"),
}


class Faces:
    """The families of a folder of fonts, as its fonts.json says."""

    def __init__(self, fonts: Path) -> None:
        self._path = fonts / "fonts.json"

    def families(self, text: str) -> dict[str, list[str]]:
        """For each use the families that `text` needs, in the order in which they are tried.

        All families would do as well, but each one tried in vain costs time: seconds for a card in Burmese.
        """
        characters = sorted({ord(character) for character in text})
        needed = [row for row in self._rows if row["role"] in ("symbols", "code") or _is_needed(row, characters)]
        return {
            use: [row["family"] for role in roles for row in needed if row["role"] == role]
            for use, roles in ROLES_TRIED.items()
        }

    @cached_property
    def _rows(self) -> list[Any]:
        rows: list[Any] = json.loads(self._path.read_text(encoding="ascii"))
        return rows


def _is_needed(row: Any, characters: list[int]) -> bool:
    for pair in row["ranges"]:
        first, last = (int(end, 16) for end in pair.split("-"))
        place = bisect_left(characters, first)
        if place < len(characters) and characters[place] <= last:
            return True
    return False
