"""Highlights on paper: a ground under the very words, each comment once and with its number, in every format."""

from __future__ import annotations

import io
import itertools
import re
from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

import pikepdf
import pypdfium2  # type: ignore[import-untyped]
import pytest

from briefing_app.errors import ExportError
from briefing_app.paper.edition import Edition, PrintedCard, PrintedHighlight, PrintedNote, PrintedPlace
from briefing_app.paper.formats import FORMATS, FormatName, format_of
from briefing_app.paper.furniture import GROUNDS
from briefing_app.paper.printer import Printer
from briefing_app.paths import resources
from briefing_app.prose.plain import card_fields
from tests.builders import build_card, prose_of
from tests.paper.readers import A4, Mark, decompressed, full_card, highlighted, letters, pdfium_pages, pypdf_pages

BESIDE = Edition("a4", side_notes=True)
DOTS = 4.0  # pixels a point
MARKS = (
    Mark("Talks on", "CANARY-title", "raise"),
    Mark("agreed to meet", "CANARY-line", "question"),
    Mark("Ilham Aliyev"),
    Mark("in italics, in bold", "CANARY-runs", "check"),
    Mark("welcome the talks", "CANARY-items", "agree", to="stand ready"),
    Mark("Baku", "CANARY-cell"),
    Mark("The text of a", "CANARY-footnote"),
    Mark("The war", "CANARY-event", "question"),
    Mark("We shall meet", "CANARY-quote", "raise"),
    Mark("Wire report", "CANARY-source"),
)
CANARIES = [mark.comment for mark in MARKS if mark.comment]


@pytest.fixture(scope="module")
def printer() -> Printer:
    return Printer(resources(), "en")


class Box(NamedTuple):
    """A stretch of text on a page, in points from its lower left corner."""

    left: float
    bottom: float
    right: float
    top: float


def boxes(page: pypdfium2.PdfPage, words: str) -> list[Box]:
    """Where words stand, wherever they do."""
    text = page.get_textpage()
    searcher, found = text.search(words), []
    while (hit := searcher.get_next()) is not None:
        found += [Box(*text.get_rect(n)) for n in range(text.count_rects(*hit))]
    searcher.close()
    text.close()
    return found


def share_of_ground(page: pypdfium2.PdfPage, box: Box, colour: str) -> float:
    """How much of a box has a colour, "#rrggbb"."""
    image = page.render(scale=DOTS).to_pil().convert("RGB")
    height = page.get_height()
    cut = image.crop(
        (int(box.left * DOTS), int((height - box.top) * DOTS), int(box.right * DOTS), int((height - box.bottom) * DOTS))
    )
    wanted = tuple(bytes.fromhex(colour.removeprefix("#")))
    counted = {pixel: count for count, pixel in cut.getcolors(1 << 24)}
    return float(counted.get(wanted, 0) / (cut.width * cut.height))


def pages_of(pdf: bytes) -> Iterator[pypdfium2.PdfPage]:
    document = pypdfium2.PdfDocument(pdf)
    yield from document
    document.close()


@pytest.mark.parametrize("colour", GROUNDS)
def test_the_very_words_have_the_ground_of_their_colour_and_their_neighbours_none(
    printer: Printer, colour: str
) -> None:
    card = build_card("They welcomed the ceasefire of last winter.", bottom_line="None.")
    page = next(pages_of(printer.pdf([highlighted(card, Mark("the ceasefire", "", colour))], A4)))
    (marked,), (before,), (after,) = (boxes(page, words) for words in ("the ceasefire", "welcomed", "winter"))
    assert share_of_ground(page, marked, GROUNDS[colour]) > 0.3
    assert share_of_ground(page, before, GROUNDS[colour]) == share_of_ground(page, after, GROUNDS[colour]) == 0


@pytest.mark.parametrize(
    ("mark", "words"),
    [
        (Mark("Talks on"), "Talks on"),
        (Mark("agreed to meet"), "agreed to meet"),
        (Mark("Caucasus desk"), "Caucasus desk"),
        (Mark("Abu Dhabi"), "Abu Dhabi"),
        (Mark("Nikol Pashinyan"), "Nikol Pashinyan"),
        (Mark("N. Pashinyan"), "N. Pashinyan"),
        (Mark("President"), "President"),
        (Mark("Met them"), "Met them"),
        (Mark("A lead", to="Background"), "lead with a"),
        (Mark("as code"), "as code"),
        (Mark("Further down"), "Further down"),
        (Mark("Baku"), "Baku"),
        (Mark("We welcome", to="stand ready"), "We stand ready"),
        (Mark("The text of"), "The text of"),
        (Mark("The first war"), "The first war"),
        (Mark("meet again", to="An official"), "It went well"),
        (Mark("Reuters"), "Reuters"),
    ],
)
def test_every_field_that_is_printed_can_be_highlighted(printer: Printer, mark: Mark, words: str) -> None:
    shares = [
        share_of_ground(page, box, GROUNDS["agree"])
        for page in pages_of(printer.pdf([highlighted(full_card(), mark)], A4))
        for box in boxes(page, words)
    ]
    assert max(shares) > 0.2, shares


