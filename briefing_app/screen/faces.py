"""Which of the bundled faces a text needs: families by the ranges of Unicode that ask for them."""

from __future__ import annotations

import json
from bisect import bisect_right
from pathlib import Path

TEXT, FURNITURE = "Noto Serif", "Noto Sans"


class Faces:
    """The families of resources/fonts/fonts.json.

    A page names the two European families and those that its characters need, no more: Qt opens the files of a named
    family one after the other until one of them draws the character it is looking for.
    """

    def __init__(self, resources: Path) -> None:
        rows = json.loads((resources / "fonts" / "fonts.json").read_text("utf-8"))
        self._families: list[tuple[str, str, list[int]]] = [
            (row["family"], row["role"], _bounds(row["ranges"])) for row in rows
        ]

    def stacks(self, text: str) -> tuple[str, str]:
        """The values of font-family for text and for furniture that draw every character of `text`."""
        needed = [family for family in self._families if family[0] not in (TEXT, FURNITURE)]
        if text.isascii():
            needed = []
        characters = {ord(character) for character in set(text)}
        serif, sans = [TEXT], [FURNITURE]
        for family, role, bounds in needed:
            if role != "code" and any(bisect_right(bounds, character) % 2 for character in characters):
                if role != "furniture":
                    serif.append(family)
                if role != "text":
                    sans.append(family)
        return _stack(serif), _stack(sans)


def _bounds(ranges: list[str]) -> list[int]:
    """Sorted bounds: a character lies in a range when an odd number of them is not above it."""
    pairs = sorted((int(first, 16), int(last or first, 16)) for first, _dash, last in (r.partition("-") for r in ranges))
    return [bound for first, last in pairs for bound in (first, last + 1)]


def _stack(families: list[str]) -> str:
    return ", ".join(f"'{family}'" for family in families)
