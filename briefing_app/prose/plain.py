"""The neutral form -> plain text, and a card -> the plain text of each of its fields.

The rules, which offsets of marked passages count by: one line feed parts blocks, an empty line sections, a tab the
cells of a table; an item of a list begins with "- " or its number and ". ", its further blocks stand two spaces
in; a break between thoughts is "* * *"; footnotes follow the last section, each as its number in brackets and its text.
A citation of a source is its id in brackets, a footnote's number stands in brackets too.
"""

from __future__ import annotations

from collections.abc import Iterator
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
    Run,
    Runs,
    Section,
    Table,
)
from briefing_app.prose.reader import read_prose


class PlainField(NamedTuple):
    """The text of one field: `path` is as in "title", "quotes[2].text" or "body.section-1"."""

    path: str
    text: str


def runs_text(runs: Runs) -> str:
    """The characters of runs, as they are read."""
    return "".join(map(_run_text, runs))


def section_text(section: Section) -> str:
    """A section's heading and blocks."""
    return "\n".join([*([runs_text(section.heading)] if section.heading else []), *map(_block_text, section.blocks)])


def prose_text(prose: Prose) -> str:
    """A whole text."""
    parts = [section_text(section) for section in prose.sections]
    if prose.footnotes:
        notes = enumerate(prose.footnotes, start=1)
        parts.append("\n".join(f"[{number}] {_blocks_text(blocks)}" for number, blocks in notes))
    return "\n\n".join(parts)


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
    yield from ((f"body.footnotes[{n}]", _blocks_text(blocks)) for n, blocks in enumerate(prose.footnotes))
    yield from ((f"timeline[{n}].event", entry.event) for n, entry in enumerate(card.timeline))
    for n, quote in enumerate(card.quotes):
        for name in ("text", "original", "speaker", "venue", "to"):
            yield f"quotes[{n}].{name}", getattr(quote, name)
    for n, source in enumerate(card.sources):
        for name in ("title", "publisher", "url", "note"):
            yield f"sources[{n}].{name}", getattr(source, name)
    yield "originator", card.originator


def _run_text(run: Run) -> str:
    return f"[{run.text}]" if run.footnote is not None or run.source is not None else run.text


def _blocks_text(blocks: tuple[Block, ...]) -> str:
    return "\n".join(map(_block_text, blocks))


def _block_text(block: Block) -> str:
    if isinstance(block, Paragraph | Heading):
        return runs_text(block.runs)
    if isinstance(block, ItemList):
        return "\n".join(_item_text(block, number, item) for number, item in enumerate(block.items, block.start))
    if isinstance(block, Table):
        return "\n".join("\t".join(map(runs_text, row)) for row in (block.head, *block.rows))
    if isinstance(block, Quotation):
        return _blocks_text(block.blocks)
    return block.text if isinstance(block, CodeBlock) else "* * *"


def _item_text(block: ItemList, number: int, item: tuple[Block, ...]) -> str:
    mark = f"{number}. " if block.ordered else "- "
    return mark + _blocks_text(item).replace("\n", "\n  ")
