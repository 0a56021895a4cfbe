"""Pages of the reader's journal on paper: behind the cards, under their days, in every format."""

from __future__ import annotations

import io
from datetime import date

import pikepdf
import pytest

from briefing_app.paper.edition import Edition, PrintedCard, PrintedNote
from briefing_app.paper.formats import FORMATS, FormatName
from briefing_app.paper.printer import Printer
from briefing_app.paths import resources
from tests.builders import build_card
from tests.paper.readers import pdfium_pages

PAGES = (
    PrintedNote("", "Two paragraphs\n\nand a task:\n☐ call", date(2026, 3, 1), ("Only me",)),
    PrintedNote("", "ملاحظة عن المادة الأولى", date(2026, 3, 2), ()),
)


@pytest.fixture(scope="module")
def printer() -> Printer:
    return Printer(resources(), "en")


@pytest.mark.parametrize("form", FORMATS)
def test_its_pages_follow_the_cards_with_their_marking(printer: Printer, form: FormatName) -> None:
    cards = [PrintedCard(build_card(marking=marking)) for marking in ("OFFICIAL", "SECRET")]
    pdf = printer.pdf(cards, Edition("a4", form, journal=PAGES, banner="SECRET"))
    pages = pdfium_pages(pdf)
    (journal,) = (page for page in pages if "1 March 2026" in page)
    words = ("SECRET", "Journal", "1 March 2026", "Two paragraphs", "☐ call", "Only me", "2 March 2026")
    places = [journal.index(one) for one in words]
    assert places == sorted(places) and journal.count("SECRET") == 2
    assert all("Two paragraphs" not in page for page in pages if page is not journal)
    with pikepdf.open(io.BytesIO(pdf)) as opened, opened.open_outline() as outline, opened.open_metadata() as metadata:
        assert (metadata["pdfuaid:part"], metadata["pdfaid:part"]) == ("1", "2")
        part = next(item for item in outline.root if item.title == "Journal")
        assert [item.title for item in part.children] == ["1 March 2026", "2 March 2026"]


def test_without_a_banner_it_bears_what_the_cards_bear(printer: Printer) -> None:
    cards = [PrintedCard(build_card(marking=marking)) for marking in ("OFFICIAL", "SECRET")]
    assert "OFFICIAL · SECRET" in pdfium_pages(printer.pdf(cards, Edition("letter", journal=PAGES)))[-1]


def test_a_contents_page_lists_it(printer: Printer) -> None:
    pages = pdfium_pages(printer.pdf([PrintedCard(build_card())], Edition("a4", "book", journal=PAGES)))
    assert "Journal" in next(page for page in pages if "Contents" in page)
