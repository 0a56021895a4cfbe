"""Cuts text and prose where highlights begin and end, so that what is marked stands in runs of its own.

Highlights are told in letters of the plain text, see `prose.plain`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from msgspec.structs import replace

from briefing_app.prose.blocks import (
    Block,
    CodeBlock,
    Heading,
    ItemList,
    Paragraph,
    Prose,
    Quotation,
    Run,
    Runs,
    Section,
    Table,
)
from briefing_app.prose.plain import FEED, Piece, blocks_pieces, prose_pieces, section_pieces

# What is not cut in two: an address and a long word, which would then break in other places; words of scripts whose
# letters take their forms from their neighbours (Arabic, Syriac, N'Ko, Mongolian; those of India).
_WHOLE = re.compile(
    r"\b[a-z]{2,8}://\S+"
    r"|[^\s\u0e00-\u109f\u1780-\u17ff\u2e80-\u9fff\ua000-\ua4cf\uac00-\ud7ff\uf900-\ufaff\uff00-\uffef]{24,}"
    r"|[\u0600-\u08ff\u1800-\u18af\u200c\u200d\ufb50-\ufdcf\ufe70-\ufefc]+"
    r"|[\u0900-\u0dff\u200c\u200d]+"
)
_JOINER, _VIRAMA = "\u200d", 9


class Stretch(NamedTuple):
    """Letters that are highlighted in a `colour`; `comment` is the number of the remark that belongs behind them."""

    start: int
    end: int
    colour: str
    comment: int | None = None


def cut(text: str, stretches: Sequence[Stretch]) -> Runs:
    """A plain text as runs."""
    return _cut(Run(text), [_trimmed(text, one) for one in stretches])


def cut_body(body: Prose, stretches_of: Callable[[str], Sequence[Stretch]]) -> Prose:
    """The body of a card; `stretches_of` tells those of a field, which is called as in `plain.card_fields`."""
    sections = tuple(_section(section, stretches_of(f"body.{section.anchor}")) for section in body.sections)
    footnotes = tuple(
        _Cutter(_shares(blocks_pieces(blocks), stretches_of(f"body.footnotes[{n}]"))).blocks(blocks)
        for n, blocks in enumerate(body.footnotes)
    )
    return Prose(sections, footnotes)


def cut_prose(prose: Prose, stretches: Sequence[Stretch]) -> Prose:
    """A text that is one field with all its sections and footnotes."""
    cutter = _Cutter(_shares(prose_pieces(prose), stretches))
    return Prose(tuple(map(cutter.section, prose.sections)), tuple(map(cutter.blocks, prose.footnotes)))


def _section(section: Section, stretches: Sequence[Stretch]) -> Section:
    return _Cutter(_shares(section_pieces(section), stretches)).section(section) if stretches else section


class _Cutter:
    """Goes through records in the order of `plain`'s pieces; `shares` has the stretches of each run and of code."""

    def __init__(self, shares: Iterable[Sequence[Stretch]]) -> None:
        self._shares = iter(shares)

    def section(self, section: Section) -> Section:
        heading = self._runs(section.heading)
        return replace(section, heading=heading, blocks=self.blocks(section.blocks))

    def blocks(self, blocks: Iterable[Block]) -> tuple[Block, ...]:
        return tuple(map(self._block, blocks))

    def _block(self, block: Block) -> Block:
        match block:
            case Paragraph(runs):
                return Paragraph(self._runs(runs))
            case Heading(level, runs):
                return Heading(level, self._runs(runs))
            case ItemList():
                return replace(block, items=tuple(map(self.blocks, block.items)))
            case Table():
                head = tuple(map(self._runs, block.head))
                return replace(block, head=head, rows=tuple(tuple(map(self._runs, row)) for row in block.rows))
            case Quotation():
                return Quotation(self.blocks(block.blocks))
            case CodeBlock(text):
                share = next(self._shares)
                return CodeBlock(text, cut(text, share)) if share else block
        return block

    def _runs(self, runs: Runs) -> Runs:
        return tuple(part for run in runs for part in _cut(run, next(self._shares)))


