"""Characters that are not seen, or that turn the order of others: found, named, and drawn as marks."""

from __future__ import annotations

import re
from collections.abc import Iterator

# Control characters but tab and line feed; soft hyphen; Mongolian vowel separator; zero-width space; line and paragraph
# separators, embeddings and overrides; word joiner, invisible operators, isolates; byte order mark; interlinear marks;
# tags. Letters that are drawn as nothing: Hangul fillers and the blank Braille cell.
# Left alone are the joiners and direction marks that Persian, Hindi, Hebrew and emoji need (U+200C-U+200F, U+061C).
_INVISIBLE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u180e\u200b\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
    "\u115f\u1160\u3164\uffa0\u2800\U000e0000-\U000e007f]"
)


def invisible_characters(text: str) -> Iterator[tuple[int, str]]:
    """(offset, character) of each character in `text` that a reader cannot see but that can change what is seen."""
    for match in _INVISIBLE.finditer(text):
        yield match.start(), match[0]


def named(character: str) -> str:
    """A character by its code point, as in "U+202E"."""
    return f"U+{ord(character):04X}"


def with_marks(text: str) -> str:
    """`text` with each invisible character drawn as a mark, "⟦U+202E⟧"; nothing is dropped, nothing turned round."""
    return _INVISIBLE.sub(lambda match: f"⟦{named(match[0])}⟧", text)
