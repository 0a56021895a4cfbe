"""How much Markdown one text may hold: counted before any parser sees it, so that nothing a person types hangs the app.

Markdown's own time, and the layout of what comes out of it, grow faster than the text on some patterns. Each limit lies
well above what 5,194 published texts hold (the number after it is the most found) and below what takes a noticeable
time; `tests/prose/test_hostile.py` has the patterns. Everything here is linear in the length of the text, whatever it
holds: a guard that can be made to hang guards nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from briefing_app.i18n import _

TEXT_LIMIT = 100_000  # characters; 61,377
PARAGRAPH_LIMIT = 50_000  # characters from one blank line to the next; 42,272
SYMBOL_LIMIT = 10_000  # emoji and rare characters in one paragraph, for each of which Qt looks through the fonts; 0
WORD_LIMIT = 2_000  # characters; 292
LINE_LIMIT = 4_000  # 1,380
DEPTH_LIMIT = 60  # columns of indentation, list and quotation marks before a line's text; 6
PART_LIMIT = 3_000  # paragraphs, items, cells, signs: each becomes an element; 1,504
FOOTNOTE_LIMIT = 600  # marks and texts; 120
BRACKET_LIMIT = 1_500  # 123
NESTING_LIMIT = 300  # signs of emphasis and brackets in one paragraph, item or row, which could all be nested; 38
CODE_LIMIT = 40  # signs of code in one paragraph, item or row, the rest of which Markdown looks through for each; 2
# Markdown looks through the rest of a paragraph again after each heading, rule and note that it cuts out of it.
CUT_LIMIT = 3_000_000  # cuts times characters of their paragraph; 930

# Each pattern begins with plain characters, which makes it five times as fast, and has but one way to match a line.
_BLANK_LINES = re.compile(r"\n[ \t]*\n(?:[ \t]*\n)*")
_DEPTH = re.compile(r"(?:\n|\]:)((?:[ \t>]|[*+-][ \t]|\d+\.[ \t])+)")
_NESTING = re.compile(r"\*(?!\*)|_(?!\w)|_(?<!\w_)|\[")
_CODE = re.compile(r"`(?!`)")
_SIGN = re.compile(rf"{_NESTING.pattern}|{_CODE.pattern}|<(?=[^<> ]*[@:])|&#?\w{{1,31}};|\\.|  \n")
_HEADING_OR_RULE = re.compile(r"\n[ \t>]*(?:#|[=*_-][=*_ \t>-]*(?=\n|\Z))")
_END_OF_NOTES = re.compile(r"\n {0,3}\[.*(?=\n(?! {0,3}\[))")
_NEW_LINE = re.compile(r"^", re.MULTILINE)
_QUOTATION = re.compile(r"\n[ \t]*>")
_OPENINGS = tuple(
    re.compile(rf"^ {{0,3}}{opening}", re.MULTILINE) for opening in (r"[*+-][ \t]", r"\d+\.[ \t]", r"\[\^[^\]\n]*\]:")
)
# All but white space and the scripts that part no words, or not by spaces: Thai to Tibetan, Myanmar, Khmer, Chinese
# and Japanese.
_WORD = re.compile(r"[^\s\u0e00-\u109f\u1780-\u17ff\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef]+")

_SYMBOL = re.compile("[\ue000-\uf8ff\U00010000-\U0010ffff]")


class Excess(NamedTuple):
    """A limit that a text is over: where, the code of the problem, and its sentence."""

    offset: int
    code: str
    sentence: str


class _Block(NamedTuple):
    """What stands between two blank lines."""

    offset: int
    text: str


def excesses(text: str) -> Iterator[Excess]:
    """Every limit that `text`, Markdown, is over; linear in its length."""
    if len(text) > TEXT_LIMIT:
        sentence = _("The text has {found} characters; {limit} are allowed.")
        yield _excess(TEXT_LIMIT, "text-too-long", sentence, len(text), TEXT_LIMIT)
        return
    text = text.replace("\r", "\n")  # as Markdown does; no offset changes
    blocks = list(_blocks(text))
    yield from _too_many(text, blocks)
    yield from _long_words(text)
    yield from _deep_lines(text)
    yield from _long_blocks(blocks)
    yield from _crowded_passages(blocks)
    yield from _cut_blocks(blocks)


def long_word(text: str) -> int | None:
    """Where the first word of more than `WORD_LIMIT` characters begins. Scripts that part no words have none."""
    if max(map(len, text.split()), default=0) <= WORD_LIMIT:
        return None
    return next((match.start() for match in _WORD.finditer(text) if len(match[0]) > WORD_LIMIT), None)


def _too_many(text: str, blocks: list[_Block]) -> Iterator[Excess]:
    lines, brackets, notes = text.count("\n"), text.count("["), text.count("[^")
    parts = len(blocks) + len(_SIGN.findall(text)) + _headings(text)
    parts += sum(map(_levels, _DEPTH.findall("\n" + text))) + sum(_cells(block.text) for block in blocks)
    if lines > LINE_LIMIT:
        yield _excess(0, "too-many-lines", _("The text has {found} lines; {limit} are allowed."), lines, LINE_LIMIT)
    if parts > PART_LIMIT:
        sentence = _("The text has {found} paragraphs, headings, items, cells and signs; {limit} are allowed.")
        yield _excess(0, "too-many-parts", sentence, parts, PART_LIMIT)
    if brackets > BRACKET_LIMIT:
        sentence = _("The text has {found} opening brackets; {limit} are allowed.")
        yield _excess(0, "too-many-brackets", sentence, brackets, BRACKET_LIMIT)
    if notes > FOOTNOTE_LIMIT:
        sentence = _("The text has {found} marks of footnotes; {limit} are allowed.")
        yield _excess(0, "too-many-footnotes", sentence, notes, FOOTNOTE_LIMIT)


def _long_words(text: str) -> Iterator[Excess]:
    start = long_word(text)
    if start is not None:
        sentence = _("The text holds a word of more than {limit} characters.").format(limit=WORD_LIMIT)
        yield Excess(start, "word-too-long", sentence)


def _deep_lines(text: str) -> Iterator[Excess]:
    for match in _DEPTH.finditer("\n" + text):
        columns = len(match[1].expandtabs(4))
        if columns > DEPTH_LIMIT:
            sentence = _("A line begins with {found} columns of list marks or white space; {limit} are allowed.")
            yield _excess(match.start(1) - 1, "too-deep", sentence, columns, DEPTH_LIMIT)
            return


def _long_blocks(blocks: list[_Block]) -> Iterator[Excess]:
    for block in blocks:
        if len(block.text) > PARAGRAPH_LIMIT:
            sentence = _("A paragraph has {found} characters; {limit} are allowed.")
            yield _excess(block.offset, "paragraph-too-long", sentence, len(block.text), PARAGRAPH_LIMIT)
        symbols = len(_SYMBOL.findall(block.text)) if len(block.text) > SYMBOL_LIMIT else 0
        if symbols > SYMBOL_LIMIT:
            sentence = _("A paragraph holds {found} emoji or rare characters; {limit} are allowed.")
            yield _excess(block.offset, "too-many-symbols", sentence, symbols, SYMBOL_LIMIT)


def _crowded_passages(blocks: list[_Block]) -> Iterator[Excess]:
    kinds = (
        (
            _NESTING,
            NESTING_LIMIT,
            _("A paragraph, item or row holds {found} signs of emphasis and brackets; {limit} are allowed."),
        ),
        (_CODE, CODE_LIMIT, _("A paragraph, item or row holds {found} signs of code; {limit} are allowed.")),
    )
    for block in blocks:
        for sign, limit, sentence in kinds:
            if len(sign.findall(block.text)) <= limit:
                continue
            for offset, passage in _passages(block):
                found = len(sign.findall(passage))
                if found > limit:
                    yield _excess(offset, "too-many-signs", sentence, found, limit)


def _cut_blocks(blocks: list[_Block]) -> Iterator[Excess]:
    work = 0
    for block in blocks:
        if "\n" not in block.text:
            continue
        cuts = _headings(block.text) + len(_END_OF_NOTES.findall("\n" + block.text))
        work += max(cuts - 1, 0) * len(block.text)
        if work > CUT_LIMIT:
            sentence = _(
                "Headings, rules or notes stand inside long paragraphs; part them by blank lines. "
                "Their number times the characters of the paragraph is {found}; {limit} is allowed."
            )
            yield _excess(block.offset, "no-blank-lines", sentence, work, CUT_LIMIT)
            return


def _blocks(text: str) -> Iterator[_Block]:
    start = 0
    for gap in _BLANK_LINES.finditer(text):
        yield _Block(start, text[start : gap.start()])
        start = gap.end()
    yield _Block(start, text[start:])


def _passages(block: _Block) -> Iterator[tuple[int, str]]:
    """The texts that Markdown reads in one go: a whole block, but the rows of a table and the items of a plain list.

    Where it is not certain that Markdown takes the block apart, the block is one passage.
    """
    opening = _NEW_LINE if _is_table(block.text) else _opening(block.text)
    starts = [match.start() for match in opening.finditer(block.text)] if opening else [0]
    for start, end in zip(starts, [*starts[1:], len(block.text)], strict=True):
        yield block.offset + start, block.text[start:end]


def _opening(block: str) -> re.Pattern[str] | None:
    """What each item of a list, or each note, begins with, in a block that is nothing else."""
    if _headings(block) or _QUOTATION.search("\n" + block):
        return None
    return next((opening for opening in _OPENINGS if opening.match(block)), None)


def _is_table(block: str) -> bool:
    """Whether Markdown is certain to read a block as a table: its rule has the bars of its head."""
    head, rule = (line.strip(" ") for line in (*block.split("\n", 2), "")[:2])
    shapes = {(line.startswith("|"), line.endswith("|"), line.count("|")) for line in (head, rule)}
    is_rule = rule != "" and not rule.strip("|:- ")
    plain = not block.startswith("    ") and not set("\\`\t") & set(head)  # neither code nor bars that are none
    return plain and is_rule and len(shapes) == 1 and "|" in head.strip("|")


def _headings(text: str) -> int:
    return len(_HEADING_OR_RULE.findall("\n" + text))


def _levels(marks: str) -> int:
    """How many elements the marks before a line's text open."""
    return sum(map(marks.count, ">*+-.")) + len(marks.expandtabs(4)) // 4


def _cells(block: str) -> int:
    """At most as many cells as a table can have: each of its rows gets as many as the longest."""
    lines = block.split("\n") if "|" in block else []
    return max((line.count("|") + 1 for line in lines), default=0) * len(lines)


def _excess(offset: int, code: str, sentence: str, found: int, limit: int) -> Excess:
    return Excess(offset, code, sentence.format(found=found, limit=limit))
