"""Text as it is compared: without case, accents, vowel points, width or kana of another size."""

from __future__ import annotations

import unicodedata

# Combining accents (Latin, Greek, Cyrillic), Hebrew points, Arabic marks and tatweel, soft hyphen. The vowel signs of
# Indic scripts and Thai are letters to their readers and stay.
_DROPPED = dict.fromkeys(
    [
        *range(0x0300, 0x0370),
        *range(0x0591, 0x05C8),
        *range(0x0610, 0x061B),
        0x0640,
        *range(0x064B, 0x0660),
        0x0670,
        *range(0x06D6, 0x06EE),
        0x00AD,
    ]
)


def fold(text: str) -> str:
    """`text` for comparing: "Türkiye" and "TURKIYE" fold to the same."""
    if text.isascii():
        return text.lower()
    bare = unicodedata.normalize("NFKD", text).translate(_DROPPED)
    return unicodedata.normalize("NFC", bare.casefold()).translate(_DROPPED)


def find_folded(text: str, folded_word: str) -> tuple[int, int] | None:
    """Where in `text` the first match of an already folded word stands, as (start, end); None where it does not."""
    if folded_word not in fold(text):
        return None
    offsets: list[int] = []
    folded = ""
    for offset, character in enumerate(text):
        piece = fold(character)
        folded += piece
        offsets += [offset] * len(piece)
    start = folded.find(folded_word)
    if start < 0:  # the match hangs on a letter that folds otherwise beside its neighbour
        return None
    return offsets[start], offsets[start + len(folded_word) - 1] + 1
