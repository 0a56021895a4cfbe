"""What a page names as its fonts: the European families and those that its characters need."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from briefing_app.faces import needed, read_families


class Stacks(NamedTuple):
    """Values of font-family: for what is read, for the furniture around it, for code."""

    text: str
    furniture: str
    code: str


class Faces:
    """The stacks of a page; no family more than it needs, since Qt opens the files of each in turn for a character
    that the first does not draw."""

    TEXT, FURNITURE, CODE = "Noto Serif", "Noto Sans", "Noto Sans Mono"

    def __init__(self, resources: Path) -> None:
        families = read_families(resources / "fonts")
        self._further = [family for family in families if family.name not in (self.TEXT, self.FURNITURE, self.CODE)]

    def stacks(self, text: str) -> Stacks:
        """What draws every character of `text`."""
        families = needed(self._further, text)
        serif = [family.name for family in families if family.role != "furniture"]
        sans = [family.name for family in families if family.role != "text"]
        return Stacks(_stack(self.TEXT, *serif), _stack(self.FURNITURE, *sans), _stack(self.CODE, *sans))


def _stack(*families: str) -> str:
    return ", ".join(f"'{family}'" for family in families)
