"""The formats beside the card: what each holds, how many pages it has, and what is said where it does not fit."""

from __future__ import annotations

import io
from datetime import UTC, datetime
from typing import Any

import pikepdf
import pypdf
import pytest

from briefing_app.errors import ExportError
from briefing_app.paper.edition import Edition, PrintedCard
from briefing_app.paper.formats import FORMATS, FormatName
from briefing_app.paper.printer import Printer
from briefing_app.paths import resources
from tests.builders import SENTENCE, build_card
from tests.paper.readers import decompressed, full_card, letters, noted, pdfium_pages

NAMES = ("Armenia", "Talks on the border", "The parties met and agreed to meet again.", "Ilham Aliyev", "President")

ONE_PAGE = Edition("a4", "one-pager")


@pytest.fixture(scope="module")
def printer() -> Printer:
    return Printer(resources(), "en")


def sizes(pdf: bytes) -> set[tuple[int, int]]:
    """The pages' sizes in millimetres."""
    boxes = [page.mediabox for page in pypdf.PdfReader(io.BytesIO(pdf)).pages]
    return {(round(float(box.width) / 72 * 25.4), round(float(box.height) / 72 * 25.4)) for box in boxes}


def letter_sizes(pdf: bytes, words: str) -> set[float]:
    """The sizes, in points, in which lines that hold `words` are set."""
    found = set()
    for page in pypdf.PdfReader(io.BytesIO(pdf)).pages:

        def see(text: str, cm: Any, tm: Any, _font: Any, size: float) -> None:
            if words in text:
                found.add(round(size * abs(tm[0] or tm[1]) * abs(cm[0] or cm[1]), 1))

        page.extract_text(visitor_text=see)
    return found


@pytest.mark.parametrize("form", FORMATS)
def test_every_format_names_the_card_its_marking_and_its_version(printer: Printer, form: FormatName) -> None:
    pages = pdfium_pages(printer.pdf([PrintedCard(full_card(marking="OFFICIAL"), noted("Mine."))], Edition("a4", form)))
    text = "".join(pages)
    for words in (*NAMES, "version 1", "As at July 2025", "We welcome the talks.", "We shall meet again", "Mine."):
        assert letters(words) in letters(text), words
    assert all(page.count("OFFICIAL") >= 2 for page in pages)  # head and foot
    assert f"Page {2 if form == 'book' else 1} of {max(len(pages), 4 if 'pocket' in form else 0)}" in text


@pytest.mark.parametrize("paper", ["a4", "letter"])
@pytest.mark.parametrize("form", FORMATS)
def test_a_long_marking_stays_on_the_page(printer: Printer, form: FormatName, paper: str) -> None:
    marking = " ".join(["TOP SECRET//EXERCISE"] + [f"CAVEAT{number}" for number in range(11)])
    assert 105 < len(marking) <= 120  # what a running head holds
    pdf = printer.pdf([PrintedCard(full_card(marking=marking))], Edition(paper, form))
    for page in pypdf.PdfReader(io.BytesIO(pdf)).pages:
        heights: list[float] = []

        def see(
            text: str, cm: list[float], tm: list[float], _font: Any, _size: float, to: list[float] = heights
        ) -> None:
            if "CAVEAT" in text:
                to.append(tm[4] * cm[1] + tm[5] * cm[3] + cm[5])

        page.extract_text(visitor_text=see)
        assert min(heights) > 7 and max(heights) < float(page.mediabox.height) - 7  # points
    assert all(letters(page).count("CAVEAT10") >= 2 for page in pdfium_pages(pdf))


def test_a_one_pager_has_points_and_two_quotes_of_two_speakers_and_no_citation(printer: Printer) -> None:
    quotes = [
        {"speaker": "aliyev", "text": "It is said to be well", "kind": "paraphrase"},
        {"speaker": "aliyev", "text": "We shall meet again"},
        {"speaker": "aliyev", "text": "Soon"},
        {"speaker": "Nikol Pashinyan", "text": "So we shall", "source": "wire"},
    ]
    (text,) = pdfium_pages(printer.pdf([PrintedCard(full_card(quotes=quotes))], ONE_PAGE))
    assert "We shall meet again" in text and "So we shall" in text
    for left_out in ("Soon", "It is said", "Met them.", "A lead with", "Background", "Timeline", "[1]", "wire", "Wire"):
        assert left_out not in text


