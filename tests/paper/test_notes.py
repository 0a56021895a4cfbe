"""Notes on paper: under their cards, passages as quotations, in every script; the file says nothing of them."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from datetime import date
from typing import Any

import pikepdf
import pytest

from briefing_app.errors import ExportError
from briefing_app.paper.edition import PrintedNote
from briefing_app.paper.notes import NotesOfCard
from briefing_app.paper.printer import Printer
from briefing_app.paths import resources
from tests.paper.readers import decompressed, letters, pdfium_pages

DAY = date(2026, 3, 10)
LAKE = NotesOfCard(
    "The lake",
    ("1 December 2025", "lake"),
    (
        PrintedNote("", "My own.\n☐ call\n☑ read", DAY, ("Only me",)),
        PrintedNote("They agreed to meet.", "CANARY: when?", date(2026, 1, 2), ("To raise", "Release")),
    ),
)


@pytest.fixture(scope="module")
def printer() -> Printer:
    return Printer(resources(), "en")


def tags(element: Any) -> Iterator[str]:
    for kid in element.K if isinstance(element.get("/K"), pikepdf.Array) else [element.get("/K")]:
        if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
            yield str(kid.S)
            yield from tags(kid)


def test_notes_stand_under_their_card_with_their_passages(printer: Printer) -> None:
    (page,) = pdfium_pages(printer.notes_pdf([LAKE], "a4"))
    words = ("Notes", "2 notes", "The lake", "1 December 2025 · lake", "My own.", "☐ call", "☑ read", "Only me")
    last = ("“They agreed to meet.”", "CANARY: when?", "To raise · Release · 2 January 2026", "Page 1 of 1")
    places = [letters(page).index(letters(one)) for one in (*words, *last)]
    assert places == sorted(places)


def test_the_file_keeps_both_standards_and_tells_nothing_in_its_head(printer: Printer) -> None:
    data = printer.notes_pdf([LAKE], "letter")
    with pikepdf.open(io.BytesIO(data)) as opened, opened.open_metadata() as metadata:
        assert metadata["pdfuaid:part"] == "1"
        assert (metadata["pdfaid:part"], metadata["pdfaid:conformance"]) == ("2", "A")
        assert opened.docinfo.Title == "Notes"
        found = list(tags(opened.Root.StructTreeRoot))
        assert "/H1" in found and "/H2" in found and "/BlockQuote" in found
        assert "CANARY" not in str(metadata) and "agreed" not in str(metadata)
    assert set(re.findall(rb"D:(\d{8})", decompressed(data))) == {b"20260310"}


def test_notes_in_every_script(printer: Printer) -> None:
    texts = ("ملاحظة عن المادة الأولى", "双方同意再次会面。", "ทั้งสองฝ่ายพบกันที่เจนีวา", "Բանակցություններ")
    sections = [NotesOfCard(text, (), (PrintedNote(text, text, DAY, ()),)) for text in texts]
    page = letters("".join(pdfium_pages(printer.notes_pdf(sections, "a4"))))
    for text in (texts[1], texts[3]):  # readers give Arabic and Thai in other orders back
        assert page.count(letters(text)) == 3


def test_a_long_note_goes_over_pages(printer: Printer) -> None:
    long = PrintedNote("passage", "\n\n".join(f"Paragraph {number}." for number in range(200)), DAY, ())
    pages = pdfium_pages(printer.notes_pdf([NotesOfCard("The lake", (), (long,))], "a4"))
    assert len(pages) > 2 and "Paragraph 199." in pages[-1]


def test_what_no_font_draws_is_named_with_its_place(printer: Printer) -> None:
    bad = NotesOfCard("The lake", (), (PrintedNote("", "𓀀", DAY, ()),))
    with pytest.raises(ExportError, match=r"notes cannot be printed: .*in the notes on “The lake”"):
        printer.notes_pdf([bad], "a4")
