"""The bundled fonts in Qt's hands: five faces at the start, others when a text first needs them."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from PySide6.QtGui import QFontDatabase

from briefing_app.faces import needed, read_families

EUROPEAN = ("Noto Serif", "Noto Sans")
# What nearly every page and the furniture draw; each face takes a millisecond of the start.
FIRST_FILES = (
    "NotoSerif-Regular.ttf",
    "NotoSerif-Bold.ttf",
    "NotoSerif-Italic.ttf",
    "NotoSans-Regular.ttf",
    "NotoSans-Bold.ttf",
)


class FontShelf:
    """Hands font files to Qt, each once."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._families = read_families(folder)
        self._taken: set[str] = set()
        self._take(FIRST_FILES)

    def take_rest(self) -> None:
        """Load what the European families have left: italics of the furniture, bold italics."""
        for family in self._families:
            if family.name in EUROPEAN:
                self._take(family.files)

    def take_for(self, text: str) -> bool:
        """Load the families that the characters of `text` need; whether any was new."""
        further = [family for family in needed(self._families, text) if family.name not in EUROPEAN]
        return self._take(file for family in further for file in family.files)

    def _take(self, files: Iterable[str]) -> bool:
        new = [file for file in files if file not in self._taken]
        self._taken.update(new)
        for file in new:
            QFontDatabase.addApplicationFont(str(self._folder / file))
        return bool(new)
