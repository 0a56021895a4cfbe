"""What the shorter formats take from a card: its points and its first quotes."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from briefing_app.cards.card import Quote
from briefing_app.prose.blocks import Block, ItemList, Paragraph, Prose, Section

QUOTES = 2
PARAGRAPHS = 2


def points_of(prose: Prose) -> Prose:
    """The points to make; of a card without any what its background lists, else how that begins."""
    points = [section for section in prose.sections if section.kind == "points"]
    if not points:
        told = [section for section in prose.sections if section.blocks]
        background = next((section for section in told if section.kind == "background"), None)
        points = [_shortened(section) for section in [background or next(iter(told), None)] if section is not None]
    return Prose(tuple(points), prose.footnotes)


def _shortened(section: Section) -> Section:
    lists = [block for block in section.blocks if isinstance(block, ItemList)]
    paragraphs = [block for block in section.blocks if isinstance(block, Paragraph)]
    blocks: Sequence[Block] = lists or paragraphs[:PARAGRAPHS] or section.blocks[:1]
    return msgspec.structs.replace(section, blocks=tuple(blocks))


def first_quotes(quotes: Sequence[Quote]) -> list[Quote]:
    """Two quotes, very words before paraphrases, and of two speakers where there are two; in the card's order."""
    ranked = sorted(quotes, key=lambda quote: quote.kind == "paraphrase")
    first, rest = ranked[:1], ranked[1:]
    others = [quote for quote in rest if quote.speaker != first[0].speaker and quote.kind == first[0].kind]
    chosen = [*first, *others, *rest][:QUOTES]
    return [quote for quote in quotes if any(quote is one for one in chosen)]
