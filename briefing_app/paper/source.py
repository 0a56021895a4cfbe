"""The reader's templates of paper, shut in: what Typst is given, and in which file a fault lies."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from pathlib import Path
from typing import NamedTuple

from briefing_app.errors import TemplateError
from briefing_app.i18n import _
from briefing_app.templates import TemplateFolder, fault

# What takes in other files or packages, which Typst would fetch from the network, what makes code of a text, and the
# module that gives it under another name, as `std.line` does not. `read`, `image` and their like need no word here:
# the compiler finds no file beside those that it is given.
_REFUSED = re.compile(r"(?<![A-Za-z_])(import|include|eval|plugin|std(?!\.[a-z]))(?![A-Za-z0-9_-])")
_IMPORT = re.compile(r'^#import "([a-z]+\.typ)": [a-z*, -]+$', re.MULTILINE)
_PLACE = re.compile(r"([a-z]+\.typ):(\d+):\d+")


class Part(NamedTuple):
    """A template; `own` is whether it is the reader's."""

    path: Path
    text: str
    own: bool


class Source:
    """Templates by their names, which import each other."""

    def __init__(self, parts: Sequence[Part]) -> None:
        self._parts = {part.path.name: part for part in parts}
        self.files = {name: part.text.encode() for name, part in self._parts.items()}

    @property
    def has_own(self) -> bool:
        """Whether one of them is the reader's."""
        return any(part.own for part in self._parts.values())

    def fault(self, said: str, diagnostic: str = "") -> TemplateError:
        """What is wrong with the reader's templates in Typst's words, at the place that its diagnostic names: one in a
        file of theirs, if any is on the way there."""
        found = [(self._parts[name], int(line)) for name, line in _PLACE.findall(diagnostic) if name in self._parts]
        first_own = next(part for part in self._parts.values() if part.own)
        part, line = next((place for place in found if place[0].own), (*found, (first_own, 0))[0])
        if said == "unresolved import" and not found:  # in the source that calls a format
            said = _("It has no “file(data)”, which returns what is to be printed.")
        return fault(part.path, line, said)


def source_of(own: TemplateFolder, template: str) -> Source:
    """A format's template and all that it takes in, the reader's where there are any.

    Raises:
        TemplateError: one of the reader's cannot be read, or has a word that no template may use.
    """
    known, found, waiting = set(own.names), dict[str, Part](), [template]
    while waiting:
        name = waiting.pop()
        if name not in found:
            found[name] = _own_part(own, name, known) or _built_in_part(own.built_in / name)
            waiting += [other for other in _IMPORT.findall(found[name].text) if other in known]
    return Source(list(found.values()))


def _built_in_part(path: Path) -> Part:
    return Part(path, path.read_text("utf-8"), own=False)


def _own_part(own: TemplateFolder, name: str, known: Collection[str]) -> Part | None:
    text = own.own_text(name)
    if text is None:
        return None
    path = own.own / name
    # The templates may take in each other.
    without = _IMPORT.sub(lambda line: "" if line[1] in known else line[0], text)
    if found := _REFUSED.search(without):
        sentence = _("A template may not use “{word}”: it takes in the other templates alone, and runs no other code.")
        raise fault(path, without.count("\n", 0, found.start()) + 1, sentence.format(word=found[1]))
    return Part(path, text, own=True)
