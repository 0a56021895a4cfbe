"""Markdown -> the neutral form: clean HTML read into sections, blocks and runs."""

from __future__ import annotations

import re
from collections.abc import Collection
from html.parser import HTMLParser

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
    Run,
    Runs,
    Section,
    SectionKind,
    Table,
)
from briefing_app.prose.markdown import to_html

KNOWN_HEADINGS: dict[str, SectionKind] = {
    "background": "background",
    "points to make": "points",
    "if raised": "if_raised",
    "press line": "press_line",
    "next steps": "next_steps",
}
_CITATION = re.compile(r"\[\^([^\]\s]{1,120})\]")
_WHITE_SPACE = re.compile(r"[ \t\n]+")  # what HTML joins; a no-break space stays
_ALIGNMENTS: dict[str, Alignment] = {"center": "center", "right": "end", "left": "start"}


def read_prose(text: str, source_ids: Collection[str] = ()) -> Prose:
    """Read a card's body or a biography.

    `[^id]` that names no footnote of the text but one of `source_ids` becomes a run that cites that source.

    Raises:
        CardError: the text is over a limit of `cards.limits`.
    """
    for excess in excesses(text):
        raise CardError(_("The text cannot be shown."), excess.sentence)
    builder = _Builder(frozenset(source_ids))
    builder.feed(to_html(text))
    builder.close()
    return Prose(_sections(builder.blocks), builder.footnotes)


def _sections(blocks: list[Block]) -> tuple[Section, ...]:
    """Cut the blocks at the headings of level 1 and 2."""
    sections: list[Section] = []
    heading: Runs = ()
    current: list[Block] = []

    def end() -> None:
        if heading or current:
            kind: SectionKind = _kind(heading) if heading else "lead"
            anchor = f"section-{len(sections) + 1}"
            sections.append(Section(heading, kind, anchor, tuple(current)))

    for block in blocks:
        if isinstance(block, Heading) and block.level <= 2:
            end()
            heading, current = block.runs, []
        else:
            current.append(block)
    end()
    return tuple(sections)


def _kind(heading: Runs) -> SectionKind:
    words = " ".join("".join(run.text for run in heading).casefold().split()).rstrip(" :")
    return KNOWN_HEADINGS.get(words, "other")


class _Frame:
    """An element that is being read: the blocks and the runs gathered in it so far."""

    def __init__(self, tag: str, attributes: dict[str, str | None]) -> None:
        self.tag = tag
        self.attributes = attributes
        self.blocks: list[Block] = []
        self.runs: list[Run] = []
        self.items: list[tuple[Block, ...]] = []
        self.rows: list[tuple[Runs, ...]] = []
        self.cells: list[Runs] = []
        self.alignments: list[Alignment] = []

    def end_paragraph(self) -> None:
        """Turn inline text that stands directly in a block element into a paragraph."""
        runs = _tidy(self.runs)
        self.runs = []
        if runs:
            self.blocks.append(Paragraph(runs))


