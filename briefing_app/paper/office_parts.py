"""Paragraphs, runs, tables and fields of a DOCX file, each in its language and its direction."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import takewhile
from typing import TYPE_CHECKING, Any

from briefing_app.paper.fields import BREAK, Data, Name, text_of
from briefing_app.paper.formats import SHEETS
from briefing_app.paper.furniture import ground_of

if TYPE_CHECKING:
    from docx.document import Document
    from docx.section import Section
    from docx.text.paragraph import Paragraph as Block
    from docx.text.run import Run

TEXT_FACE, FURNITURE_FACE = "Georgia", "Arial"  # what every office has
INK, ACCENT, MUTED = "161D24", "1C5A72", "55606A"
# name: face, size in points, bold, italic, colour
STYLES = {
    "Normal": (TEXT_FACE, 10.5, False, False, INK),
    "Title": (TEXT_FACE, 30, True, False, INK),
    "Subtitle": (TEXT_FACE, 14, False, False, INK),
    "Heading 1": (TEXT_FACE, 21, True, False, INK),
    "Heading 2": (FURNITURE_FACE, 12, True, False, ACCENT),
    "Heading 3": (FURNITURE_FACE, 10.5, True, False, INK),
    "Heading 4": (FURNITURE_FACE, 10, True, False, INK),
    "Heading 5": (FURNITURE_FACE, 10, True, False, INK),
    "Heading 6": (FURNITURE_FACE, 10, True, False, INK),
    "Caption": (FURNITURE_FACE, 9, False, False, MUTED),
    "Quote": (TEXT_FACE, 10.5, False, True, INK),
    "Intense Quote": (TEXT_FACE, 11.5, False, False, INK),
    "Header": (FURNITURE_FACE, 8.5, False, False, MUTED),
    "Footer": (FURNITURE_FACE, 8.5, False, False, MUTED),
    "Marking": (FURNITURE_FACE, 9, True, False, INK),
    "Code": ("Consolas", 8.5, False, False, INK),
}
SIDE = 30.0  # millimetres


def prepare(document: Document, data: Data) -> None:
    """Sheet, styles and language of a new document."""
    from docx.enum.style import WD_STYLE_TYPE
    from docx.shared import Mm, Pt, RGBColor

    for key, relation in list(document.part.package.rels.items()):
        if relation.reltype.endswith("/thumbnail"):  # a picture of the empty document that ships with the library
            del document.part.package.rels[key]
    sheet = document.sections[0]
    sheet.page_width, sheet.page_height = map(Mm, SHEETS[data["paper"]])
    sheet.left_margin = sheet.right_margin = Mm(SIDE)
    for name, (face, size, bold, italic, colour) in STYLES.items():
        if name not in document.styles:
            document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH).base_style = document.styles["Normal"]
        style: Any = document.styles[name]
        style.font.size, style.font.bold, style.font.italic = Pt(size), bold, italic
        style.font.color.rgb = RGBColor.from_string(colour)
        _set_faces(style.element.get_or_add_rPr(), face)
    width = SHEETS[data["paper"]][0] - 2 * SIDE
    for name in ("Header", "Footer"):
        _set_tabs(document.styles[name], width)
    _set_language(document, data["cards"][0]["locale"])


def _set_faces(properties: Any, face: str) -> None:
    from docx.oxml.ns import qn

    fonts = properties.get_or_add_rFonts()
    for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{theme}"), None)
    for script in ("ascii", "hAnsi"):
        fonts.set(qn(f"w:{script}"), face)


def _set_tabs(style: Any, width: float) -> None:
    from docx.enum.text import WD_TAB_ALIGNMENT
    from docx.shared import Mm

    stops = style.paragraph_format.tab_stops
    stops.clear_all()
    stops.add_tab_stop(Mm(width / 2), WD_TAB_ALIGNMENT.CENTER)
    stops.add_tab_stop(Mm(width), WD_TAB_ALIGNMENT.RIGHT)


def _set_language(document: Document, locale: Data) -> None:
    defaults = document.styles.element.find(f".//{_name('w:rPrDefault')}/{_name('w:rPr')}")
    for old in defaults.findall(_name("w:lang")):
        defaults.remove(old)
    defaults.append(_language(locale))


def _language(locale: Data) -> Any:
    tag = locale["tag"]
    return _element("w:lang", {"w:val": tag, "w:eastAsia": tag, "w:bidi": tag})


def _element(name: str, attributes: dict[str, str] | None = None) -> Any:
    from docx.oxml import OxmlElement

    element: Any = OxmlElement(name)
    for key, value in (attributes or {}).items():
        element.set(_name(key), value)
    return element


def _name(prefixed: str) -> str:
    from docx.oxml.ns import qn

    return qn(prefixed)


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
            field = _element("w:fldSimple", {"w:instr": fields[part]})
            run = _element("w:r")
            text = _element("w:t")
            text.text = "1"
            run.append(text)
            field.append(run)
            paragraph._p.append(field)  # noqa: SLF001 - python-docx knows no fields
        else:
            paragraph.add_run(part)


def add_banners(section: Section, writer: Writer, marking: str) -> None:
    """Head and foot of a section that bear its marking alone."""
    for part in (section.header, section.footer):
        part.is_linked_to_previous = False
        writer.names(part.paragraphs[0], ["\t", marking], strong=True)
        writer.turn(part.paragraphs[0])


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
                _element("w:bidi"), "w:adjustRightInd", "w:snapToGrid", "w:spacing", "w:ind", "w:jc", "w:rPr"
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
        run = self._dressed(paragraph.add_run(data["text"].replace(BREAK, "")), data)
        run.bold, run.italic = data.get("strong"), data.get("emphasis")
        if "code" in data:
            _set_faces(run._r.get_or_add_rPr(), STYLES["Code"][0])  # noqa: SLF001 - its own setter leaves themes

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
            lines = [text_of(words) for part in note["text"] for words in part["lines"]]
            told = "\n".join([*lines, *([" · ".join(map(text_of, note["details"]))] if note["details"] else [])])
            added = self._document.add_comment(_last_marked(paragraph), told)
            added._comment_elm.attrib.pop(_name("w:date"), None)  # noqa: SLF001 - the moment of writing is nobody's
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
        link = _element("w:hyperlink", {"r:id": relation})
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
        table = self._document.add_table(rows=1 + len(rows), cols=len(head), style="Table Grid")
        if self._direction == "rtl":
            table._tblPr.insert_element_before(  # noqa: SLF001 - its own setter gives the wrong place
                _element("w:bidiVisual"),
                "w:tblStyleRowBandSize",
                "w:tblStyleColBandSize",
                "w:tblW",
                "w:jc",
                "w:tblLook",
            )
        for row, cells in zip(table.rows, [head, *rows], strict=True):
            row._tr.get_or_add_trPr().append(_element("w:cantSplit"))  # noqa: SLF001 - python-docx knows no heads
            for cell, runs in zip(row.cells, cells, strict=True):
                self.turn(cell.paragraphs[0])
                fill(cell.paragraphs[0], runs)
        table.rows[0]._tr.get_or_add_trPr().append(_element("w:tblHeader"))  # noqa: SLF001
        for cell in table.rows[0].cells:
            for run in cell.paragraphs[0].runs:
                run.bold = True
        _share(table, widths)
        self._document.add_paragraph()

    def _dressed(self, run: Run, data: Data) -> Run:
        properties: Any = run._r.get_or_add_rPr()  # noqa: SLF001 - python-docx knows no languages
        if "colour" in data:
            fill = ground_of(data["colour"]).removeprefix("#").upper()
            properties.append(_element("w:shd", {"w:val": "clear", "w:color": "auto", "w:fill": fill}))
        if data.get("direction", self._direction) == "rtl":
            properties.append(_element("w:rtl"))
        properties.append(_language(self._locale))
        return run


def _last_marked(paragraph: Block) -> list[Run]:
    """The highlighted runs at a paragraph's end so far."""
    runs = paragraph.runs or [paragraph.add_run()]
    grounds = ((run, run._r.find(f".//{_name('w:shd')}")) for run in reversed(runs))  # noqa: SLF001 - as above
    marked = [run for run, _ground in takewhile(lambda found: found[1] is not None, grounds)]
    return marked[::-1] or runs[-1:]


def _share(table: Any, widths: Sequence[int]) -> None:
    if widths:
        whole = sum(column.width for column in table.columns)
        table.autofit = False
        for column, share in zip(table.columns, widths, strict=True):
            column.width = whole * share // sum(widths)
            for cell in column.cells:
                cell.width = column.width
