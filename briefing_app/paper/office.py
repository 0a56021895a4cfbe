"""The same plain data as a document that offices edit (DOCX): real styles, headings, tables, heads and feet."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from briefing_app.i18n import _
from briefing_app.paper import office_book, office_styles
from briefing_app.paper import office_parts as parts
from briefing_app.paper.fields import Data, Name, text_of

if TYPE_CHECKING:
    from docx.document import Document
    from docx.section import Section
    from docx.text.paragraph import Paragraph as Block

EPOCH = (1980, 1, 1, 0, 0, 0)  # the first moment of a ZIP file
DEEPEST_LIST = 3  # of Word's own styles


def docx(data: Data, stamp: datetime) -> bytes:
    """A document of `paper.document.document`'s data; the same data and stamp give the same bytes.

    Args:
        stamp: what the file says of when it was made, aware.
    """
    import docx as office  # 100 ms that only such a file pays

    document = office.Document()
    office_styles.prepare(document, data)
    _describe(document, data, stamp)
    if "book" in data:
        office_book.write_front(document, data)
    for place, card in enumerate(data["cards"]):
        section = document.add_section() if place or "book" in data else document.sections[0]
        _OfficeCard(document, section, data, card).write()
    if "journal" in data:
        _write_journal(document, data)
    if "book" in data:
        office_book.write_back(document, data)
    written = io.BytesIO()
    document.save(written)
    return _without_times(written.getvalue())


def _describe(document: Document, data: Data, stamp: datetime) -> None:
    told = document.core_properties
    told.title, told.author, told.comments, told.last_modified_by = data["title"], "", "", ""
    told.language = data["cards"][0]["locale"]["tag"]
    told.created = told.modified = stamp.astimezone(UTC).replace(tzinfo=None)
    told.revision = 1


def _write_journal(document: Document, data: Data) -> None:
    """Pages of the reader's journal, in a section of their own."""
    journal, writer = data["journal"], parts.Writer(document, data["locale"])
    parts.add_banners(document.add_section(), writer, journal["marking"], data.get("looks", {}))
    writer.names(writer.paragraph("Heading 1"), [journal["heading"]])
    for page in journal["pages"]:
        writer.names(writer.paragraph("Heading 2"), [page["day"]])
        for part in page["text"]:
            writer.lines(part)
        if page["details"]:
            writer.names(writer.paragraph("Caption"), page["details"])


def _without_times(data: bytes) -> bytes:
    """The same ZIP file without the moment at which each of its parts was packed."""
    packed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(zipfile.ZipInfo(name, EPOCH), old.read(name), zipfile.ZIP_DEFLATED)
    return packed.getvalue()


