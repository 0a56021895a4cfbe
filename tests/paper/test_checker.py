"""Every format holds PDF/UA-1 and PDF/A-2a before a checker that neither we nor the typesetter's authors wrote.

`page-validation` passes the test files of veraPDF and Isartor. Where it misreads a file, a second reader decides.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator
from typing import Any, cast

import page
import pikepdf
import pytest
from fontTools.cffLib import CFFFontSet
from fontTools.pens.basePen import NullPen

from briefing_app.cards.card import Card
from briefing_app.cards.card_file import read_card
from briefing_app.paper.edition import Cover, Edition, PrintedCard
from briefing_app.paper.formats import FORMATS, FormatName
from briefing_app.paper.notes import NotesOfCard
from briefing_app.paper.printer import Printer
from briefing_app.paths import resources
from tests.paper.readers import A4, full_card, noted

PROFILES = ("ua1", "2a")
BUNDLED = (
    "armenia-azerbaijan-abu-dhabi",
    "georgia-country-profile",
    "universal-declaration-arabic",
    "universal-declaration-armenian",
    "universal-declaration-chinese",
    "universal-declaration-russian",
)
SHAPED = {
    "he": "בְּרֵאשִׁית, 12.5%",
    "fa": "اصولاً ناقابلِ ۱۲۳",
    "hi": "सर्वसाधारण के अन्तर्राष्ट्रीय",
    "th": "เกียรติศักดิ์ประจำตัว",
    "km": "បុព្វកថា",
}


@pytest.fixture(scope="module")
def printer() -> Printer:
    return Printer(resources(), "en")


def findings(pdf: bytes) -> list[str]:
    """What the checker finds against both standards, but for what a second reader refutes."""
    reports = [page.validate_pdf_bytes(pdf, profile=profile) for profile in PROFILES]
    assert all(report.rules.total > 100 for report in reports)
    failed = [failure for report in reports for failure in report.failures]
    return [f"{one.rule_id}: {one.message}" for one in failed if not refuted(one.rule_id, one.message, pdf)]


def refuted(rule: str, message: str, pdf: bytes) -> bool:
    reader = MISREAD.get(rule)
    return reader is not None and reader(message, pdf)


def lengths_are_right(message: str, pdf: bytes) -> bool:
    """A stream whose last byte is a carriage return is taken by the checker for one that ends a byte earlier."""
    streams = list(re.finditer(rb"/Length (\d+)[^>]*>>\s*stream\n", pdf))
    return bool(streams) and all(pdf.startswith(b"\nendstream", one.end() + int(one[1])) for one in streams)


def widths_are_right(message: str, pdf: bytes) -> bool:
    """The checker reads the widths of a CFF font's second dictionary where the glyph belongs to its first."""
    if "CIDFontType0C" not in message:
        return False
    with pikepdf.open(io.BytesIO(pdf)) as document:
        fonts = [o for o in document.objects if isinstance(o, pikepdf.Dictionary) and o.get("/W") is not None]
        return all(stated(font) == drawn(font) for font in fonts if font.Subtype == "/CIDFontType0")


MISREAD: dict[str, Callable[[str, bytes], bool]] = {
    "PDFA2A-STREAM-LENGTH-001": lengths_are_right,
    "PDFA2A-TRUETYPE-GLYPH-WIDTH-001": widths_are_right,
    "PDFUA1-FONT-GLYPH-WIDTH-001": widths_are_right,
}


def stated(font: pikepdf.Object) -> dict[int, int]:
    """The widths that the file states, by glyph: first, last and width (ISO 32000-1, 9.7.4.3), as Typst writes them."""
    numbers = [int(number) for number in cast("Any", font.W)]
    triples = zip(numbers[::3], numbers[1::3], numbers[2::3], strict=True)
    return {glyph: width for first, last, width in triples for glyph in range(first, last + 1)}


def drawn(font: pikepdf.Object) -> dict[int, int]:
    """The widths of the font program itself, as fontTools reads them."""
    program = CFFFontSet()
    program.decompile(io.BytesIO(font.FontDescriptor.FontFile3.read_bytes()), None)
    return dict(enumerate(glyph_widths(program[0].CharStrings)))


def glyph_widths(outlines: Any) -> Iterator[int]:
    for name in outlines.keys():  # noqa: SIM118  # no mapping: iterating it would count
        outline = outlines[name]
        outline.draw(NullPen())
        yield round(outline.width)


def bundled(name: str) -> Card:
    card = read_card(resources() / "library" / f"{name}.md").card
    assert card is not None
    return card


@pytest.mark.parametrize("form", FORMATS)
def test_a_card_with_everything_holds_both_standards(printer: Printer, form: FormatName) -> None:
    for paper in ("a4", "letter"):
        edition = Edition(paper, form, watermark="Copy 3 of 5", cover=Cover("A visit", prepared_for="The minister"))
        assert findings(printer.pdf([PrintedCard(full_card(), noted("A note of mine"))], edition)) == []


@pytest.mark.parametrize("name", BUNDLED)
@pytest.mark.parametrize("form", FORMATS)
def test_every_format_holds_both_standards_in_every_script(printer: Printer, form: FormatName, name: str) -> None:
    assert findings(printer.pdf([PrintedCard(bundled(name))], Edition("a4", form))) == []


def test_a_book_of_many_languages_holds_both_standards(printer: Printer) -> None:
    assert findings(printer.pdf([PrintedCard(bundled(name)) for name in BUNDLED], Edition("a4", "book"))) == []


@pytest.mark.parametrize("language", list(SHAPED))
def test_letters_that_stand_around_each_other_hold_both_standards(printer: Printer, language: str) -> None:
    card = full_card(title=SHAPED[language], language=language, bottom_line=SHAPED[language])
    assert findings(printer.pdf([PrintedCard(card, noted(SHAPED[language]))], A4)) == []


def test_a_page_of_notes_holds_both_standards(printer: Printer) -> None:
    sections = [NotesOfCard("Talks", ("Armenia",), noted("Mine\n\n- another"))]
    assert findings(printer.notes_pdf(sections, "a4")) == []


@pytest.mark.parametrize("missing", ["/Lang", "/MarkInfo", "/StructTreeRoot", "/Metadata", "/ToUnicode", "/Contents"])
def test_the_checker_sees_what_is_missing(printer: Printer, missing: str) -> None:
    with pikepdf.open(io.BytesIO(printer.pdf([PrintedCard(full_card())], A4))) as document:
        holders = [document.Root, *(o for o in document.objects if is_font(o) or is_link(o))]
        for holder in holders:
            if missing in holder:
                del holder[missing]
        target = io.BytesIO()
        document.save(target)
    assert findings(target.getvalue())


def is_font(thing: pikepdf.Object) -> bool:
    return isinstance(thing, pikepdf.Dictionary) and thing.get("/Type") == "/Font"


def is_link(thing: pikepdf.Object) -> bool:
    return isinstance(thing, pikepdf.Dictionary) and thing.get("/Subtype") == "/Link"
