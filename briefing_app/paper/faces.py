"""Which of the bundled families paper tries, for each use."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path

from briefing_app.faces import Family, needed, read_families

# What is tried for each use, in this order; "symbols" and "code" for any text, the others where their ranges ask.
ROLES_TRIED = {
    "text": ("text", "both", "symbols", "code"),
    "furniture": ("furniture", "both", "symbols", "code"),
    "code": ("code", "furniture", "both", "symbols"),
}
ALWAYS_TRIED = ("symbols", "code")
EUROPEAN = ("Noto Serif", "Noto Sans")


class Faces:
    """The families of a folder of fonts."""

    def __init__(self, fonts: Path) -> None:
        self._fonts = fonts

    def families(self, text: str) -> dict[str, list[str]]:
        """For each use the families that `text` needs, in the order in which they are tried.

        All families would do as well, but each one tried in vain costs time: seconds for a card in Burmese.
        """
        asked = needed(self._families, text)
        tried = [
            family
            for family in self._families
            if family in asked or family.role in ALWAYS_TRIED or family.name in EUROPEAN
        ]
        return {use: [f.name for role in roles for f in tried if f.role == role] for use, roles in ROLES_TRIED.items()}

    @cached_property
    def _families(self) -> tuple[Family, ...]:
        return read_families(self._fonts)