@pytest.mark.parametrize("edition", [A4, BESIDE, Edition("letter", side_notes=True)], ids=["end", "side", "letter"])
def test_each_comment_is_said_once_and_its_number_stands_at_its_words(printer: Printer, edition: Edition) -> None:
    pdf = printer.pdf([highlighted(full_card(), *MARKS)], edition)
    for pages in (pdfium_pages(pdf), pypdf_pages(pdf)):
        text = letters("".join(pages))
        assert [text.count(letters(canary)) for canary in CANARIES] == [1] * len(CANARIES)
    text = letters("".join(pdfium_pages(pdf)))
    for number, words in enumerate(("Talkson", "agreedtomeet"), start=1):
        assert f"{words}{number}" in text
    assert ("“agreedtomeet”" in text) != edition.side_notes


@pytest.mark.parametrize("form", FORMATS)
def test_every_format_keeps_both_standards(printer: Printer, form: FormatName) -> None:
    few = MARKS[:2] if format_of(form).pages else MARKS
    pdf = printer.pdf([highlighted(full_card(), *few)], Edition("a4", form, side_notes=True))
    with pikepdf.open(io.BytesIO(pdf)) as opened, opened.open_metadata() as metadata:
        assert metadata["pdfuaid:part"] == "1"
        assert (metadata["pdfaid:part"], metadata["pdfaid:conformance"]) == ("2", "A")
    text = letters("".join(pdfium_pages(pdf)))
    assert all(text.count(letters(mark.comment)) == 1 for mark in few if mark.comment)


