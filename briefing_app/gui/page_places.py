"""Where the words of a card's plain text stand on its page, and back: marks are kept against one, drawn on the other.

The page says the fields in nearly the order of the text, among labels and dates of its own; tables may run backwards.
So each field is looked for by its words, and its words are matched one by one.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from itertools import accumulate
from typing import NamedTuple

from rapidfuzz.distance import Indel

from briefing_app.gui.page_text import Hit
from briefing_app.notes.anchors import PARTED_BY, WORD, CardText
from briefing_app.screen.style import UNSEEN

SAMPLE = 12  # words by which the beginning of a field is known
SHORT, NEAR = 3, 60  # a field of so few words is looked for among so many that follow the one before
FEW = 3  # words
BEFORE, BEHIND = 20, 40  # places of one word that are looked at, on both sides of where the next field should begin
_PIECE = re.compile(r"[^\n\t]+")


class _Word(NamedTuple):
    text: str
    start: int
    end: int


class _Pair(NamedTuple):
    """One word in both: letters of the card's text, letters of the page."""

    card: _Word
    page: _Word


class _Block(NamedTuple):
    """Words in a row that two texts have in common."""

    here: int
    there: int
    length: int


class PagePlaces:
    """The two texts laid side by side.

    Args:
        raw: the page as QTextDocument.toRawText() gives it, one character for each position.
        card: the text of the card that it shows.
    """

    def __init__(self, raw: str, card: CardText) -> None:
        self._raw, self._card = raw, card
        units = [1 if character < "\U00010000" else 2 for character in raw] if not raw.isascii() else []
        self._positions = [0, *accumulate(units)] if 2 in units else []
        self._words = list(_words(raw))
        self._pairs = sorted(self._matched(), key=lambda pair: pair.card.start)
        self._by_page = sorted(self._pairs, key=lambda pair: pair.page.start)
        self._card_starts = [pair.card.start for pair in self._pairs]
        self._page_ends = [pair.page.end for pair in self._by_page]

    def in_card(self, hit: Hit) -> tuple[int, int] | None:
        """The letters of the card's text that a selection on the page covers; None for what is not of the card."""
        start, end = self._index(hit.start), self._index(hit.end)
        first = bisect_right(self._page_ends, start)
        inside = [pair for pair in self._by_page[first:] if pair.page.start < end]
        inside = inside[: next((n for n, pair in enumerate(inside) if pair.page.start >= end), len(inside))]
        if not inside:
            return None
        begin = inside[0].card.start + _shift(inside[0], start - inside[0].page.start)
        finish = inside[-1].card.end - _shift(inside[-1], inside[-1].page.end - end)
        if begin >= finish:  # over cells that the page writes the other way round
            begin = min(pair.card.start for pair in inside)
            finish = max(pair.card.end for pair in inside)
        begin -= _common(self._raw[start : inside[0].page.start][::-1], self._card.text[:begin][::-1])
        finish += _common(self._raw[inside[-1].page.end : end], self._card.text[finish:])
        piece = self._card.text[begin:finish]
        return begin + len(piece) - len(piece.lstrip()), finish - len(piece) + len(piece.rstrip())

    def on_page(self, start: int, end: int) -> list[Hit]:
        """Where on the page the letters of a passage stand: a stretch for each line, cell and field that it covers."""
        found = []
        for piece in _PIECE.finditer(self._card.text, start, end):
            first = bisect_left(self._card_starts, piece.start())
            if first and self._pairs[first - 1].card.end > piece.start():
                first -= 1
            inside = self._pairs[first : bisect_left(self._card_starts, piece.end())]
            if inside:
                found.append(self._stretch(piece.start(), piece.end(), inside))
        return found

    # --- inside --------------------------------------------------------------------------------------------------

    def _stretch(self, start: int, end: int, inside: Sequence[_Pair]) -> Hit:
        begin = inside[0].page.start + _shift(inside[0], start - inside[0].card.start)
        finish = inside[-1].page.end - _shift(inside[-1], inside[-1].card.end - end)
        if begin >= finish:
            begin, finish = min(pair.page.start for pair in inside), max(pair.page.end for pair in inside)
        begin -= _common(self._card.text[start : inside[0].card.start][::-1], self._raw[:begin][::-1])
        finish += _common(self._card.text[inside[-1].card.end : end], self._raw[finish:])
        return Hit(self._position(begin), self._position(finish))

    def _matched(self) -> Iterator[_Pair]:
        by_text: dict[str, list[int]] = {}
        for number, word in enumerate(self._words):
            by_text.setdefault(word.text, []).append(number)
        taken: set[int] = set()
        cursor = start = 0
        for field in self._card.fields:
            words = [_Word(text, start + first, start + last) for text, first, last in _words(field.text)]
            start += len(field.text) + len(PARTED_BY)
            first = self._beginning(words, by_text, cursor, taken)
            if first is None:
                continue
            room = self._words[first : first + len(words) + len(words) // 4 + 2 * SAMPLE]
            for block in _blocks([word.text for word in words], [word.text for word in room]):
                for n in range(block.length):
                    number = first + block.there + n
                    if number not in taken:
                        taken.add(number)
                        cursor = number + 1
                        yield _Pair(words[block.here + n], self._words[number])

    def _beginning(
        self, words: Sequence[_Word], by_text: dict[str, list[int]], cursor: int, taken: set[int]
    ) -> int | None:
        """Which word of the page is the first of a field; of several the one soonest behind the field before."""
        best: tuple[int, bool, int] | None = None
        found = 0
        enough = (min(len(words), SAMPLE) + 1) // 2
        for skipped, word in enumerate(words[:SAMPLE]):
            numbers = by_text.get(word.text, [])
            here = bisect_left(numbers, cursor)
            for number in numbers[max(0, here - BEFORE) : here + BEHIND]:
                first = max(number - skipped, 0)
                if number in taken or (len(words) < SHORT and not cursor <= first < cursor + NEAR):
                    continue
                room = self._words[first : first + 2 * SAMPLE]
                score = len({word.text for word in words[:SAMPLE]} & {word.text for word in room})
                rank = (min(score, SAMPLE), first >= cursor, -abs(first - cursor))
                if best is None or rank > best:
                    best, found = rank, first
            if best is not None and best[0] >= enough:
                return found
        return None

    def _index(self, position: int) -> int:
        return bisect_left(self._positions, position) if self._positions else position

    def _position(self, index: int) -> int:
        return self._positions[index] if self._positions else index


def _blocks(words: Sequence[str], room: Sequence[str]) -> list[_Block]:
    """What a field and a stretch of the page have in common, without the single words far from the rest: a label that
    says the same."""
    found = [
        _Block(step.src_start, step.dest_start, step.src_end - step.src_start)
        for step in Indel.opcodes(words, room)
        if step.tag == "equal"
    ]
    if not found:
        return []
    longest = max(range(len(found)), key=lambda n: found[n].length)
    kept = [found[longest]]
    for block in found[longest + 1 :]:
        if block.length > FEW or _apart(kept[-1], block) <= FEW:
            kept.append(block)
    for block in reversed(found[:longest]):
        if block.length > FEW or _apart(block, kept[0]) <= FEW:
            kept.insert(0, block)
    return kept


def _apart(one: _Block, other: _Block) -> int:
    """How many words more stand between two blocks on the page than in the field."""
    return (other.there - one.there) - (other.here - one.here)


def _words(text: str) -> Iterator[_Word]:
    """The words of a text, without what is not seen; of what is no word nothing."""
    for found in WORD.finditer(text):
        seen = "".join(letter for letter in found.group() if letter not in UNSEEN)
        if seen and (seen.isalnum() or len(seen) > 1):
            yield _Word(seen, found.start(), found.end())


def _shift(pair: _Pair, letters: int) -> int:
    """How many letters of a word are left out, where both of its forms are as long."""
    same = pair.card.end - pair.card.start == pair.page.end - pair.page.start
    return max(letters, 0) if same else 0


def _common(one: str, other: str) -> int:
    """How many letters both begin with."""
    return next((n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
