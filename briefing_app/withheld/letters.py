"""Text as the search for what is withheld compares it: nothing but the letters and digits that a reader sees."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cache

from briefing_app.library.folding import combining_marks, fold

# Drawn marks of invisible characters, boxes of tasks, and characters that are not seen at all.
_DRAWN = re.compile(r"⟦U\+[0-9A-F]{4,6}⟧|^[ \t]*(?:[-*+][ \t]+)?\[[ xX]\](?=\s)", re.MULTILINE)
_UNSEEN = re.compile(
    "[\x00\x01\x03-\x08\x0e-\x1f\x7f-\x9f\u061c\u115f\u1160\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\u2800\u3164"
    "\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffb\U000e0000-\U000e01ef]"
)
# A word that is joined by a hyphen or broken by one at a line's end (readers of PDF tell of the latter as U+0002 or
# U+FFFE), or that has an apostrophe, is one word.
_JOINED = re.compile("(?<=\\w)(?:\\s*[\u00ad\x02\ufffe]\\s*|[-\u2010\u2011]\\s*|['\u02bc\u2019])(?=\\w)")
_BREAKS = re.compile("[\u00ad\x02\ufffe]")
# Chinese, Japanese, Korean, Thai, Lao, Tibetan, Burmese, Khmer: each letter is counted, no word is looked for.
_UNPARTED = (
    "\u0e01-\u0fff\u1000-\u109f\u1100-\u11ff\u1780-\u17ff\u3005-\u3007\u3041-\u309e\u30fc\u3400-\u4dbf\u4e00-\u9fff"
    "\uac00-\ud7a3\uf900-\ufaff\U00020000-\U0003ffff"
)
_UNPARTED_LETTER = re.compile(f"[{_UNPARTED}]")
_UNIT = re.compile(f"[{_UNPARTED}]|[^\\W_{_UNPARTED}]+")
_ASCII_UNIT = re.compile("[a-z0-9]+")
_FROM_RIGHT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff\U00010800-\U00010fff\U0001e800-\U0001efff]")
_FROM_LEFT = re.compile("[A-Za-z0-9\u00c0-\u058f]+(?:[ .,:/-]+[A-Za-z0-9\u00c0-\u058f]+)*")
_DOUBLED = re.compile("([\u0620-\u064a])\\1+")


def units(text: str) -> list[str]:
    """The words of `text`, folded and without marks; of a script that parts no words, its letters.

    The same words come out of a note and out of a page, whatever the page did to them: hyphens at lines' ends,
    ligatures, presentation forms, lost vowel signs, invisible characters.
    """
    seen = _JOINED.sub("", _UNSEEN.sub("", _DRAWN.sub("", text)))
    folded = fold(_BREAKS.sub("", seen))
    if folded.isascii():
        return _ASCII_UNIT.findall(folded)
    return _UNIT.findall(_marks().sub("", folded))


def is_unparted(unit: str) -> bool:
    """Whether a unit is a letter of a script that parts no words."""
    return _UNPARTED_LETTER.match(unit) is not None


def reads_from_right(text: str) -> bool:
    """Whether `text` has letters that a reader may give from left to right, as they lie on the page."""
    return _FROM_RIGHT.search(text) is not None


def joined(found: Sequence[str]) -> str:
    """The letters of units, one after the other; in Arabic one that stands twice only once, since files say of a letter
    with its marks what it is once for each."""
    letters = "".join(found)
    return letters if letters.isascii() else _DOUBLED.sub(r"\1", letters)


def turned(lines: Iterable[Sequence[str]]) -> str:
    """Lines that were read from left to right, as they lie on the page, read from the right; words and numbers of
    scripts that are written from the left stay as they are."""
    return "\n".join(_FROM_LEFT.sub(lambda found: found[0][::-1], "".join(reversed(line))) for line in lines)


@cache
def _marks() -> re.Pattern[str]:
    return re.compile(f"[{combining_marks()}]+")