def tags(node: pikepdf.Object, above: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """The tags from the root down to each element of the structure, in reading order."""
    here = (*above, str(node.S)) if "/S" in node else above
    if "/S" in node:
        yield here
    children = node.get("/K")
    for child in children if isinstance(children, pikepdf.Array) else [children]:
        if isinstance(child, pikepdf.Dictionary) and "/S" in child:
            yield from tags(child, here)


def test_a_comment_beside_the_page_is_read_as_a_note_where_its_number_stands(printer: Printer) -> None:
    card = build_card("One sentence here.\n\nAnother paragraph.", bottom_line=None)
    pdf = printer.pdf([highlighted(card, Mark("sentence", "CANARY"))], BESIDE)
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        found = [path for path in tags(opened.Root.StructTreeRoot) if path[-1] in ("/P", "/Note")]
        assert ("/Document", "/P", "/Note") in found
        note = found.index(("/Document", "/P", "/Note"))
        assert found[note - 1] == ("/Document", "/P")
        assert found[note + 1 :].count(("/Document", "/P")) >= 1  # the other paragraph comes behind it


def test_numbers_are_in_no_bookmark(printer: Printer) -> None:
    marks = (Mark("Talks", "One"), Mark("Further down", "Two"), Mark("Background", "Three"))
    for edition in (A4, BESIDE):
        pdf = printer.pdf([highlighted(full_card(), *marks)], edition)
        with pikepdf.open(io.BytesIO(pdf)) as opened, opened.open_outline() as outline:
            (card,) = outline.root
            assert card.title == "Talks on the border"
            assert card.children[1].title == "Background"
            assert [item.title for item in card.children[1].children] == ["Further down"]


def crowded() -> PrintedCard:
    """A card whose every sentence has a comment, some of them long."""
    card = build_card(prose_of(900))
    sections = [field for field in card_fields(card) if field.path.startswith("body.")]
    places = [
        PrintedPlace(field.path, *found.span())
        for field in sections
        for found in re.finditer("reviewed the record", field.text)
    ]
    sizes = (1, 2, 3, 40, 5, 6, 200)
    day = date(2026, 3, 10)
    comments = [f"BEGIN{n} " + "some more words " * sizes[n % len(sizes)] + f"END{n}." for n in range(len(places))]
    notes = tuple(PrintedNote("reviewed the record", comment, day, ()) for comment in comments)
    return PrintedCard(card, notes, highlights=[PrintedHighlight("check", (one,), n) for n, one in enumerate(places)])


def test_comments_beside_a_crowded_page_neither_overlap_nor_run_off_it(printer: Printer) -> None:
    item = crowded()
    pdf = printer.pdf([item], BESIDE)
    text = letters("".join(pdfium_pages(pdf)))
    for n in range(len(item.notes)):
        assert text.count(f"BEGIN{n}some") == text.count(f"wordsEND{n}.") == 1
    beside = 0
    for page in pages_of(pdf):
        lines = sorted((box for box in boxes(page, "some more") + boxes(page, "BEGIN") if box.left > 500), reverse=True)
        beside += len([box for box in boxes(page, "BEGIN") if box.left > 500])
        by_height = sorted(lines, key=lambda box: box.bottom)
        assert all(box.right < page.get_width() - 15 for box in lines)
        assert all(box.bottom > 70 and box.top < page.get_height() - 90 for box in lines)
        for lower, upper in itertools.pairwise(by_height):
            same_line = abs(lower.bottom - upper.bottom) < 3
            assert same_line or upper.bottom - lower.bottom > 8
    assert 10 < beside < len(item.notes)  # the others stand at the end


def test_a_comment_on_what_the_format_leaves_out_is_quoted_with_its_passage(printer: Printer) -> None:
    marks = (Mark("Words in italics", "CANARY-left-out"), Mark("agreed to meet", "CANARY-there"))
    (page,) = pdfium_pages(printer.pdf([highlighted(full_card(), *marks)], Edition("a4", "one-pager")))
    assert "“Words in italics”" in page and letters("agreedtomeet1") in letters(page)
    assert letters("1“agreed to meet”") in letters(page) and letters("2“") not in letters(page)


def test_a_format_without_colours_marks_in_grey(printer: Printer) -> None:
    pdf = printer.pdf([highlighted(full_card(), *MARKS)], Edition("a4", "reading"))
    for page in pages_of(pdf):
        image = page.render(scale=1.0).to_pil().convert("RGB")
        assert all(max(pixel) - min(pixel) < 16 for _count, pixel in image.getcolors(1 << 24))
    page = next(pages_of(pdf))
    assert share_of_ground(page, boxes(page, "Talks on")[1], "#e6e6e6") > 0.3


SCRIPTS = [
    ("ar", "لما كان الاعتراف بالكرامة المتأصلة في جميع أعضاء الأسرة البشرية", "بالكرامة المتأصلة"),
    ("he", "הואיל והכרה בכבוד הטבעי אשר לכל בני משפחת האדם", "בכבוד הטבעי"),
    ("hi", "चूंकि मानव परिवार के सभी सदस्यों के जन्मजात गौरव", "परिवार के"),
    ("th", "โดยที่การยอมรับศักดิ์ศรีแต่กำเนิด และสิทธิที่เท่าเทียมกัน", "ศักดิ์ศรี"),
    ("zh", "鉴于对人类家庭所有成员的固有尊严及其平等的和不移的权利的承认", "固有尊严"),
    ("ja", "人類社会のすべての構成員の固有の尊厳と平等で譲ることのできない権利", "固有の尊厳"),
    ("ko", "모든 인류 구성원의 천부의 존엄성과 동등하고 양도할 수 없는 권리", "천부의 존엄성"),
    ("ru", "Принимая во внимание, что признание достоинства", "внимание, что"),
    ("el", "Επειδή η αναγνώριση της αξιοπρέπειας", "αναγνώριση της"),
    ("hy", "Քանզի մարդկային ընտանիքի բոլոր անդամներին", "մարդկային ընտանիքի"),
    ("ka", "ვინაიდან ადამიანთა ოჯახის ყველა წევრისათვის", "ადამიანთა ოჯახის"),
]


@pytest.mark.parametrize(("language", "sentence", "words"), SCRIPTS, ids=[one[0] for one in SCRIPTS])
def test_in_every_script_the_text_stays_and_the_words_are_marked(
    printer: Printer, language: str, sentence: str, words: str
) -> None:
    card = build_card(sentence, language=language, title=language, bottom_line=None)
    plain = printer.pdf([PrintedCard(card)], A4)
    pdf = printer.pdf([highlighted(card, Mark(words))], A4)
    assert letters("".join(pdfium_pages(pdf))) == letters("".join(pdfium_pages(plain)))
    ground = b" ".join(f"{int(GROUNDS['agree'][n : n + 2], 16) / 255:.4f}".rstrip("0")[:5].encode() for n in (1, 3, 5))
    assert ground[:5] in decompressed(pdf) and ground[:5] not in decompressed(plain)


def test_latin_words_in_a_line_to_the_left_stay_in_order(printer: Printer) -> None:
    card = build_card(
        "قال إن United Nations General Assembly أعلنت ذلك", language="ar", title="محادثات", bottom_line=None
    )
    page = next(pages_of(printer.pdf([highlighted(card, Mark("General Assembly", "Yes"))], A4)))
    lefts = [boxes(page, words)[0].left for words in ("United", "Nations", "General", "Assembly")]
    assert lefts == sorted(lefts)


def test_the_same_highlights_give_the_same_bytes(printer: Printer) -> None:
    items = [highlighted(full_card(), *MARKS)]
    for edition in (A4, BESIDE):
        assert printer.pdf(items, edition) == Printer(resources(), "en").pdf(items, edition)


def test_without_highlights_nothing_of_the_page_changes(printer: Printer) -> None:
    card = highlighted(full_card(), *MARKS)
    drawn, plain = printer.job([card], A4).data, printer.job([card._replace(highlights=())], A4).data
    assert plain == printer.job([PrintedCard(full_card(), card.notes)], A4).data
    assert drawn != plain and all(not note["number"] for note in plain["cards"][0]["notes"])


def test_a_book_says_numbers_on_its_cards_alone_and_still_finds_who_is_named(printer: Printer) -> None:
    other = build_card("Talks.", card_id="other", title="Other")
    items = [highlighted(full_card(), Mark("Talks on", "One"), Mark("Ilham Aliyev", "Two")), PrintedCard(other)]
    pages = pdfium_pages(printer.pdf(items, Edition("a4", "book", side_notes=True)))
    contents = next(page for page in pages if "Contents" in page)
    assert "Talks on the border" in contents.replace("\r\n", " ")
    index = next(page for page in pages if "Index of people" in page and "Contents" not in page)
    assert re.search(r"Ilham Aliyev, Azerbaijan\s+\d", index)


def test_a_letter_of_a_comment_that_no_font_draws_is_named(printer: Printer) -> None:
    with pytest.raises(ExportError, match="in the note"):
        printer.pdf([highlighted(full_card(), Mark("Baku", "𓀀"))], BESIDE)


def test_a_colour_of_a_later_version_looks_as_the_first(printer: Printer) -> None:
    item = highlighted(build_card("Some words."), Mark("words", "", "violet"))
    page = next(pages_of(printer.pdf([item], A4)))
    assert share_of_ground(page, boxes(page, "words")[-1], GROUNDS["agree"]) > 0.2


@pytest.mark.parametrize("edition", [A4, BESIDE], ids=["end", "side"])
def test_parts_that_go_over_pages_have_their_comments_once(printer: Printer, edition: Edition) -> None:
    rows = "\n".join(f"| Place {n} | {n} |" for n in range(80))
    rest = "    code line here\n    and more\n\nText[^1].\n\n[^1]: Foot words.\n"
    body = f"| Where | Count |\n| --- | ---: |\n{rows}\n\n{rest}"
    card = build_card(body, quotes=[{"speaker": "Somebody", "text": "Words. " * 300 + "The end of it"}])
    marks = (
        Mark("Where", "CANARY-head"),
        Mark("Place 40", "CANARY-cell"),
        Mark("line here", "CANARY-code", to="and"),
        Mark("Foot", "CANARY-footnote"),
        Mark("end of", "CANARY-quote"),
    )
    pdf = printer.pdf([highlighted(card, *marks)], edition)
    text = letters("".join(pdfium_pages(pdf)))
    assert [text.count(letters(mark.comment)) for mark in marks] == [1] * len(marks)


@pytest.mark.parametrize(("head", "times"), [("Where", 3), ("Where[^wire]", 1), ("[Where](https://example.org)", 1)])
def test_a_table_head_with_a_link_is_not_repeated_since_no_artifact_may_hold_one(
    printer: Printer, head: str, times: int
) -> None:
    rows = "\n".join(f"| Place {n} | {n} |" for n in range(80))
    card = build_card(f"| {head} | Count |\n| --- | --- |\n{rows}\n", sources=[{"id": "wire", "title": "A source"}])
    assert "".join(pdfium_pages(printer.pdf([PrintedCard(card)], A4))).count("Where") == times


@pytest.mark.parametrize(("language", "form", "side"), [
    ("en", "card", "right"), ("ar", "card", "left"), ("en", "book", "left"), ("ar", "book", "left"),
])  # fmt: skip
def test_comments_stand_where_lines_end_and_in_a_book_on_the_side_without_tabs(
    printer: Printer, language: str, form: FormatName, side: str
) -> None:
    card = build_card("Some words.", language=language)
    pdf = printer.pdf([highlighted(card, Mark("words", "CANARY"))], Edition("a4", form, side_notes=True))
    (found,) = [box for page in pages_of(pdf) for box in boxes(page, "CANARY")]
    assert (found.left > 500) == (side == "right") and (found.right < 92) == (side == "left")
