"""How a DOCX file looks: its sheet, and the styles of its paragraphs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from briefing_app.paper.fields import Data
from briefing_app.paper.formats import SHEETS
from briefing_app.paper.office_elements import element, language_of, name_of

if TYPE_CHECKING:
    from docx.document import Document

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
# name: points above and below; lines are 1.12 of their height
SPACES = {
    "Normal": (0, 6),
    "Heading 1": (0, 10),
    "Heading 2": (16, 4),
    "Heading 3": (10, 3),
    "Heading 4": (8, 3),
    "Heading 5": (8, 3),
    "Heading 6": (8, 3),
    "Caption": (0, 8),
    "Quote": (2, 3),
    "Intense Quote": (0, 0),
    "Header": (0, 0),
    "Footer": (0, 0),
    "Marking": (0, 10),
    "Code": (0, 6),
    "List Bullet": (0, 4),
    "List Number": (0, 4),
    "List Continue": (0, 4),
}
LINE = 1.12
SIDE, ABOVE, BELOW = 30.0, 30.0, 28.0  # millimetres
TINT = "EEF3F5"
_AFTER_SHADE = (  # of a paragraph's properties, in the schema's order
    "w:tabs", "w:suppressAutoHyphens", "w:bidi", "w:spacing", "w:ind", "w:contextualSpacing", "w:jc", "w:rPr",
)  # fmt: skip


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
    sheet.top_margin, sheet.bottom_margin = Mm(ABOVE), Mm(BELOW)
    for name, (face, size, bold, italic, colour) in STYLES.items():
        if name not in document.styles:
            document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH).base_style = document.styles["Normal"]
        style: Any = document.styles[name]
        style.font.size, style.font.bold, style.font.italic = Pt(size), bold, italic
        style.font.cs_bold, style.font.cs_italic = bold, False  # no letters of Arabic or Hebrew lean
        style.font.color.rgb = RGBColor.from_string(colour)
        set_faces(style.element.get_or_add_rPr(), face)
        _set_other_size(style.element.get_or_add_rPr(), size)
    for name, (above, below) in SPACES.items():
        spaces = document.styles[name].paragraph_format
        spaces.space_before, spaces.space_after, spaces.line_spacing = Pt(above), Pt(below), LINE
    box(document.styles["Intense Quote"].element.get_or_add_pPr(), start="left")
    document.styles["Quote"].paragraph_format.left_indent = Mm(4)
    width = SHEETS[data["paper"]][0] - 2 * SIDE
    for name in ("Header", "Footer"):
        _set_tabs(document.styles[name], width)
    _set_language(document, data["cards"][0]["locale"])


def _set_other_size(properties: Any, size: float) -> None:
    """The same size for Arabic, Hebrew and Thai."""
    for old in properties.findall(name_of("w:szCs")):
        properties.remove(old)
    properties.find(name_of("w:sz")).addnext(element("w:szCs", {"w:val": str(round(size * 2))}))


def box(properties: Any, *, start: str) -> None:
    """Let a paragraph, or a style, look as the bottom line on the printed page: tinted, with a line where it starts.

    Args:
        start: "left" or "right".
    """
    for old in (*properties.findall(name_of("w:pBdr")), *properties.findall(name_of("w:ind"))):
        properties.remove(old)
    edges = element("w:pBdr")
    for side in ("top", "left", "bottom", "right"):
        colour, size = (ACCENT, "18") if side == start else (TINT, "4")
        edges.append(element(f"w:{side}", {"w:val": "single", "w:sz": size, "w:space": "6", "w:color": colour}))
    shade = {"w:val": "clear", "w:color": "auto", "w:fill": TINT}
    for one in (edges, element("w:shd", shade)):
        properties.insert_element_before(one, *_AFTER_SHADE)
    indent = element("w:ind", {"w:left": "170", "w:right": "170"})
    properties.insert_element_before(indent, "w:contextualSpacing", "w:jc", "w:rPr")


def set_faces(properties: Any, face: str) -> None:
    """Set the face of a run or a style for the letters of Europe; other scripts keep those of the reader's program."""
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
    defaults = document.styles.element.find(f".//{name_of('w:rPrDefault')}/{name_of('w:rPr')}")
    for old in defaults.findall(name_of("w:lang")):
        defaults.remove(old)
    defaults.append(language_of(locale))
