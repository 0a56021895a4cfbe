"""Which characters the bundled fonts cannot draw, and where in a card they stand."""

from __future__ import annotations

import unicodedata
from bisect import bisect_right
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple

from briefing_app.i18n import _

# Line feed, joiners, direction marks, variation selectors: they lead what stands around them and are not drawn.
_LEADING = frozenset(
    map(chr, (0x0A, 0x34F, 0x61C, *range(0x200B, 0x2010), *range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0)))
)
_NOT_TEXT = frozenset(
    {
        "link",
        "to",
        "label",
        "type",
        "kind",
        "direction",
        "language",
        "region",
        "alignments",
        "paper",
        "layout",
        "tag",
        "colour",
    }
)


class Missing(NamedTuple):
    """A character without a glyph, and its place in words ("in the title")."""

    character: str
    place: str

    def __str__(self) -> str:
        shown = self.character if self.character.isprintable() else unicodedata.name(self.character, "")
        return f"U+{ord(self.character):04X} {shown}".rstrip() + f", {self.place}"


class Coverage:
    """What the fonts of a folder draw, as its coverage.txt says."""

    def __init__(self, fonts: Path) -> None:
        self._path = fonts / "coverage.txt"

    def draws(self, character: str) -> bool:
        """Whether at least one font has a glyph for `character`."""
        firsts, lasts = self._ranges
        place = bisect_right(firsts, ord(character)) - 1
        return place >= 0 and ord(character) <= lasts[place]

    def missing(self, document: Any, letters: str | None = None) -> list[Missing]:
        """Each character of the document's texts that no font draws, once for each place.

        Args:
            letters: those of the document, where they are known.
        """
        letters = letters_of(document) if letters is None else letters
        undrawn = {character for character in letters if character not in _LEADING and not self.draws(character)}
        found: dict[Missing, None] = {}
        for path, text in _texts(document, ()) if undrawn else ():
            for character in text:
                if character in undrawn:
                    found[Missing(character, place_in_words(path, document))] = None
        return list(found)

    @cached_property
    def _ranges(self) -> tuple[list[int], list[int]]:
        rows = [row.partition("-") for row in self._path.read_text(encoding="ascii").split()]
        firsts = [int(first, 16) for first, _dash, _last in rows]
        return firsts, [int(last or first, 16) for first, _dash, last in rows]


def letters_of(document: Any) -> str:
    """Each character of the document's texts once, in the order of their code points."""
    return "".join(sorted(set().union(*(text for _path, text in _texts(document, ())))))


def _texts(value: Any, path: tuple[str | int, ...]) -> Iterator[tuple[tuple[str | int, ...], str]]:
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, dict):
        for name, inner in value.items():
            if name not in _NOT_TEXT:
                yield from _texts(inner, (*path, name))
    elif isinstance(value, list):
        for place, inner in enumerate(value):
            yield from _texts(inner, (*path, place))


def place_in_words(path: tuple[str | int, ...], document: Any) -> str:
    """Where a text of the document stands, as a reader would say it."""
    if len(path) > 2 and path[0] == "notes":
        return _("in the notes on “{title}”").format(
            title="".join(t for _p, t in _texts(document["notes"][path[1]]["title"], ()))
        )
    if len(path) < 3 or path[0] != "cards":
        return _in_furniture(path)
    card = document["cards"][path[1]]
    place = _place_in_card(str(path[2]), path[3:], card)
    if len(document["cards"]) == 1:
        return place
    return _("{place} of card {number}").format(place=place, number=int(path[1]) + 1)


def _in_furniture(path: tuple[str | int, ...]) -> str:
    if path[:2] == ("book", "cover"):
        return _("on the cover")
    words = {"title": _("in the title"), "watermark": _("in the watermark")}
    return words.get(str(path[0]), _("in the labels of the page"))


def _place_in_card(field: str, rest: tuple[str | int, ...], card: Any) -> str:
    if "runs" in rest and "blocks" in rest[rest.index("runs") :]:
        return _("in a footnote")
    number = rest[0] + 1 if rest and isinstance(rest[0], int) else 0
    if field == "sections":
        heading = "".join(text for _path, text in _texts(card["sections"][number - 1]["heading"], ()))
        return (
            _("in the section “{heading}”").format(heading=heading) if heading else _("in the text before the sections")
        )
    words = {
        "title": _("in the title"),
        "running_title": _("in the title"),
        "marking": _("in the marking"),
        "running_marking": _("in the marking"),
        "kicker": _("in the place"),
        "bottom_line": _("in the bottom line"),
        "actors": _("in actor {number}"),
        "more_footnotes": _("in a footnote"),
        "timeline": _("in entry {number} of the timeline"),
        "quotes": _("in quote {number}"),
        "sources": _("in source {number}"),
        "notes": _("in the note"),
        "identity": _("in the originator"),
    }
    return words.get(field, _("in the labels of the page")).format(number=number)
