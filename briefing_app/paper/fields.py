"""Plain text on its way to paper: marks for what cannot be seen, breaks in long words, the direction of each line."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from typing import Any

from briefing_app.cards.invisibles import with_marks

Data = dict[str, Any]
Name = str | Data

# A place where a line may end. Authors' own zero-width spaces have become marks by the time it is put in, so that the
# template can turn every one into a break that leaves no trace in the text of the file.
BREAK = "\u200b"
LONG_WORD = 36
LONGEST_NAME = 64
PIECE = 12
_AFTER_PUNCTUATION = re.compile(r"(?<=[/._\-?&=#%@:,;+~|])(?=[^/._\-?&=#%@:,;+~|\s])")
_JOINER = "\u200d"
# Thai, Lao, Tibetan, Burmese, Khmer and East Asian words have no spaces around them; their lines may end anywhere.
UNSPACED = (
    "\u0e00-\u109f\u1780-\u17ff\u2e80-\u9fff\ua000-\ua4cf\uac00-\ud7ff\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff"
)
_LONG_WORD = re.compile(f"[^\\s{UNSPACED}]{{24,}}")


def line(text: str) -> str:
    """A plain field as one line of print, its white space as single spaces."""
    return as_printed(" ".join(text.split()))


def name(text: str, direction: str) -> Name:
    """A plain field as part of a line that runs in `direction`."""
    return directed(line(text), direction)


def directed(printed: str, direction: str) -> Name:
    """A line of print, with its own direction where its first letter runs the other way than `direction`."""
    turned = across(printed, direction)
    return {"text": printed, **turned} if turned else printed


def text_of(words: Name) -> str:
    """The letters of a line of print, without the places where it may end."""
    return (words if isinstance(words, str) else str(words["text"])).replace(BREAK, "")


def plain(words: Name) -> Name:
    """A line of print without what the reader marked in it."""
    return words if isinstance(words, str) else {key: value for key, value in words.items() if key != "runs"}


def across(text: str, direction: str) -> Data:
    """The direction of a text whose first letter runs the other way (Unicode Bidirectional Algorithm, rule P2)."""
    first = next((kind for kind in map(unicodedata.bidirectional, text) if kind in ("L", "R", "AL")), None)
    own = direction if first is None else "ltr" if first == "L" else "rtl"
    return {} if own == direction else {"direction": own}


def paragraphs(text: str, direction: str) -> list[Name]:
    """A plain field's paragraphs, which empty lines part."""
    parts = re.split(r"\n[ \t]*\n", text.replace("\r\n", "\n"))
    return [name(part, direction) for part in parts if part.strip()]


def typed_line(text: str, *, ended: bool = True) -> str:
    """A line whose indent is part of what was typed; one that is not `ended` goes on behind."""
    indent = len(text) - len(text.lstrip(" "))
    return "\u00a0" * min(indent, 24) + as_printed(text[indent:].rstrip() if ended else text[indent:])


def as_printed(text: str) -> str:
    """Text with its invisible characters as marks, composed (NFC) so that a letter and its accent find one glyph, and
    with a break in what is too long for a line."""
    return _with_breaks(with_marks(unicodedata.normalize("NFC", text)))


def _with_breaks(text: str) -> str:
    return _LONG_WORD.sub(lambda word: BREAK.join(_pieces(word[0])), text)


def _pieces(word: str) -> Iterable[str]:
    """The parts of a long word: after its punctuation, and every dozen characters where one part is still too long.
    Letters alone are left whole for hyphenation as long as a line could hold them."""
    for part in _AFTER_PUNCTUATION.split(word):
        begin = 0
        while len(part) - begin > (LONGEST_NAME if part.isalpha() else LONG_WORD):
            end = begin + PIECE
            while end < len(part) and (unicodedata.category(part[end])[0] == "M" or _JOINER in part[end - 1 : end + 1]):
                end += 1
            yield part[begin:end]
            begin = end
        yield part[begin:]