def _shares(pieces: Iterable[Piece], stretches: Sequence[Stretch]) -> list[list[Stretch]]:
    """For each run and each code block what of the stretches lies on it, in its own letters; the comment of a stretch
    belongs to the last."""
    begun: list[tuple[int, Piece]] = []
    whole, at = list(pieces), 0
    for piece in whole:
        if piece.of is not None:
            begun.append((at, piece))
        at += len(piece.text)
    text = "".join(piece.text for piece in whole)
    shares: list[list[Stretch]] = [[] for _one in begun]
    for stretch in sorted((_trimmed(text, one) for one in stretches), key=_order):
        touched = [(share, found) for share, one in zip(shares, begun, strict=True) for found in _on(*one, stretch)]
        for share, found in touched:
            share.append(found if found is touched[-1][1] else found._replace(comment=None))
    return shares


def _on(begin: int, piece: Piece, stretch: Stretch) -> Iterator[Stretch]:
    """What of a stretch lies on a piece that begins there."""
    start, end = max(stretch.start - begin, 0), min(stretch.end - begin, len(piece.text))
    if piece.of is None or start >= end or piece.of.text == FEED:
        return
    if isinstance(piece.of, Run) and _is_number(piece.of):  # whole or not at all
        yield stretch._replace(start=0, end=len(piece.of.text))
    else:
        yield stretch._replace(start=_within(piece, start), end=_within(piece, end))


def _within(piece: Piece, at: int) -> int:
    """A place of a piece in the letters of its own record, whose lines are not indented."""
    own = piece.of.text if piece.of is not None else ""
    breaks = own.count(FEED)
    feed = FEED + " " * ((len(piece.text) - len(own)) // breaks) if breaks else FEED
    return len(piece.text[:at].replace(feed, FEED))


def _is_number(run: Run) -> bool:
    return run.footnote is not None or run.source is not None


def _order(one: Stretch) -> tuple[int, int]:
    return one.start, -one.end


def _cut(run: Run, stretches: Sequence[Stretch]) -> Runs:
    """A run in parts that look alike; where stretches lie on each other, the one that begins last is seen."""
    if not stretches:
        return (run,)
    if _is_number(run):
        comments = tuple(one.comment for one in stretches if one.comment is not None)
        return (replace(run, colour=stretches[-1].colour, comments=comments),)
    placed = sorted((_widened(run.text, one) for one in stretches), key=_order)
    bounds = sorted({0, len(run.text), *(at for one in placed for at in (one.start, one.end))})
    return tuple(_part(run, start, end, placed) for start, end in pairwise(bounds))


def _part(run: Run, start: int, end: int, placed: Sequence[Stretch]) -> Run:
    lying = [one for one in placed if one.start <= start and end <= one.end]
    comments = tuple(one.comment for one in lying if one.end == end and one.comment is not None)
    return replace(run, text=run.text[start:end], colour=lying[-1].colour if lying else "", comments=comments)


def _trimmed(text: str, one: Stretch) -> Stretch:
    """A stretch that begins and ends with a letter."""
    start, end = max(one.start, 0), min(one.end, len(text))
    words = text[start:end]
    return one._replace(start=end - len(words.lstrip()), end=start + len(words.rstrip()))


def _widened(text: str, one: Stretch) -> Stretch:
    """A stretch that cuts nothing in two which is drawn as one."""
    start, end = one.start, one.end
    for whole in _WHOLE.finditer(text):
        start = whole.start() if whole.start() < start < whole.end() else start
        end = whole.end() if whole.start() < end < whole.end() else end
    while start > 0 and _hangs_together(text, start):
        start -= 1
    while end < len(text) and _hangs_together(text, end):
        end += 1
    return one._replace(start=start, end=end)


def _hangs_together(text: str, at: int) -> bool:
    """Whether two letters are drawn as one: an accent with what bears it, what a joiner or a virama binds."""
    before, after = text[at - 1], text[at]
    marks = unicodedata.category(after)[0] == "M" or _JOINER in (before, after)
    return marks or unicodedata.combining(before) == _VIRAMA
