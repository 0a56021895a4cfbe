"""The text of a page as it is searched, without case, accents and what is not seen, and where each letter stands."""

from __future__ import annotations

from array import array
from bisect import bisect_left
from typing import NamedTuple

from briefing_app.screen.style import UNSEEN


class Hit(NamedTuple):
    """Positions in Qt's document, which counts UTF-16 units: from `start` to before `end`."""

    start: int
    end: int


class PageText:
    """Folded once for all the words that are looked for in it.

    Args:
        raw: as QTextDocument.toRawText() gives it, one character for each position.
    """

    def __init__(self, raw: str) -> None:
        from briefing_app.library.folding import fold  # its patterns take 5 ms, and no start searches a page

        self._positions = array("L")
        folded: dict[str, str] = {}
        pieces = []
        position = 0
        for character in raw:
            piece = folded.get(character)
            if piece is None:
                piece = folded[character] = "" if character in UNSEEN else fold(character).replace("\u2028", " ")
            pieces.append(piece)
            self._positions.extend([position] * len(piece))
            position += 1 if character < "\U00010000" else 2
        self._positions.append(position)
        self._folded = "".join(pieces)

    def find(self, words: str) -> list[Hit]:
        """Every place where `words` stand, case and accents aside; hits do not overlap."""
        from briefing_app.library.folding import fold

        wanted = " ".join(fold(words).split())
        hits: list[Hit] = []
        found = self._folded.find(wanted) if wanted else -1
        while found >= 0:
            start, last = self._positions[found], self._positions[found + len(wanted) - 1]
            end = self._positions[bisect_left(self._positions, last + 1)]
            hits.append(Hit(start, end))
            found = self._folded.find(wanted, found + len(wanted))
        return hits
