"""Text as it is compared: without case, accents, vowel points, width or kana form; and the words that it is made of."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

# Combining accents (Latin, Greek, Cyrillic), Hebrew points, Arabic marks and tatweel, soft hyphen. The vowel signs of
# Indic scripts and Thai are letters to their readers and stay.
_DROPPED = "\u0300-\u036f\u0591-\u05c7\u0610-\u061a\u0640\u064b-\u065f\u0670\u06d6-\u06ed\u00ad"
# What Unicode does not take apart: letters with a stroke, forms of Arabic letters that readers do not tell apart,
# katakana beside hiragana, and letters that stand for an apostrophe.
_LIKE = {
    **str.maketrans("øłđħŧıɨƶ", "oldhtiiz"),
    **str.maketrans("ىیيےةکٱ", "ييييهكا"),
    **{katakana: katakana - 0x60 for katakana in (*range(0x30A1, 0x30F7), 0x30FD, 0x30FE)},
    **dict.fromkeys([*range(0x02B9, 0x02C2), 0x02C8, 0x02EE, 0x055A, 0x05F3, 0x05F4, 0x2018, 0x2019, 0x201B], "'"),
}
_MARKS_DROPPED = re.compile(f"[{_DROPPED}]+")
_TO_FOLD = re.compile(f"[{_DROPPED}{''.join(map(chr, _LIKE))}]")
_SHORT_I, _SHORT_I_APART = "й", re.compile("[иИ]\u0306")  # a letter of its own, not и with an accent

# Between two letters these do not end a name: Sana'a is also Sanaa, cease-fire also ceasefire.
_JOINERS = "'\u2010\u2011\u200c\u200d-"
# Chinese, Japanese, Korean and Thai are read in pairs of letters: they part no words.
_PAIRED = (
    "\u0e01-\u0e5b\u1100-\u11ff\u3005-\u3007\u3041-\u309e\u30fc\u3400-\u4dbf\u4e00-\u9fff"
    "\uac00-\ud7a3\uf900-\ufaff\U00020000-\U0003ffff"
)
_RUN = re.compile(f"([{_PAIRED}]+)|[^{_PAIRED}]+")
_HAS_PAIRED = re.compile(f"[{_PAIRED}]")

_LAST_MARK = 0x20000  # no combining mark that a reader types lies above


class Word(NamedTuple):
    """A folded word and where it stands in the text that was not folded."""

    text: str
    start: int
    end: int


def fold(text: str) -> str:
    """`text` for comparing: "Türkiye" and "TURKIYE" fold to the same."""
    if text.isascii():
        return text.lower()
    apart = unicodedata.normalize("NFKD", text)
    if "\u0306" in apart:
        apart = _SHORT_I_APART.sub(_SHORT_I, apart)
    # A pattern passes over what stays; str.translate asks a table for every letter, in four times the time.
    bare = _TO_FOLD.sub(_folded_letter, _MARKS_DROPPED.sub("", apart).casefold())
    return bare if bare.isascii() else unicodedata.normalize("NFC", bare)


def words(text: str) -> list[str]:
    """The folded words of `text` in order; a word is a run of letters, marks and digits."""
    return words_of_folded(fold(text))


def words_of_folded(folded: str) -> list[str]:
    """The words of a text that is folded already."""
    return _ASCII_WORD.findall(folded) if folded.isascii() else _word().findall(folded.replace("_", " "))


def joined_words(text: str) -> list[str]:
    """The words that `text` has besides `words` when apostrophes and hyphens between letters are left out."""
    return joined_words_of_folded(fold(text))


def joined_words_of_folded(folded: str) -> list[str]:
    """Those of a text that is folded already."""
    pieces = (piece for piece in folded.split() if _JOINER.search(piece))
    return [_JOINER.sub("", found) for piece in pieces for found in _joined().findall(piece)]


def without_joiners(folded: str) -> str:
    """A folded text in which the words of `joined_words` stand as they are."""
    return _JOINER.sub("", folded)


def placed_joined_words(text: str) -> Iterator[Word]:
    """The words of `joined_words` and where they stand."""
    for chunk in _CHUNK.finditer(text):
        if _MAYBE_JOINER.search(chunk.group()):
            for word in _placed(chunk.group(), chunk.start(), _joined()):
                yield Word(_JOINER.sub("", word.text), word.start, word.end)


def placed_words(text: str) -> Iterator[Word]:
    """The folded words of `text` and where they stand."""
    for chunk in _CHUNK.finditer(text):
        piece, start = chunk.group(), chunk.start()
        if piece.isascii():
            for found in _ASCII_WORD.finditer(piece.lower()):
                yield Word(found.group(), start + found.start(), start + found.end())
        else:
            yield from _placed(piece, start, _word())


def _placed(piece: str, start: int, pattern: re.Pattern[str]) -> Iterator[Word]:
    """What fits a pattern in a piece without blanks, whose folded form may have more or fewer letters than it."""
    folded, places = [], []  # each folded letter, and the cluster that it comes from
    for cluster in _cluster().finditer(piece):
        letters = fold(cluster.group())
        folded.append(letters)
        places += [cluster.span()] * len(letters)
    for found in pattern.finditer("".join(folded).replace("_", " ")):
        first, last = places[found.start()], places[found.end() - 1]
        yield Word(found.group(), start + first[0], start + last[1])


def terms(word: str) -> list[str]:
    """What the index keeps of a folded word: itself, or the overlapping pairs of its letters and the last one alone."""
    if not is_paired(word):
        return [word]
    found: list[str] = []
    for run in _RUN.finditer(word):
        letters = run.group(1)
        found += [*_pairs(letters), letters[-1]] if letters else [run.group()]
    return found


def sought_terms(word: str) -> tuple[list[str], bool]:
    """The terms that stand one after the other wherever the folded `word` stands, and whether the last one may go on
    there (a single Chinese letter begins a pair)."""
    if not is_paired(word):
        return [word], False
    found: list[str] = []
    runs = list(_RUN.finditer(word))
    for run in runs:
        letters = run.group(1)
        if not letters:
            found.append(run.group())
        elif run is runs[-1]:
            found += _pairs(letters) or [letters]
        else:
            found += [*_pairs(letters), letters[-1]]
    return found, bool(runs[-1].group(1)) and len(runs[-1].group(1)) == 1


def runs(word: str) -> list[str]:
    """A folded word taken apart where letters of a script that parts no words begin or end."""
    return [run.group() for run in _RUN.finditer(word)] if is_paired(word) else [word]


def is_paired(text: str) -> bool:
    """Whether a folded text has letters of a script that parts no words, each found inside longer ones."""
    return not text.isascii() and _HAS_PAIRED.search(text) is not None


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


_ASCII_WORD = re.compile(r"[a-z0-9]+")
_CHUNK = re.compile(r"\S+")
_JOINER = re.compile(f"[{_JOINERS}]")
_APOSTROPHES = "".join(chr(code) for code, like in _LIKE.items() if like == "'")
_MAYBE_JOINER = re.compile(f"[\uff07\uff0d\ufe63{_APOSTROPHES}{_JOINERS}]")  # before it is folded


def _pairs(letters: str) -> list[str]:
    return [letters[at : at + 2] for at in range(len(letters) - 1)]


def _folded_letter(found: re.Match[str]) -> str:
    like = _LIKE.get(ord(found.group()), "")
    return like if isinstance(like, str) else chr(like)


@cache
def _word() -> re.Pattern[str]:
    """Letters and digits are what Python calls alphanumeric; marks it does not. To it "_" is a letter, too."""
    return re.compile(f"[\\w{combining_marks()}]+")


@cache
def _joined() -> re.Pattern[str]:
    """Letters with their marks, joined by hyphens or apostrophes."""
    letters = f"[^\\W\\d_](?:[^\\W\\d_]|[{combining_marks()}])*"
    return re.compile(f"{letters}(?:[{_JOINERS}]{letters})+")


@cache
def _cluster() -> re.Pattern[str]:
    """A character with the marks that stand on it."""
    return re.compile(f"[\\s\\S][{combining_marks()}]*")


@cache
def combining_marks() -> str:
    """Every combining mark, as the inside of a character class."""
    marks = [code for code in range(0x300, _LAST_MARK) if unicodedata.category(chr(code))[0] == "M"]
    ranges: list[list[int]] = []
    for code in marks:
        if ranges and ranges[-1][1] == code - 1:
            ranges[-1][1] = code
        else:
            ranges.append([code, code])
    return "".join(f"\\U{first:08x}-\\U{last:08x}" for first, last in ranges)
