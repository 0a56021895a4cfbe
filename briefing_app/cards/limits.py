"""How much Markdown one text may hold: counted before any parser sees it, so that nothing a person types hangs the app.

Markdown's own time, and the layout of what comes out of it, grow faster than the text on some patterns: brackets, lists
in lists, long words, thousands of small blocks. Each limit lies well above what published texts hold (the comments say
the most found in 4,250 of them) and below what takes a noticeable time; `tests/prose/test_hostile.py` has the patterns.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from briefing_app.i18n import _

TEXT_LIMIT = 100_000  # characters; 61,377
WORD_LIMIT = 2_000  # characters; 292, in Tibetan, which parts no words
BLOCK_LIMIT = 1_500  # paragraphs; 691
LINE_LIMIT = 3_000  # 1,380
HEADING_LIMIT = 500  # headings, breaks and rules of tables; 203
ITEM_LIMIT = 1_500  # items of lists, lines of quotations, each level counted, and emphasis that opens a line; 631
CELL_LIMIT = 3_000  # bars of tables; 759
FOOTNOTE_LIMIT = 600  # marks and texts; 120
BRACKET_LIMIT = 1_500  # 123
MARK_LIMIT = 4_000  # emphasis, code, links, escapes; 1,308
BLOCK_BRACKET_LIMIT = 150  # in one paragraph; 9
BLOCK_MARK_LIMIT = 400  # in one paragraph; 74
INDENT_LIMIT = 60  # columns of white space and list marks before a line's text; 7

_WORD = re.compile(r"\S+")
_INDENT = re.compile(r"^[ \t>*+-]+", re.MULTILINE)
_BLANK_LINES = re.compile(r"\n[ \t]*\n")
_HEADING = re.compile(r"^[ ]{0,3}(?:#|[=*_|: -]*[=*_-][=*_|: -]*$)", re.MULTILINE)
_NUMBER = re.compile(r"^[ \t]*\d{1,9}[.)][ \t]", re.MULTILINE)
_MARKS = "*_`<&\\"


class Excess(NamedTuple):
    """A limit that a text is over: where, the code of the problem, and its sentence."""

    offset: int
    code: str
    sentence: str


def excesses(text: str) -> Iterator[Excess]:
    """Every limit that `text`, Markdown, is over; linear in its length."""
    if len(text) > TEXT_LIMIT:
        sentence = _("The text has {found} characters; {limit} are allowed.")
        yield _excess(TEXT_LIMIT, "text-too-long", sentence, len(text), TEXT_LIMIT)
        return
    for code, count, limit, sentence in _counts():
        found = count(text)
        if found > limit:
            yield _excess(0, code, sentence, found, limit)
    yield from _long_words(text)
    yield from _deep_lines(text)
    start = 0
    for gap in _BLANK_LINES.finditer(text):
        yield from _block_excesses(text, start, gap.start())
        start = gap.end()
    yield from _block_excesses(text, start, len(text))


def _counts() -> tuple[tuple[str, Callable[[str], int], int, str], ...]:
    """What is counted over a whole text: code, counter, limit, sentence."""
    return (
        (
            "too-many-blocks",
            lambda text: len(_BLANK_LINES.findall(text)),
            BLOCK_LIMIT,
            _("The text has {found} paragraphs; {limit} are allowed."),
        ),
        (
            "too-many-lines",
            lambda text: text.count("\n"),
            LINE_LIMIT,
            _("The text has {found} lines; {limit} are allowed."),
        ),
        (
            "too-many-headings",
            lambda text: len(_HEADING.findall(text)),
            HEADING_LIMIT,
            _("The text has {found} headings, breaks and tables; {limit} are allowed."),
        ),
        (
            "too-many-items",
            _items,
            ITEM_LIMIT,
            _("The text has {found} items of lists or quotations; {limit} are allowed."),
        ),
        (
            "too-many-cells",
            lambda text: text.count("|"),
            CELL_LIMIT,
            _("The text has {found} bars of tables; {limit} are allowed."),
        ),
        (
            "too-many-footnotes",
            lambda text: text.count("[^"),
            FOOTNOTE_LIMIT,
            _("The text has {found} marks of footnotes; {limit} are allowed."),
        ),
        (
            "too-many-brackets",
            lambda text: text.count("["),
            BRACKET_LIMIT,
            _("The text has {found} opening brackets; {limit} are allowed."),
        ),
        (
            "too-many-marks",
            lambda text: sum(map(text.count, _MARKS)),
            MARK_LIMIT,
            _("The text has {found} marks of emphasis, code or links; {limit} are allowed."),
        ),
    )


def _items(text: str) -> int:
    """Items of lists and lines of quotations, each as often as it is nested."""
    marks = (match[0] for match in _INDENT.finditer(text))
    return len(_NUMBER.findall(text)) + sum(sum(map(mark.count, ">*+-")) for mark in marks)


def _long_words(text: str) -> Iterator[Excess]:
    for match in _WORD.finditer(text):
        if match.end() - match.start() > WORD_LIMIT:
            sentence = _("The text holds a word of {found} characters; {limit} are allowed.")
            yield _excess(match.start(), "word-too-long", sentence, match.end() - match.start(), WORD_LIMIT)
            return


def _deep_lines(text: str) -> Iterator[Excess]:
    for match in _INDENT.finditer(text):
        columns = len(match[0].expandtabs(4))
        if columns > INDENT_LIMIT:
            sentence = _("A line begins with {found} columns of list marks or white space; {limit} are allowed.")
            yield _excess(match.start(), "too-deep", sentence, columns, INDENT_LIMIT)
            return


def _block_excesses(text: str, start: int, end: int) -> Iterator[Excess]:
    brackets = text.count("[", start, end)
    if brackets > BLOCK_BRACKET_LIMIT:
        sentence = _("A paragraph holds {found} opening brackets; {limit} are allowed.")
        yield _excess(start, "too-many-brackets", sentence, brackets, BLOCK_BRACKET_LIMIT)
    marks = sum(text.count(mark, start, end) for mark in _MARKS)
    if marks > BLOCK_MARK_LIMIT:
        sentence = _("A paragraph holds {found} marks of emphasis, code or links; {limit} are allowed.")
        yield _excess(start, "too-many-marks", sentence, marks, BLOCK_MARK_LIMIT)


def _excess(offset: int, code: str, sentence: str, found: int, limit: int) -> Excess:
    return Excess(offset, code, sentence.format(found=found, limit=limit))
