"""The bundled fonts in Qt's hands: the two European families at the start, others when a text first needs them."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from PySide6.QtGui import QFontDatabase

from briefing_app.faces import Family, needed, read_families

FIRST_FAMILIES = ("Noto Serif", "Noto Sans")


class FontShelf:
    """Hands font files to Qt, each once."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._waiting = list(read_families(folder))
        self._take([family for family in self._waiting if family.name in FIRST_FAMILIES])

    def take_for(self, text: str) -> bool:
        """Load the families that the characters of `text` need; whether any was new."""
        return self._take(needed(self._waiting, text))

    def _take(self, families: Iterable[Family]) -> bool:
        taken = list(families)
        for family in taken:
            self._waiting.remove(family)
            for file in family.files:
                QFontDatabase.addApplicationFont(str(self._folder / file))
        return bool(taken)