@pytest.mark.parametrize(
    ("body", "kept", "left_out"),
    [
        ("## Background\n\nFirst.\n\n- A point.\n\nLast.\n\n## Other\n\nElse.", ["A point."], ["First", "Else"]),
        ("## Other\n\nElse.\n\n## Background\n\nOne.\n\nTwo.\n\nThree.", ["One.", "Two."], ["Three", "Else"]),
        ("A lead.\n\n## Other\n\nElse.", ["A lead."], ["Else"]),
        ("## Other\n\n| A | B |\n| - | - |\n| x | y |\n", ["Other", "A", "x"], []),
        ("", ["The parties met"], []),
    ],
)
def test_a_card_without_points_says_what_its_background_begins_with(
    printer: Printer, body: str, kept: list[str], left_out: list[str]
) -> None:
    (text,) = pdfium_pages(printer.pdf([PrintedCard(build_card(body))], ONE_PAGE))
    assert all(words in text for words in kept)
    assert not any(words in text for words in left_out)


def test_a_one_pager_is_set_as_large_as_it_fits(printer: Printer) -> None:
    small, large = (
        letter_sizes(
            printer.pdf([PrintedCard(build_card(f"## Points\n\n{SENTENCE * count}\n"))], ONE_PAGE),
            "minis",
        )
        for count in (34, 2)
    )
    assert min(large) == 12 and 9 <= min(small) < 10.5


@pytest.mark.parametrize(
    ("fields", "runs_over"),
    [
        ({"bottom_line": SENTENCE * 50}, "the title or the bottom line"),
        ({"actors": [{"name": f"Person {n}", "role": SENTENCE} for n in range(71)]}, "71 actors"),
        ({"body": "## Points to make\n\n" + f"- {SENTENCE}\n" * 60}, "the points"),
        ({"quotes": [{"speaker": "Somebody else", "text": SENTENCE * 60}]}, "the quotes"),
    ],
)
@pytest.mark.parametrize(("form", "count"), [("one-pager", "1 page"), ("pocket-sheet", "4 pages")])
def test_what_does_not_fit_is_said(
    printer: Printer, form: FormatName, count: str, fields: dict[str, Any], runs_over: str
) -> None:
    with pytest.raises(ExportError) as refused:
        printer.pdf([PrintedCard(build_card()), PrintedCard(build_card(**fields))], Edition("letter", form))
    said = str(refused.value)
    assert said.startswith(
        f"“Talks on the border” does not fit on {count}, even in the smallest type. What runs over: "
    )
    assert runs_over in said


def test_notes_that_do_not_fit_are_counted(printer: Printer) -> None:
    with pytest.raises(ExportError, match=r"What runs over: 2 notes\."):
        printer.pdf([PrintedCard(build_card(), noted(SENTENCE * 40) * 2)], ONE_PAGE)


def test_one_pagers_of_several_cards_have_a_page_each(printer: Printer) -> None:
    cards = [PrintedCard(full_card(title=f"Card number {n}")) for n in range(3)]
    pages = pdfium_pages(printer.pdf(cards, ONE_PAGE))
    assert len(pages) == 3
    assert all(f"Card number {n}" in page for n, page in enumerate(pages))


def test_a_reading_copy_is_large_and_needs_no_colour(printer: Printer) -> None:
    pdf = printer.pdf([PrintedCard(full_card())], Edition("a4", "reading"))
    assert letter_sizes(pdf, "A lead with") == {16}
    colours = set()
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        for page in opened.pages:
            for instruction in pikepdf.parse_content_stream(page):
                operands, operator = instruction.operands, instruction.operator
                if str(operator) in ("scn", "sc", "rg", "SCN", "SC", "RG"):
                    colours.add(tuple(round(float(part), 2) for part in operands))
    assert colours
    assert all(max(colour) - min(colour) < 0.1 for colour in colours), colours  # ink and grey


