"""The bundled fonts: the two Latin families at the start, others when a text first needs them."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from PySide6.QtGui import QFontDatabase

FIRST_FAMILIES = ("Noto Serif", "Noto Sans")


class Family(NamedTuple):
    """A family of fonts.json: its files, and the (first, last) code points that it is for."""

    name: str
    files: tuple[str, ...]
    ranges: tuple[tuple[int, int], ...]


class FontShelf:
    """Hands font files to Qt, each once."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._families = _read_families(folder / "fonts.json")
        self._taken: set[str] = set()
        self.take(FIRST_FAMILIES)

    def take(self, names: Iterable[str]) -> bool:
        """Load the families of these names; whether any was new."""
        wanted = set(names) - self._taken
        new = [family for family in self._families if family.name in wanted]
        for family in new:
            self._taken.add(family.name)
            for file in family.files:
                QFontDatabase.addApplicationFont(str(self._folder / file))
        return bool(new)

    def take_for(self, text: str) -> bool:
        """Load the families that the characters of `text` need; whether any was new."""
        points = sorted(ord(character) for character in set(text) if not character.isascii())
        further = (family for family in self._families if family.name not in self._taken)
        return self.take(family.name for family in further if _has_any(family, points))


def _has_any(family: Family, points: list[int]) -> bool:
    return any(first <= point <= last for first, last in family.ranges for point in points)


def _read_families(file: Path) -> list[Family]:
    return [
        Family(row["family"], tuple(row["files"]), tuple(map(_range, row["ranges"])))
        for row in json.loads(file.read_text("utf-8"))
    ]


def _range(text: str) -> tuple[int, int]:
    first, _, last = text.partition("-")
    return int(first, 16), int(last or first, 16)
