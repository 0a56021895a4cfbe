"""The template of a format as the one source that Typst is given, and which file each of its lines comes from."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from briefing_app.errors import TemplateError
from briefing_app.i18n import _
from briefing_app.templates import TemplateFolder, fault

# What takes in other files or packages, which Typst would fetch from the network, what makes code of a text, and the
# module that gives it under another name, as `std.line` does not. `read`, `image` and their like need no word here:
# below the compiler's root is nothing.
_REFUSED = re.compile(r"(?<![A-Za-z_])(import|include|eval|plugin|std(?!\.[a-z]))(?![A-Za-z0-9_-])")
SOURCE_NAME = "main.typ"  # as the typesetter's messages have it
_PLACE = re.compile(rf"{re.escape(SOURCE_NAME)}:(\d+):\d+")


class Part(NamedTuple):
    """A file of the source; `own` is whether it is the reader's."""

    path: Path
    text: str
    own: bool


class Source:
    """Parts joined, each beginning on a line of its own."""

    def __init__(self, parts: Sequence[Part]) -> None:
        self._parts = tuple(parts)
        self.has_own = any(part.own for part in self._parts)
        self.data = "\n".join(part.text for part in self._parts).encode()

    def fault(self, said: str, diagnostic: str = "") -> TemplateError:
        """What is wrong with the reader's templates in Typst's words, at the place that its diagnostic names: one in a
        file of theirs, if any is on the way there."""
        places = [self._place(int(line)) for line in _PLACE.findall(diagnostic)]
        first_own = next(part for part in self._parts if part.own)
        part, line = next((place for place in places if place[0].own), (*places, (first_own, 0))[0])
        return fault(part.path, line, said)

    def _place(self, line: int) -> tuple[Part, int]:
        for part in self._parts:
            lines = part.text.count("\n") + 1
            if line <= lines:
                return part, line
            line -= lines
        return self._parts[-1], 0


def source_of(built_in: Path, own: TemplateFolder | None, names: Sequence[str]) -> Source:
    """The templates of these names, joined, the reader's where there are any.

    Raises:
        TemplateError: one of the reader's cannot be read, or has a word that no template may use.
    """
    return Source([(_own_part(own, name) if own else None) or _built_in_part(built_in / name) for name in names])


def _built_in_part(path: Path) -> Part:
    return Part(path, path.read_text("utf-8"), own=False)


def _own_part(own: TemplateFolder, name: str) -> Part | None:
    text = own.own_text(name)
    if text is None:
        return None
    path = own.own / name
    if found := _REFUSED.search(text):
        sentence = _("A template may not use “{word}”: it takes in nothing from outside, and runs no other code.")
        raise fault(path, text.count("\n", 0, found.start()) + 1, sentence.format(word=found[1]))
    return Part(path, text, own=True)
