"""Notes on paper: under their cards, passages as quotations, in every script; the file says nothing of them."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from datetime import date
from typing import Any

import pikepdf
import pypdf
import pytest

from briefing_app.errors import ExportError
from briefing_app.paper.edition import Edition, PrintedCard, PrintedNote
from briefing_app.paper.notes import NotesOfCard
from briefing_app.paper.printer import Printer
from briefing_app.paths import resources
from tests.builders import build_card
from tests.paper.readers import Mark, decompressed, highlighted, letters, noted, pdfium_pages

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


SIGNS = "  **Call Yerevan** and *then*\n- [[lake]], 2 * 3 * 4, [[sea]] **un\n***both*** snake_case_name"
READ = ("Call Yerevan and then", "- The lake, 2 * 3 * 4, sea **un", "both snake_case_name")


def lines_of(printer: Printer, text: str) -> list[Any]:
    """The lines of a note on a card that is printed alone, as the template is given them."""
    card = build_card("Text.", id="lake", title="The lake")
    (note,) = printer.job([PrintedCard(card, noted(text))], Edition("a4")).data["cards"][0]["notes"]
    return [line for part in note["text"] for line in part["lines"]]


def test_signs_make_words_stand_out_and_name_the_cards_of_the_file(printer: Printer) -> None:
    first, second, third = lines_of(printer, SIGNS)
    assert first["runs"] == [
        {"text": "\u00a0\u00a0"},
        {"text": "Call Yerevan", "strong": True},
        {"text": " and "},
        {"text": "then", "emphasis": True},
    ]
    assert second == READ[1]
    assert third["runs"] == [{"text": "both", "strong": True, "emphasis": True}, {"text": " snake_case_name"}]


def test_what_stands_out_over_lines_leaves_them_as_typed(printer: Printer) -> None:
    first, second = lines_of(printer, "**one  \n  two** ")
    assert first["runs"] == [{"text": "one", "strong": True}]
    assert second["runs"] == [{"text": "\u00a0\u00a0two", "strong": True}]


@pytest.mark.parametrize("text", ["My own.\n  - call * one\n\nun**closed", "2 * 3 * 4", "`code`"])
def test_text_without_signs_is_lines_of_letters(printer: Printer, text: str) -> None:
    assert lines_of(printer, text) == [line.replace("  ", "\u00a0\u00a0") for line in text.split("\n") if line]


def test_signs_are_read_wherever_a_note_stands(printer: Printer) -> None:
    card = build_card("Text.", id="lake", title="The lake")
    beside = highlighted(card, Mark("Text", SIGNS))
    for pdf in (
        printer.pdf([PrintedCard(card, noted(SIGNS))], Edition("a4")),
        printer.pdf([beside], Edition("a4", side_notes=True)),
        printer.pdf([PrintedCard(card)], Edition("a4", journal=noted(SIGNS))),
        printer.notes_pdf([NotesOfCard("The lake", (), noted(SIGNS), "lake")], "a4"),
    ):
        page = letters("".join(pdfium_pages(pdf)))
        assert [words for words in READ if letters(words) not in page] == []
        assert "**Call" not in page and "[[" not in page


def test_what_stands_out_is_set_in_other_letters(printer: Printer) -> None:
    faces = faces_of(printer.notes_pdf([NotesOfCard("Lake", (), noted(SIGNS))], "a4"))
    for words, face in (
        ("Yerevan", "Bold"),
        ("then", "Italic"),
        ("both", "BoldItalic"),
        ("snake_case_name", "Regular"),
    ):
        assert [face for text, face in faces if words in text] == [f"NotoSerif-{face}"], words


def faces_of(pdf: bytes) -> list[tuple[str, str]]:
    """Pieces of the pages with the font of each, as pypdf finds them."""
    found: list[tuple[str, str]] = []

    def see(text: str, _page: object, _line: object, font: Any, _size: float) -> None:
        found.append((text, str(font["/BaseFont"]).partition("+")[2] if font else ""))

    for page in pypdf.PdfReader(io.BytesIO(pdf)).pages:
        page.extract_text(visitor_text=see)
    return found


def test_a_card_that_a_note_names_is_reached_in_a_book(printer: Printer) -> None:
    lake, sea = (build_card("Text.", id=card_id, title=f"About {card_id}") for card_id in ("lake", "sea"))
    items, book = [PrintedCard(lake, noted("See **[[SEA]]**.")), PrintedCard(sea)], Edition("a4", "book")
    data = printer.job(items, book).data
    (line,) = data["cards"][0]["notes"][0]["text"][0]["lines"]
    assert line["runs"][1] == {"text": "About sea", "strong": True, "to": data["cards"][1]["label"]}
    without = [PrintedCard(lake, noted("See **sea**.")), PrintedCard(sea)]
    assert links(printer.pdf(items, book)) == links(printer.pdf(without, book)) + 1


def links(pdf: bytes) -> int:
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        return sum(note.Subtype == "/Link" for page in opened.pages for note in page.get("/Annots", []))