class _OfficeCard:
    """One card on its way into a document, in a section with its own head and foot."""

    def __init__(self, document: Document, section: Section, data: Data, card: Data) -> None:
        self._document = document
        self._section = section
        self._labels = data["labels"]
        self._looks = data.get("looks", {})
        self._card = card
        beside = {note["label"]: note for note in card["notes"] if note["number"] and data["layout"]["beside"]}
        self._at_end = [note for note in card["notes"] if note["label"] not in beside]
        self._writer = parts.Writer(document, card["locale"], beside)
        self._furnisher = parts.Writer(document, data["locale"])  # labels are in the window's language
        self._footnotes: list[tuple[str, list[Data]]] = []

    def write(self) -> None:
        """The card, top to bottom."""
        card, line = self._card, self._line
        self._furniture()
        line([card["marking"]], "Marking")
        line([*card["part"], *card["kicker"]], "Caption")
        line([card["title"]], "Heading 1")
        for words in card["bottom_line"]:
            paragraph = line([words], "Intense Quote")
            if card["locale"]["direction"] == "rtl":
                office_styles.box(paragraph._p.get_or_add_pPr(), start="right")  # noqa: SLF001 - python-docx has none
        self._actors()
        for section in card["sections"]:
            if section["label"] is not None:
                self._runs(section["heading"], "Heading 2")
            self._blocks(section["blocks"])
        self._blocks(card["more_footnotes"])
        self._timeline()
        self._quotes()
        self._sources()
        self._endnotes()
        line(card["identity"], "Caption")
        self._notes()

    def _furniture(self) -> None:
        card = self._card
        head, foot = parts.add_banners(self._section, self._writer, card["running_marking"], self._looks)
        self._writer.names(head, [card["running_title"]])
        self._writer.names(foot, [card["as_at"], "\t\t"])
        parts.add_page_number(foot, self._labels["page"])

    def _label(self, words: str) -> None:
        self._furnisher.names(self._writer.paragraph("Heading 2"), [words])

    def _line(self, names: Sequence[Name], style: str, between: str = " · ") -> Block:
        paragraph = self._writer.paragraph(style)
        for place, words in enumerate(names):
            self._writer.names(paragraph, [between, words] if place else [words])
        return paragraph

    def _actors(self) -> None:
        if self._card["actors"]:
            self._label(self._labels["actors"])
        for person in self._card["actors"]:
            paragraph = self._writer.paragraph("Normal")
            self._writer.names(paragraph, [person["name"]], strong=True)
            native = [person["native_name"]] if text_of(person["native_name"]) else []
            for words in (*native, *person["office"], *person["aside"]):
                self._writer.names(paragraph, [" · ", words])
            paragraph.paragraph_format.keep_with_next = bool(person["blocks"])
            self._blocks(person["blocks"])

    def _timeline(self) -> None:
        rows = self._card["timeline"]
        if rows:
            self._label(self._labels["timeline"])
            head = [[{"text": self._labels["date"]}], [{"text": self._labels["event"]}]]
            cells = [[parts.as_runs(row["date"]), parts.as_runs(row["event"])] for row in rows]
            self._writer.table(head, cells, self._cell, widths=(2, 5))

    def _quotes(self) -> None:
        if self._card["quotes"]:
            self._label(self._labels["quotes"])
        for quote in self._card["quotes"]:
            opening, closing = ("“", "”") if quote["in_marks"] else ("", "")
            last = len(quote["paragraphs"]) - 1
            for place, words in enumerate(quote["paragraphs"]):
                paragraph = self._writer.paragraph("Quote")
                marks = (opening if place == 0 else "", closing if place == last else "")
                self._writer.names(paragraph, [marks[0], words, marks[1]])
                paragraph.paragraph_format.keep_with_next = True
            for words in quote["original"]:
                self._line([words], "Quote").paragraph_format.keep_with_next = True
            source = [quote["source"]["text"]] if quote["source"] else []
            self._line([quote["speaker"], *quote["office"], *quote["details"], *source], "Caption")

    def _sources(self) -> None:
        if self._card["sources"]:
            self._label(self._labels["sources"])
        number = self._writer.new_numbering(1)
        for source in self._card["sources"]:
            paragraph = self._line([source["title"], *source["details"]], "List Number")
            self._writer.number(paragraph, number)
            if source["url"]:
                paragraph.add_run().add_break()
                self._writer.link(paragraph, text_of(source["url"]), source["link"])
            for words in source["note"]:
                self._line([words], "List Continue")

    def _endnotes(self) -> None:
        """The footnotes at the card's end: what writes the file knows no footnotes."""
        if self._footnotes:
            self._label(_("Footnotes"))
        for number, blocks in self._footnotes:  # grows while footnotes mention others
            first, rest = blocks[:1], blocks[1:]
            paragraph = self._writer.paragraph("Normal")
            self._writer.names(paragraph, [f"[{number}] "])
            if first and first[0]["type"] == "paragraph":
                self._add_runs(paragraph, first[0]["runs"])
            else:
                rest = blocks
            self._blocks(rest)

    def _notes(self) -> None:
        if self._at_end:
            self._label(self._card["notes_heading"])
        for note in self._at_end:
            number = [f"[{note['number']}] "] if note["number"] else []
            for words in note["passage"]:
                self._line([*number, words], "Quote", between="").paragraph_format.keep_with_next = True
            for part in note["text"]:
                self._writer.lines(part)
            if note["details"]:
                self._line(note["details"], "Caption")

    def _cell(self, paragraph: Block, runs: Sequence[Data]) -> None:
        self._add_runs(paragraph, runs)

    def _runs(self, runs: Sequence[Data], style: str, direction: str | None = None) -> Block:
        paragraph = self._writer.paragraph(style, direction)
        self._add_runs(paragraph, runs)
        return paragraph

    def _add_runs(self, paragraph: Block, runs: Sequence[Data]) -> None:
        for run in runs:
            if "tied" in run:
                self._add_runs(paragraph, run["tied"])
            elif "footnote" in run:
                self._footnotes.append((run["footnote"], run["blocks"]))
                self._writer.raised(paragraph, run["footnote"], run)
            elif "cite" in run or "again" in run:
                self._writer.raised(paragraph, f"[{run['cite']}]" if "cite" in run else run["again"], run)
            elif "person" not in run:  # which the index of a PDF is made of
                self._writer.run(paragraph, run)

    def _blocks(self, blocks: Sequence[Data], depth: int = 0, style: str = "Normal") -> None:
        for block in blocks:
            self._block(block, depth, style)

    def _block(self, block: Data, depth: int, style: str) -> None:
        match block["type"]:
            case "paragraph":
                self._runs(block["runs"], style, block.get("direction"))
            case "heading":
                self._runs(block["runs"], f"Heading {block['level']}")
            case "list":
                self._list(block, depth)
            case "table":
                self._writer.table(block["head"], block["rows"], self._cell)
            case "quotation":
                self._blocks(block["blocks"], depth, "Quote")
            case "code":
                marked = [
                    {"text": "".join(run.get("text", "") for run in runs), "runs": runs}
                    for runs in block.get("marked", [])
                ]
                self._writer.lines({"lines": marked or block["lines"]}, "Code")
            case "rule":
                self._line(["* * *"], "Normal")

    def _list(self, block: Data, depth: int) -> None:
        level = min(depth, DEEPEST_LIST - 1)
        suffix = f" {level + 1}" if level else ""
        style = ("List Number" if block["ordered"] else "List Bullet") + suffix
        number = self._writer.new_numbering(block["start"], style) if block["ordered"] else None
        for item in block["items"]:
            first, rest = item[:1], item[1:]
            if first and first[0]["type"] == "paragraph":
                paragraph = self._runs(first[0]["runs"], style, first[0].get("direction"))
            else:
                paragraph, rest = self._writer.paragraph(style), item
            if number is not None:
                self._writer.number(paragraph, number)
            self._blocks(rest, depth + 1, f"List Continue{suffix}")