def test_a_pocket_card_has_its_points_outside_and_biographies_and_notes_inside(printer: Printer) -> None:
    pdf = printer.pdf([PrintedCard(full_card(), noted("Mine."))], Edition("a4", "pocket"))
    first, second, third, fourth = pdfium_pages(pdf)
    assert sizes(pdf) == {(105, 148)}
    assert "Talks on the border" in first and "The parties met" in first
    for words in ("Met them.", "Mine."):
        assert words in second + third and words not in first + fourth
    assert "We welcome the talks." in fourth
    assert sizes(printer.pdf([PrintedCard(full_card())], Edition("letter", "pocket"))) == {(108, 140)}


def test_a_pocket_card_of_a_long_card_takes_the_pages_that_it_needs(printer: Printer) -> None:
    actors = [{"name": f"Person Number{n:03}", "bio": SENTENCE} for n in range(71)]
    card = full_card(actors=actors, quotes=[])
    pages = pdfium_pages(printer.pdf([PrintedCard(card)], Edition("a4", "pocket")))
    assert len(pages) > 4
    assert all(f"Number{n:03}" in "".join(pages) for n in range(71))
    assert "We welcome the talks." in pages[-1]


def places(pdf: bytes, words: str) -> list[tuple[str, str, bool]]:
    """Where `words` stand on the only page: its half from the left, its half from above, and whether upright."""
    (page,) = pypdf.PdfReader(io.BytesIO(pdf)).pages
    width, height = float(page.mediabox.width), float(page.mediabox.height)
    found = []

    def see(text: str, cm: list[float], tm: list[float], _font: Any, _size: float) -> None:
        if words in text:
            x = tm[4] * cm[0] + tm[5] * cm[2] + cm[4]
            y = tm[4] * cm[1] + tm[5] * cm[3] + cm[5]
            upright = tm[0] * cm[0] > 0
            found.append(("left" if x < width / 2 else "right", "below" if y < height / 2 else "above", upright))

    page.extract_text(visitor_text=see)
    return found


def test_the_sheet_folds_to_a_card_the_right_way_up(printer: Printer) -> None:
    actors = [{"name": f"Person Number{n:02}", "bio": SENTENCE} for n in range(12)]
    pdf = printer.pdf([PrintedCard(full_card(actors=actors, quotes=[]))], Edition("a4", "pocket-sheet"))
    assert sizes(pdf) == {(210, 297)}
    assert places(pdf, "The parties met") == [("right", "below", True)]  # the cover
    assert places(pdf, "Number00") == [("right", "above", False)]  # inside on the left
    assert places(pdf, "Number11") == [("left", "above", False)]
    assert places(pdf, "We welcome") == [("left", "below", True)]  # the back
    for number, place in enumerate((("right", "below"), ("right", "above"), ("left", "above"), ("left", "below")), 1):
        assert [found[:2] for found in places(pdf, f"Page {number} of 4")] == [place]


def test_the_sheet_of_a_language_that_runs_left_opens_on_the_other_side(printer: Printer) -> None:
    pdf = printer.pdf([PrintedCard(full_card(language="he"))], Edition("a4", "pocket-sheet"))
    for number, place in enumerate((("left", "below"), ("left", "above"), ("right", "above"), ("right", "below")), 1):
        assert [found[:2] for found in places(pdf, f"Page {number} of 4")] == [place]


def test_the_sheet_is_read_from_its_first_page_to_its_last(printer: Printer) -> None:
    (text,) = pdfium_pages(printer.pdf([PrintedCard(full_card())], Edition("a4", "pocket-sheet")))
    order = ["The parties met", "Met them.", "We shall meet again", "We welcome the talks."]
    found = [letters(text).find(letters(words)) for words in order]
    assert -1 not in found and found == sorted(found)


@pytest.mark.parametrize("form", FORMATS)
def test_the_clock_is_printed_and_kept_and_gives_the_same_bytes(printer: Printer, form: FormatName) -> None:
    clock = datetime(2026, 3, 14, 9, 26, 53, tzinfo=UTC)
    pdf = printer.pdf([PrintedCard(full_card(), noted("n"))], Edition("a4", form, clock))
    assert letters("Printed 14 March 2026") in letters("".join(pdfium_pages(pdf)))
    assert b"D:20260314092653" in decompressed(pdf)
    assert pdf == Printer(resources(), "en").pdf([PrintedCard(full_card(), noted("n"))], Edition("a4", form, clock))
