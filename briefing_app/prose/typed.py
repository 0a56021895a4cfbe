"""What the signs of a note mean: **strong** and *emphatic* words, and [[id]], which names a card."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

CARD = r"\[\[[ \t]*(?P<card>[A-Za-z0-9._-]{1,120})[ \t]*\]\]"

# As Markdown has them, with no blank inside the signs; words go on over lines, never over an empty one. A sign that
# nothing closes, or between blanks as in 2 * 3, is a letter like any other. No alternative begins as another does, so
# that nothing is tried twice.
_LETTER = r"(?:[^*\n]|\n(?![ \t]*\n)|(?<=\s)\*(?=\s))"
_STRONG = rf"\*\*(?=[^\s*]){_LETTER}+(?<=[^\s*])\*\*"
_EMPHATIC = rf"\*(?=[^\s*]){_LETTER}+(?<=[^\s*])\*"
_SIGNS = re.compile(
    rf"\*\*\*(?=[^\s*])(?P<both>{_LETTER}+)(?<=[^\s*])\*\*\*"
    rf"|\*\*(?=\*?[^\s*])(?P<strong>(?:{_LETTER}|{_EMPHATIC})+)(?<=\S)\*\*"
    rf"|(?<![*\w])\*(?=(?:\*\*)?[^\s*])(?P<emphatic>(?:{_LETTER}|{_STRONG})+)(?<=\S)\*(?![*\w])"
)
_CARD = re.compile(CARD)


class Piece(NamedTuple):
    """Letters that look alike; those of a card's id name that `card`."""

    text: str
    strong: bool = False
    emphatic: bool = False
    card: bool = False


def pieces(text: str) -> Iterator[Piece]:
    """A note without its signs, in order."""
    return _pieces(text, Piece("")) if "*" in text or "[[" in text else iter([Piece(text)])


def readings(text: str, titles: Mapping[str, str]) -> Iterator[str]:
    """A note as it was typed and, where that differs, as it is read without its signs.

    Args:
        titles: what cards are called, by their id in small letters; any other is called by its id.
    """
    yield text
    read = "".join(titles.get(one.text.lower(), one.text) if one.card else one.text for one in pieces(text))
    if read != text:
        yield read


def _pieces(text: str, look: Piece) -> Iterator[Piece]:
    end = 0
    for found in _SIGNS.finditer(text):
        yield from _cards(text[end : found.start()], look)
        kind, end = found.lastgroup, found.end()
        inner = look._replace(strong=look.strong or kind != "emphatic", emphatic=look.emphatic or kind != "strong")
        yield from _pieces(found[kind or 0], inner)
    yield from _cards(text[end:], look)


def _cards(text: str, look: Piece) -> Iterator[Piece]:
    """Letters that hold no signs of emphasis, parted at the cards that they name."""
    end = 0
    for found in _CARD.finditer(text):
        if found.start() > end:
            yield look._replace(text=text[end : found.start()])
        yield look._replace(text=found["card"], card=True)
        end = found.end()
    if text[end:]:
        yield look._replace(text=text[end:])
