"""Prose as plain records: sections of blocks, blocks of runs. Screen, paper, search and notes all read this form."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

Alignment = Literal["start", "center", "end"]
SectionKind = Literal["lead", "background", "points", "if_raised", "press_line", "next_steps", "other"]


class Run(Struct, frozen=True, omit_defaults=True):
    """Characters that look alike. `text` is what is read; "\\n" alone is a line break.

    `footnote` is the number, from 1, of the footnote that stands here; `source` the id of the card's source that is
    cited here. In both cases `text` is what is drawn (the footnote's number; the source's own id).

    `colour` is that of a highlight which lies on these letters, `comments` are the numbers of the remarks that belong
    behind them: "" and none in a card as it is written, see `prose.cutting`.
    """

    text: str
    strong: bool = False
    emphasis: bool = False
    code: bool = False
    link: str | None = None
    footnote: int | None = None
    source: str | None = None
    colour: str = ""
    comments: tuple[int, ...] = ()


Runs = tuple[Run, ...]


class Paragraph(Struct, frozen=True, tag="paragraph", tag_field="type"):
    """A paragraph."""

    runs: Runs


class Heading(Struct, frozen=True, tag="heading", tag_field="type"):
    """A heading inside a section: level 3 to 6."""

    level: int
    runs: Runs


class ItemList(Struct, frozen=True, tag="list", tag_field="type"):
    """A list; `start` is the first number of an ordered one. Each item is blocks."""

    ordered: bool
    start: int
    items: tuple[tuple[Block, ...], ...]


class Table(Struct, frozen=True, tag="table", tag_field="type"):
    """A table: one alignment a column, a head row, rows of cells. Each row has as many cells as the head."""

    alignments: tuple[Alignment, ...]
    head: tuple[Runs, ...]
    rows: tuple[tuple[Runs, ...], ...]


class Quotation(Struct, frozen=True, tag="quotation", tag_field="type"):
    """A block quotation in the body (the card's own quotes are records of their own)."""

    blocks: tuple[Block, ...]


class CodeBlock(Struct, frozen=True, tag="code", tag_field="type"):
    """Text that keeps its lines; `runs` are its parts where some are highlighted."""

    text: str
    runs: Runs = ()


class Rule(Struct, frozen=True, tag="rule", tag_field="type"):
    """A break between two thoughts."""


Block = Paragraph | Heading | ItemList | Table | Quotation | CodeBlock | Rule


class Section(Struct, frozen=True):
    """What stands under one `##` heading. The lead, before the first heading, has no heading and no anchor.

    `kind` tells the known headings (Background, Points to make, If raised, Press line, Next steps) apart;
    `anchor` is unique in its prose: "section-1", "section-2", ... by position.
    """

    heading: Runs
    kind: SectionKind
    anchor: str
    blocks: tuple[Block, ...]


class Prose(Struct, frozen=True):
    """A whole text: its sections in the author's order, and its footnotes, the first of which is number 1."""

    sections: tuple[Section, ...]
    footnotes: tuple[tuple[Block, ...], ...] = ()