class _Builder(HTMLParser):
    """Reads the HTML that `to_html` makes. What it does not know it passes through, so that no text is lost."""

    INLINE = frozenset({"strong", "em", "code", "a", "sup"})
    CONTAINERS = frozenset({"blockquote", "li", "div"})

    def __init__(self, source_ids: frozenset[str]) -> None:
        super().__init__(convert_charrefs=True)
        self._source_ids = source_ids
        self._frames = [_Frame("body", {})]
        self._inline: list[tuple[str, str | None]] = []
        self._in_footnotes = 0
        self._numbers: dict[str, int] = {}
        self.footnotes: tuple[tuple[Block, ...], ...] = ()

    @property
    def blocks(self) -> list[Block]:
        """The blocks of the whole text."""
        self._frames[0].end_paragraph()
        return self._frames[0].blocks

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Open an element, or add what stands alone."""
        attributes = dict(attrs)
        if tag in self.INLINE:
            self._inline.append((tag, attributes.get("href")))
            if tag == "a" and attributes.get("class") == "footnote-backref":
                self._inline[-1] = ("backref", None)
            elif tag == "a" and attributes.get("class") == "footnote-ref":
                self._inline[-1] = ("footnote", None)
        elif tag == "br":
            self._frames[-1].runs.append(Run("\n"))
        elif tag == "hr":
            self._frames[-1].end_paragraph()
            if not self._in_footnotes:
                self._frames[-1].blocks.append(Rule())
        elif tag == "tbody":
            pass
        else:
            if tag not in ("th", "td", "tr"):
                self._frames[-1].end_paragraph()
            self._frames.append(_Frame(tag, attributes))
            self._in_footnotes += attributes.get("class") == "footnote"

    def handle_endtag(self, tag: str) -> None:
        """Close an element and hand what it gathered to the one around it."""
        if tag in self.INLINE:
            if self._inline:
                self._inline.pop()
            return
        if tag in ("br", "hr", "tbody") or len(self._frames) < 2:
            return
        frame = self._frames.pop()
        self._close(frame, self._frames[-1])

    def handle_data(self, data: str) -> None:
        """Add text with the looks of the inline elements around it."""
        if self._frames[-1].tag == "pre":
            self._frames[-1].runs.append(Run(data))
            return
        looks = {name for name, _href in self._inline}
        if "backref" in looks:
            self._drop_space_before_backref()
        elif "footnote" in looks and data.isdigit():
            self._add_run(data, footnote=int(data))
        elif "code" in looks or "[^" not in data:
            self._add_run(data)
        else:
            self._add_with_citations(data)

    def _add_with_citations(self, data: str) -> None:
        position = 0
        for match in _CITATION.finditer(data):
            if match[1] in self._source_ids:
                self._add_run(data[position : match.start()])
                self._add_run(match[1], source=match[1])
                position = match.end()
        self._add_run(data[position:])

    def _add_run(self, text: str, *, footnote: int | None = None, source: str | None = None) -> None:
        if not text:
            return
        text = _WHITE_SPACE.sub(" ", text)
        looks = [name for name, _href in self._inline]
        link = next((href for name, href in reversed(self._inline) if name == "a" and href), None)
        run = Run(text, "strong" in looks, "em" in looks, "code" in looks, link, footnote, source)
        self._frames[-1].runs.append(run)

    def _drop_space_before_backref(self) -> None:
        """Markdown puts a no-break space before the arrow that leads back; neither is the author's."""
        runs = self._frames[-1].runs
        if runs and runs[-1].text.endswith("\xa0"):
            text = runs.pop().text.removesuffix("\xa0")
            self._add_run(text)

    def _close(self, frame: _Frame, parent: _Frame) -> None:
        tag = frame.tag
        if tag == "p":
            frame.end_paragraph()
            parent.blocks += frame.blocks
        elif len(tag) == 2 and tag[0] == "h" and tag[1].isdigit():
            self._close_heading(frame, parent)
        elif tag == "pre":
            parent.blocks.append(CodeBlock("".join(run.text for run in frame.runs).removesuffix("\n")))
        elif tag in ("th", "td"):
            parent.cells.append(_tidy(frame.runs))
            parent.alignments.append(_alignment(frame.attributes.get("style")))
        elif tag == "tr":
            parent.rows.append(tuple(frame.cells))
            parent.alignments = frame.alignments
        elif tag == "thead":
            parent.rows += frame.rows
            parent.alignments = frame.alignments
        elif tag == "table":
            _close_table(frame, parent)
        elif tag == "li":
            frame.end_paragraph()
            parent.items.append(tuple(frame.blocks))
        elif tag in ("ul", "ol"):
            self._close_list(frame, parent)
        elif tag == "blockquote":
            frame.end_paragraph()
            parent.blocks.append(Quotation(tuple(frame.blocks)))
        else:
            self._close_other(frame, parent)

    def _close_heading(self, frame: _Frame, parent: _Frame) -> None:
        level = int(frame.tag[1])
        runs = _tidy(frame.runs)
        if runs:
            parent.blocks.append(Heading(level if parent.tag == "body" else max(level, 3), runs))

    def _close_list(self, frame: _Frame, parent: _Frame) -> None:
        if self._in_footnotes and parent.tag == "div":
            self.footnotes = tuple(frame.items)
            return
        start = frame.attributes.get("start") or "1"
        number = int(start) if start.isdigit() and len(start) < 10 else 1
        parent.blocks.append(ItemList(frame.tag == "ol", number, tuple(frame.items)))

    def _close_other(self, frame: _Frame, parent: _Frame) -> None:
        frame.end_paragraph()
        parent.blocks += frame.blocks
        self._in_footnotes -= frame.attributes.get("class") == "footnote"


def _close_table(frame: _Frame, parent: _Frame) -> None:
    head, *rows = frame.rows or [()]
    width = len(head)
    padded = tuple((*row, *((),) * width)[:width] for row in rows)
    parent.blocks.append(Table(tuple(frame.alignments[:width]), head, padded))


def _alignment(style: str | None) -> Alignment:
    return _ALIGNMENTS.get((style or "").partition(":")[2].strip(" ;"), "start")


def _tidy(runs: list[Run]) -> Runs:
    """Join neighbours that look alike; drop white space at the ends and around line breaks."""
    joined: list[Run] = []
    for run in runs:
        if joined and run.text != "\n" and joined[-1].text != "\n" and _alike(joined[-1], run):
            previous = joined.pop()
            run = _with_text(run, previous.text + run.text)
        elif run.text == "\n" and joined:
            joined[-1] = _with_text(joined[-1], joined[-1].text.rstrip(" "))
        if joined and joined[-1].text[-1:] in ("\n", " "):
            run = _with_text(run, run.text.lstrip(" "))
        joined.append(run)
    while joined and not joined[0].text.strip(" \n"):
        joined.pop(0)
    while joined and not joined[-1].text.strip(" \n"):
        joined.pop()
    if joined:
        joined[0] = _with_text(joined[0], joined[0].text.lstrip(" "))
        joined[-1] = _with_text(joined[-1], joined[-1].text.rstrip(" "))
    return tuple(run for run in joined if run.text)


def _alike(one: Run, other: Run) -> bool:
    return (
        one.footnote is None
        and other.footnote is None
        and one.source is None
        and other.source is None
        and ((one.strong, one.emphasis, one.code, one.link) == (other.strong, other.emphasis, other.code, other.link))
    )


def _with_text(run: Run, text: str) -> Run:
    if run.text == text:
        return run
    return Run(text, run.strong, run.emphasis, run.code, run.link, run.footnote, run.source)
