"""Markdown -> the neutral form: clean HTML read into sections and blocks."""

from __future__ import annotations

from collections.abc import Collection

from briefing_app.cards.limits import excesses
from briefing_app.errors import CardError
from briefing_app.i18n import _
from briefing_app.prose.blocks import (
    Alignment,
    Block,
    CodeBlock,
    Heading,
    ItemList,
    Paragraph,
    Prose,
    Quotation,
    Rule,
    Runs,
    Section,
    SectionKind,
    Table,
)
from briefing_app.prose.html_tree import Element, parse_html
from briefing_app.prose.inline import INLINE, InlineReader
from briefing_app.prose.markdown import to_html

KNOWN_HEADINGS: dict[str, SectionKind] = {
    "background": "background",
    "points to make": "points",
    "if raised": "if_raised",
    "press line": "press_line",
    "next steps": "next_steps",
}
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_SECTION_LEVEL = 2  # headings down to this level begin a section
_ALIGNMENTS: dict[str, Alignment] = {"text-align:center": "center", "text-align:right": "end"}


def read_prose(text: str, source_ids: Collection[str] = ()) -> Prose:
    """Read a card's body or a biography.

    `[^id]` that names no footnote of the text but one of `source_ids` becomes a run that cites that source.

    Raises:
        CardError: the text is over a limit of `cards.limits`.
    """
    for excess in excesses(text):
        raise CardError(_("The text cannot be shown."), excess.sentence)
    body = parse_html(to_html(text))
    notes = [child for child in body.elements() if child.attributes.get("class") == "footnote"]
    body.children = [child for child in body.children if child not in notes]
    reader = _BlockReader(source_ids)
    sections = _sections(reader.blocks(body))  # before the notes: footnotes are numbered as they are met
    return Prose(sections, reader.footnotes(notes))


def _sections(blocks: tuple[Block, ...]) -> tuple[Section, ...]:
    """Cut the blocks at the headings that begin a section; what stands before the first is the lead."""
    parts: list[tuple[Runs, list[Block]]] = [((), [])]
    for block in blocks:
        if isinstance(block, Heading) and block.level <= _SECTION_LEVEL:
            parts.append((block.runs, []))
        else:
            parts[-1][1].append(block)
    return tuple(
        Section(heading, _kind(heading), f"section-{number}", tuple(within))
        for number, (heading, within) in enumerate(filter(any, parts), start=1)
    )


def _kind(heading: Runs) -> SectionKind:
    if not heading:
        return "lead"
    words = " ".join("".join(run.text for run in heading).casefold().split())
    return KNOWN_HEADINGS.get(words.rstrip(" :"), "other")


class _BlockReader:
    """Reads the block elements of one text. What it does not know it passes through, so that no text is lost."""

    def __init__(self, source_ids: Collection[str]) -> None:
        self._inline = InlineReader(source_ids)

    def blocks(self, element: Element) -> tuple[Block, ...]:
        """The blocks in an element; inline text that stands directly in it becomes a paragraph."""
        found: list[Block] = []
        line: list[Element | str] = []
        for child in element.children:
            if isinstance(child, str) or child.tag in INLINE:
                line.append(child)
            else:
                found += self._paragraph(line)
                line = []
                found += self._block(child, inside=element.tag != "body")
        return (*found, *self._paragraph(line))

    def footnotes(self, notes: list[Element]) -> tuple[tuple[Block, ...], ...]:
        """The footnotes in the order of their numbers; those that nothing refers to come last."""
        items = [item for note in notes for list_ in note.elements() for item in list_.elements()]
        read = {item.attributes.get("id", ""): self.blocks(item) for item in items}
        return tuple(read[note] for note in sorted(read, key=self._inline.number))

    def _paragraph(self, line: list[Element | str]) -> tuple[Block, ...]:
        runs = self._inline.runs(line)
        return (Paragraph(runs),) if runs else ()

    def _block(self, element: Element, *, inside: bool) -> tuple[Block, ...]:
        if element.tag == "p":
            return self._paragraph(element.children)
        if element.tag in _HEADINGS:
            return self._heading(element, inside=inside)
        if element.tag in ("ul", "ol"):
            return (self._list(element),)
        if element.tag == "table":
            return (self._table(element),)
        if element.tag == "blockquote":
            return (Quotation(self.blocks(element)),)
        if element.tag == "pre":
            return (CodeBlock(element.text().removesuffix("\n")),)
        return (Rule(),) if element.tag == "hr" else self.blocks(element)

    def _heading(self, element: Element, *, inside: bool) -> tuple[Block, ...]:
        """A heading in a list, a quotation or a footnote begins no section."""
        level = int(element.tag[1])
        runs = self._inline.runs(element.children)
        return (Heading(max(level, _SECTION_LEVEL + 1) if inside else level, runs),) if runs else ()

    def _list(self, element: Element) -> ItemList:
        start = element.attributes.get("start", "")
        number = int(start) if start.isdecimal() and len(start) < 10 else 1
        return ItemList(element.tag == "ol", number, tuple(map(self.blocks, element.elements())))

    def _table(self, element: Element) -> Table:
        rows = [list(row.elements()) for part in element.elements() for row in part.elements()]
        alignments = tuple(_alignment(cell) for cell in rows[0])
        head, *others = (tuple(self._inline.runs(cell.children) for cell in row) for row in rows)
        return Table(alignments, head, tuple(others))


def _alignment(cell: Element) -> Alignment:
    return _ALIGNMENTS.get(cell.attributes.get("style", "").replace(" ", "").rstrip(";"), "start")
