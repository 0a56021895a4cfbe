"""Paragraphs, runs, tables and fields of a DOCX file, each in its language and its direction."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import takewhile
from typing import TYPE_CHECKING, Any

from briefing_app.paper.fields import BREAK, Data, Name, text_of
from briefing_app.paper.furniture import ground_of
from briefing_app.paper.office_elements import element, language_of, name_of
from briefing_app.paper.office_styles import ACCENT, INK, STYLES, set_faces

if TYPE_CHECKING:
    from docx.document import Document
    from docx.section import Section
    from docx.text.paragraph import Paragraph as Block
    from docx.text.run import Run

RULE = "C8CDD1"
LTR_MARK = "\u200e"  # keeps digits beside the words of their own direction
PLAIN: Data = {"ink": None, "ground": None, "side": "centre", "points": None}


def as_runs(words: Name) -> list[Data]:
    """A line of print as runs."""
    if isinstance(words, str):
        return [{"text": words}]
    turned = {"direction": words["direction"]} if "direction" in words else {}
    return [{**run, **turned} for run in words.get("runs", [words])]


def add_page_number(paragraph: Block, words: str) -> None:
    """ "Page {page} of {pages}", of which the reader's program makes numbers."""
    fields = {"{page}": "PAGE", "{pages}": "NUMPAGES"}
    for part in words.replace("{", "\0{").replace("}", "}\0").split("\0"):
        if part in fields:
            field = element("w:fldSimple", {"w:instr": fields[part]})
            run = element("w:r")
            text = element("w:t")
            text.text = "1"
            run.append(text)
            field.append(run)
            paragraph._p.append(field)  # noqa: SLF001 - python-docx knows no fields
        else:
            paragraph.add_run(part)
    if words.isascii():
        paragraph.add_run(LTR_MARK)


def add_banners(section: Section, writer: Writer, marking: str, looks: Data) -> tuple[Block, Block]:
    """Give a section its marking in head and foot; what else stands there goes below the one and above the other.

    Args:
        looks: by marking: ink and ground as #rrggbb or None, side, size in points or None, as its scheme has them.
    """
    from docx.enum.text import WD_ALIGN_PARAGRAPH

    section.header.is_linked_to_previous = section.footer.is_linked_to_previous = False
    upper, below = section.header.paragraphs[0], section.header.add_paragraph(style="Header")
    above, lower = section.footer.paragraphs[0], section.footer.add_paragraph(style="Footer")
    for paragraph in (upper, lower):
        _add_banner(paragraph, writer, marking, looks.get(marking, PLAIN))
    for paragraph in (below, above):
        writer.turn(paragraph)
    below.alignment = WD_ALIGN_PARAGRAPH.RIGHT  # which is where lines end, whichever way they run
    return below, above


def _add_banner(paragraph: Block, writer: Writer, marking: str, look: Data) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Pt, RGBColor

    paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT if look["side"] == "right" else WD_ALIGN_PARAGRAPH.CENTER
    writer.names(paragraph, [marking], strong=True)
    for run in paragraph.runs:
        run.font.size = Pt(look["points"] or 9.5)
        run.font.color.rgb = RGBColor.from_string((look["ink"] or INK).lstrip("#").upper())
        if look["ground"]:
            shade = {"w:val": "clear", "w:color": "auto", "w:fill": look["ground"].lstrip("#").upper()}
            run._r.get_or_add_rPr().insert_element_before(element("w:shd", shade), "w:vertAlign", "w:rtl", "w:lang")  # noqa: SLF001


