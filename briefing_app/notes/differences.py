"""What one text has that another has not, word by word."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Literal, NamedTuple

# A word with the blanks after it; one letter where a script parts no words, and of what is no word.
WORD = re.compile(
    r"(?:[^\W\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\u9fff\U00020000-\U0003ffff]+|.)\s*", re.DOTALL
)
MOST = 400_000_000  # the product of the lengths of two sequences that are compared: 50 MB, half a second


Kind = Literal["same", "added", "removed"]


class Piece(NamedTuple):
    """A stretch of text: the same in both, "added" in the second, or "removed" from the first."""

    kind: Kind
    text: str


def differences(before: str, now: str) -> list[Piece]:
    """Both texts as one sequence of pieces: lines first, then word by word in the lines that changed."""
    pieces: list[Piece] = []
    for old, new in _changed(before.splitlines(keepends=True), now.splitlines(keepends=True)):
        if old == new:
            _add(pieces, "same", old)
            continue
        old_words, new_words = WORD.findall("".join(old)), WORD.findall("".join(new))
        for gone, come in _changed(old_words, new_words):
            if gone == come:
                _add(pieces, "same", gone)
            else:
                _add(pieces, "removed", gone)
                _add(pieces, "added", come)
    return pieces


def letters_taken_out(before: str, now: str) -> int:
    """How many letters of `before` lie outside the beginning and the end that it shares with `now`."""
    same = _common_length(before, now)
    return len(before) - same - _common_length(before[same:][::-1], now[same:][::-1])


def _common_length(one: Sequence[str], other: Sequence[str]) -> int:
    """How many letters, or words, both begin with."""
    shorter = min(len(one), len(other))
    if one[:shorter] == other[:shorter]:
        return shorter
    return next(index for index in range(shorter) if one[index] != other[index])


def _changed(before: Sequence[str], now: Sequence[str]) -> Iterator[tuple[Sequence[str], Sequence[str]]]:
    """What of one sequence became what of the other, in order; nothing may have become nothing."""
    from rapidfuzz.distance import Indel

    same = _common_length(before, now)
    tail = _common_length(before[same:][::-1], now[same:][::-1])
    yield before[:same], now[:same]
    old, new = before[same : len(before) - tail], now[same : len(now) - tail]
    if len(old) * len(new) > MOST:
        yield old, new
    else:
        at = new_at = 0
        for block in Indel.opcodes(old, new).as_matching_blocks():  # the last one is empty, at both ends
            yield old[at : block.a], new[new_at : block.b]
            at, new_at = block.a + block.size, block.b + block.size
            yield old[block.a : at], new[block.b : new_at]
    yield before[len(before) - tail :], now[len(now) - tail :]


def _add(pieces: list[Piece], kind: Kind, words: Sequence[str]) -> None:
    """Put a piece at the end; what is removed together stands before what is added together."""
    text = "".join(words)
    if not text:
        return
    place = len(pieces)
    if kind == "removed" and pieces and pieces[-1].kind == "added":
        place -= 1
    if place and pieces[place - 1].kind == kind:
        pieces[place - 1] = Piece(kind, pieces[place - 1].text + text)
    else:
        pieces.insert(place, Piece(kind, text))
