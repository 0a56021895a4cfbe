"""The neutral form -> plain text, and a card -> the plain text of each of its fields.

The rules, which offsets of marked passages count by: one line feed parts blocks, an empty line sections, a tab the
cells of a table; an item of a list begins with "- " or its number and ". ", its further blocks stand two spaces
in; a break between thoughts is "* * *"; footnotes follow the last section, each as its number in brackets and its text.
A citation of a source is its id in brackets, a footnote's number stands in brackets too.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from briefing_app.cards.card import Card
from briefing_app.prose.blocks import (
    Block,
    CodeBlock,
    Heading,
    ItemList,
    Paragraph,
    Prose,
    Quotation,
    Rule,
    Run,
    Runs,
    Section,
    Table,
)
from briefing_app.prose.reader import read_prose

FEED = "\n"


class PlainField(NamedTuple):
    """The text of one field: `path` is as in "title", "quotes[2].text" or "body.section-1"."""

    path: str
    text: str


class Piece(NamedTuple):
    """Letters of the plain text: those of a run or of code, or what parts them, which is of none."""

    text: str
    of: Run | CodeBlock | None = None


def runs_text(runs: Runs) -> str:
    """The characters of runs, as they are read."""
    return "".join(map(_run_text, runs))


def section_text(section: Section) -> str:
    """A section's heading and blocks."""
    return _text(section_pieces(section))


def prose_text(prose: Prose) -> str:
    """A whole text."""
    return _text(prose_pieces(prose))


def prose_pieces(prose: Prose) -> Iterator[Piece]:
    """A whole text in its pieces; runs and code come in the order in which they stand in the records."""
    parts = [section_pieces(section) for section in prose.sections]
    if prose.footnotes:
        notes = enumerate(prose.footnotes, start=1)
        parts.append(_parted((_behind(f"[{number}] ", blocks_pieces(blocks)) for number, blocks in notes), FEED))
    return _parted(parts, 2 * FEED)


def section_pieces(section: Section) -> Iterator[Piece]:
    """A section's heading and blocks in their pieces."""
    heading = [_runs_pieces(section.heading, FEED)] if section.heading else []
    return _parted([*heading, *(_block_pieces(block, FEED) for block in section.blocks)], FEED)


def blocks_pieces(blocks: Iterable[Block], feed: str = FEED) -> Iterator[Piece]:
    """Blocks in their pieces; `feed` is a line's end and the indent of the next line."""
    return _parted((_block_pieces(block, feed) for block in blocks), feed)


def card_fields(card: Card) -> tuple[PlainField, ...]:
    """Every field of a card that is read as text, in the order of the page; fields without text are left out.

    Raises:
        CardError: the body or a biography is over a limit of `cards.limits`.
    """
    return tuple(PlainField(path, text) for path, text in _fields(card) if text)


def _fields(card: Card) -> Iterator[tuple[str, str | None]]:
    source_ids = [source.id for source in card.sources if source.id]
    yield "title", card.title
    yield "place", card.place
    yield "bottom_line", card.bottom_line
    yield from ((f"topics[{n}]", topic) for n, topic in enumerate(card.topics))
    for n, actor in enumerate(card.actors):
        for name in ("name", "native_name", "role", "organisation", "pronunciation"):
            yield f"actors[{n}].{name}", getattr(actor, name)
        yield from ((f"actors[{n}].aliases[{k}]", alias) for k, alias in enumerate(actor.aliases))
        yield f"actors[{n}].bio", prose_text(read_prose(actor.bio, source_ids)) if actor.bio else None
    prose = read_prose(card.body, source_ids)
    for section in prose.sections:
        yield f"body.{section.anchor}", section_text(section)
    yield from ((f"body.footnotes[{n}]", _text(blocks_pieces(blocks))) for n, blocks in enumerate(prose.footnotes))
    yield from ((f"timeline[{n}].event", entry.event) for n, entry in enumerate(card.timeline))
    for n, quote in enumerate(card.quotes):
        for name in ("text", "original", "speaker", "venue", "to"):
            yield f"quotes[{n}].{name}", getattr(quote, name)
    for n, source in enumerate(card.sources):
        for name in ("title", "publisher", "url", "note"):
            yield f"sources[{n}].{name}", getattr(source, name)
    yield "originator", card.originator


def _text(pieces: Iterable[Piece]) -> str:
    return "".join(piece.text for piece in pieces)


def _parted(parts: Iterable[Iterable[Piece]], by: str) -> Iterator[Piece]:
    for number, part in enumerate(parts):
        if number:
            yield Piece(by)
        yield from part


def _behind(mark: str, pieces: Iterable[Piece]) -> Iterator[Piece]:
    yield Piece(mark)
    yield from pieces


def _run_text(run: Run) -> str:
    return f"[{run.text}]" if run.footnote is not None or run.source is not None else run.text


def _runs_pieces(runs: Runs, feed: str) -> Iterator[Piece]:
    return (Piece(_run_text(run).replace(FEED, feed), run) for run in runs)


def _block_pieces(block: Block, feed: str) -> Iterator[Piece]:
    match block:
        case Paragraph(runs) | Heading(_, runs):
            return _runs_pieces(runs, feed)
        case ItemList(ordered, start, items):
            marks = (f"{number}. " if ordered else "- " for number, _item in enumerate(items, start))
            inner = (blocks_pieces(item, f"{feed}  ") for item in items)
            return _parted((_behind(mark, pieces) for mark, pieces in zip(marks, inner, strict=True)), feed)
        case Table(_, head, rows):
            cells = ((_runs_pieces(cell, feed) for cell in row) for row in (head, *rows))
            return _parted((_parted(row, "\t") for row in cells), feed)
        case Quotation(blocks):
            return blocks_pieces(blocks, feed)
        case CodeBlock(text):
            return iter([Piece(text.replace(FEED, feed), block)])
        case Rule():
            return iter([Piece("* * *")])