class Writer:
    """Writes in the language and the direction of one card.

    Args:
        beside: the notes that stand as the document's own comments beside their words, by their labels.
    """

    def __init__(self, document: Document, locale: Data, beside: Mapping[str, Data] | None = None) -> None:
        self._document = document
        self._beside = beside or {}
        self._locale = locale
        self._direction = locale["direction"]

    def paragraph(self, style: str, direction: str | None = None) -> Block:
        """A new paragraph at the document's end."""
        paragraph = self._document.add_paragraph(style=style)
        self.turn(paragraph, direction)
        return paragraph

    def turn(self, paragraph: Block, direction: str | None = None) -> None:
        """Let a paragraph run in its direction, by default the card's."""
        if (direction or self._direction) == "rtl":
            paragraph._p.get_or_add_pPr().insert_element_before(  # noqa: SLF001 - python-docx knows no direction
                element("w:bidi"), "w:adjustRightInd", "w:snapToGrid", "w:spacing", "w:ind", "w:jc", "w:rPr"
            )

    def names(self, paragraph: Block, words: Sequence[Name], *, strong: bool = False) -> None:
        """Add lines of print."""
        for part in words:
            if text_of(part):
                for run in as_runs(part):
                    self.run(paragraph, {**run, **({"strong": True} if strong else {})})

    def run(self, paragraph: Block, data: Data) -> None:
        """Add a run as `paper.passages` has it."""
        if "break" in data:
            paragraph.add_run().add_break()
            return
        if "tied" in data:
            for inner in data["tied"]:
                self.run(paragraph, inner)
            return
        if "comment" in data:
            self.comment(paragraph, data)
            return
        if "link" in data:
            self.link(paragraph, data["text"], data["link"], data)
            return
        words = data["text"].replace(BREAK, "")
        if data.get("direction", self._direction) != self._direction == "rtl" and not words[:1].isalpha():
            words = LTR_MARK + words
        run = self._dressed(paragraph.add_run(words), data)
        run.bold = run.font.cs_bold = data.get("strong")
        run.italic = data.get("emphasis")
        if "code" in data:
            set_faces(run._r.get_or_add_rPr(), STYLES["Code"][0])  # noqa: SLF001 - its own setter leaves themes

    def raised(self, paragraph: Block, words: str, data: Data | None = None) -> Run:
        """Add a small raised number."""
        run = self._dressed(paragraph.add_run(words), data or {})
        run.font.superscript = True
        return run

    def comment(self, paragraph: Block, data: Data) -> None:
        """Add a comment to the words before it, or the number of one that stands at the end."""
        from docx.shared import RGBColor

        if data["to"] in self._beside:
            note = self._beside[data["to"]]
            lines = [words for part in note["text"] for words in part["lines"]]
            details = [" · ".join(map(text_of, note["details"]))] if note["details"] else []
            told = "\n".join([*map(text_of, lines), *details])
            added = self._document.add_comment(_last_marked(paragraph), told)
            added._comment_elm.attrib.pop(name_of("w:date"), None)  # noqa: SLF001 - the moment of writing is nobody's
            for written, words in zip(added.paragraphs, lines, strict=False):  # details come behind
                if not isinstance(words, str):
                    written.clear()
                    self.names(written, [words])
        else:
            number = self.raised(paragraph, data["comment"])
            number.bold, number.font.color.rgb = True, RGBColor.from_string(ACCENT)

    def link(self, paragraph: Block, words: str, address: str | None, data: Data | None = None) -> None:
        """Add an address, which leads to where it says if it is one of the web."""
        direction = {"direction": "ltr"} if words.isascii() else {}
        run = self._dressed(paragraph.add_run(words.replace(BREAK, "")), {**(data or {}), **direction})
        if address is None or not address.isprintable():
            return
        from docx.opc.constants import RELATIONSHIP_TYPE
        from docx.shared import RGBColor

        run.font.underline, run.font.color.rgb = True, RGBColor.from_string(ACCENT)
        relation = paragraph.part.relate_to(address, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
        link = element("w:hyperlink", {"r:id": relation})
        run._r.addprevious(link)  # noqa: SLF001 - python-docx writes no links
        link.append(run._r)  # noqa: SLF001

    def lines(self, data: Data, style: str = "Normal") -> None:
        """Add a paragraph whose lines stay apart."""
        paragraph = self.paragraph(style, data.get("direction"))
        for place, words in enumerate(data["lines"]):
            if place:
                paragraph.add_run().add_break()
            self.names(paragraph, [words])

    def new_numbering(self, start: int, style: str = "List Number") -> int:
        """A numbering of its own that looks as the style's, from `start`."""
        numbering = self._document.part.numbering_part.element
        own = self._document.styles[style].element.pPr.numPr.numId.val
        number = numbering.add_num(numbering.num_having_numId(own).abstractNumId.val)
        number.add_lvlOverride(ilvl=0).add_startOverride(start)
        return int(number.numId)

    def number(self, paragraph: Block, number: int) -> None:
        """Let a paragraph be an item of a numbering."""
        properties: Any = paragraph._p.get_or_add_pPr().get_or_add_numPr()  # noqa: SLF001 - python-docx numbers nothing
        properties.get_or_add_ilvl().val = 0
        properties.get_or_add_numId().val = number

    def table(
        self,
        head: Sequence[Sequence[Data]],
        rows: Sequence[Sequence[Sequence[Data]]],
        fill: Callable[[Block, Sequence[Data]], None],
        widths: Sequence[int] = (),
    ) -> None:
        """Add a table whose first row is its head, repeated on every page."""
        from docx.shared import Pt

        table = self._document.add_table(rows=1 + len(rows), cols=len(head))
        if self._direction == "rtl":
            table._tblPr.insert_element_before(  # noqa: SLF001 - its own setter gives the wrong place
                element("w:bidiVisual"),
                "w:tblStyleRowBandSize",
                "w:tblStyleColBandSize",
                "w:tblW",
                "w:jc",
                "w:tblLook",
            )
        for row, cells in zip(table.rows, [head, *rows], strict=True):
            row._tr.get_or_add_trPr().append(element("w:cantSplit"))  # noqa: SLF001 - python-docx knows no heads
            for cell, runs in zip(row.cells, cells, strict=True):
                self.turn(cell.paragraphs[0])
                cell.paragraphs[0].paragraph_format.space_after = 0
                fill(cell.paragraphs[0], runs)
        _rule(table)
        table.rows[0]._tr.get_or_add_trPr().append(element("w:tblHeader"))  # noqa: SLF001
        for cell in table.rows[0].cells:
            for run in cell.paragraphs[0].runs:
                run.bold = run.font.cs_bold = True
        _share(table, widths)
        self._document.add_paragraph().paragraph_format.line_spacing = Pt(6)  # tables that meet would be one

    def _dressed(self, run: Run, data: Data) -> Run:
        properties: Any = run._r.get_or_add_rPr()  # noqa: SLF001 - python-docx knows no languages
        if "colour" in data:
            fill = ground_of(data["colour"]).removeprefix("#").upper()
            properties.append(element("w:shd", {"w:val": "clear", "w:color": "auto", "w:fill": fill}))
        if data.get("direction", self._direction) == "rtl":
            properties.append(element("w:rtl"))
        properties.append(language_of(self._locale))
        return run


def _last_marked(paragraph: Block) -> list[Run]:
    """The highlighted runs at a paragraph's end so far."""
    runs = paragraph.runs or [paragraph.add_run()]
    grounds = ((run, run._r.find(f".//{name_of('w:shd')}")) for run in reversed(runs))  # noqa: SLF001 - as above
    marked = [run for run, _ground in takewhile(lambda found: found[1] is not None, grounds)]
    return marked[::-1] or runs[-1:]


def _rule(table: Any) -> None:
    """Thin lines between the rows, and room around the words."""
    lines = element("w:tblBorders")
    for side in ("top", "bottom", "insideH"):
        lines.append(element(f"w:{side}", {"w:val": "single", "w:sz": "4", "w:space": "0", "w:color": RULE}))
    rooms = element("w:tblCellMar")
    for side, room in (("top", 50), ("left", 70), ("bottom", 50), ("right", 70)):
        rooms.append(element(f"w:{side}", {"w:w": str(room), "w:type": "dxa"}))
    for part in (lines, rooms):
        table._tblPr.insert_element_before(part, "w:tblLook")  # noqa: SLF001 - python-docx rules nothing


def _share(table: Any, widths: Sequence[int]) -> None:
    if widths:
        whole = sum(column.width for column in table.columns)
        table.autofit = False
        for column, share in zip(table.columns, widths, strict=True):
            column.width = whole * share // sum(widths)
            for cell in column.cells:
                cell.width = column.width
