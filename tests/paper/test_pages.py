"""What stands on the pages."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence

import pypdf
import pypdfium2  # type: ignore[import-untyped]
import pytest

from briefing_app.paper.edition import Edition, PrintedCard
from briefing_app.paper.formats import FormatName
from briefing_app.paper.printer import Printer
from briefing_app.paths import resources
from tests.builders import SENTENCE, build_card, timeline_of
from tests.paper.readers import A4, full_card, letters, noted, pdfium_pages, pypdf_pages


@pytest.fixture(scope="module")
def printer() -> Printer:
    return Printer(resources(), "en")


def both_texts(pdf: bytes) -> list[str]:
    """The whole text as each of the two readers finds it."""
    return ["\n".join(pdfium_pages(pdf)), "\n".join(pypdf_pages(pdf))]


def test_the_parts_stand_in_their_order(printer: Printer) -> None:
    order = [
        "Armenia · Azerbaijan · Abu Dhabi · 10 July 2025",
        "Talks on the border",
        "The parties met and agreed to meet again.",
        "Key actors", "Ilham Aliyev", "President ·", "Նիկոլ Փաշինյան", "Also N. Pashinyan",
        "A lead with a link", "Background", "Further down", "Points to make", "1", "We welcome the talks.", "2",
        "If raised", "Press line", "Next steps", "☐", "Call Yerevan",
        "Timeline", "1988 to 1994", "27 September 2020", "The war begins.",
        "In their words", "“We shall meet again”", "verbatim", "source 1", "It went well", "paraphrase",
        "Sources", "Wire report", "https://example.org/a",
        "Issued by Caucasus desk", "Card talks", "version 1", "As at July 2025",
        "Reader’s note", "Mine.",
    ]  # fmt: skip
    for text in both_texts(printer.pdf([PrintedCard(full_card(), noted("Mine."))], A4)):
        place = 0
        squeezed = letters(text)
        for words in order:
            found = squeezed.find(letters(words), place)
            assert found >= 0, f"{words} is missing after {squeezed[max(0, place - 60) : place]}"
            place = found


def test_a_paraphrase_has_no_quotation_marks(printer: Printer) -> None:
    for text in both_texts(printer.pdf([PrintedCard(full_card())], A4)):
        assert "“We shall meet again”" in text
        assert "“It went well" not in text and "It went well" in text


@pytest.mark.parametrize("paper", ["a4", "letter"])
def test_every_page_has_marking_number_and_as_at(printer: Printer, paper: str) -> None:
    card = full_card(marking="OFFICIAL", timeline=timeline_of(120))
    pages = pdfium_pages(printer.pdf([PrintedCard(card)], Edition(paper)))
    assert len(pages) > 4
    for number, text in enumerate(pages, start=1):
        assert text.count("OFFICIAL") >= 2  # head and foot
        assert f"Page {number} of {len(pages)}" in text
        assert "As at July 2025" in text
        assert "Talks on the border" in text


def test_a_missing_marking_is_said(printer: Printer) -> None:
    (text,) = pdfium_pages(printer.pdf([PrintedCard(build_card(marking=None))], A4))
    assert text.count("No marking stated") == 3
    assert "PUBLIC" not in text


def test_the_size_of_the_paper(printer: Printer) -> None:
    sizes = {}
    for paper in ("a4", "letter"):
        box = pypdf.PdfReader(io.BytesIO(printer.pdf([PrintedCard(build_card())], Edition(paper)))).pages[0].mediabox
        sizes[paper] = (round(float(box.width)), round(float(box.height)))
    assert sizes == {"a4": (595, 842), "letter": (612, 792)}


def test_several_cards_begin_on_pages_of_their_own_and_count_through(printer: Printer) -> None:
    cards = [build_card(SENTENCE, card_id=f"c{n}", title=f"Card number {n}", marking=f"MARK-{n}") for n in range(3)]
    pages = pdfium_pages(printer.pdf([PrintedCard(card) for card in cards], A4))
    assert len(pages) == 3
    for number, text in enumerate(pages):
        assert f"MARK-{number}" in text and f"MARK-{(number + 1) % 3}" not in text
        assert f"Page {number + 1} of 3" in text
        assert text.count(f"Card number {number}") == 2  # running head and title


def test_three_hundred_dates_flow_over_pages_under_a_repeated_head(printer: Printer) -> None:
    pages = pdfium_pages(printer.pdf([PrintedCard(build_card(timeline=timeline_of(300)))], A4))
    assert sum(text.count(SENTENCE.strip()[:30]) for text in pages) == 300
    assert sum("Date" in text and "Event" in text for text in pages) >= len(pages) - 1


def test_seventy_one_actors(printer: Printer) -> None:
    actors = [{"name": f"Person Number{n:03}", "role": "Member of the delegation"} for n in range(71)]
    for text in both_texts(printer.pdf([PrintedCard(build_card(actors=actors))], Edition("letter"))):
        assert all(f"Number{n:03}" in text for n in range(71))


def test_a_title_of_340_characters_is_whole_once_and_short_in_the_head(printer: Printer) -> None:
    title = (
        "The Chargé d’Affaires reports on the position of the Government and on what it expects of the talks " * 4
    )[:340]
    for text in both_texts(printer.pdf([PrintedCard(build_card(title=title))], A4)):
        assert letters(title) in letters(text)
        assert "…" in text


@pytest.mark.parametrize("word", ["x" * 300, "https://example.org/" + "segment/" * 60, "a1" * 200])
def test_a_word_longer_than_a_line_stays_on_the_page(printer: Printer, word: str) -> None:
    card = build_card(word, bottom_line=word, timeline=[{"date": "2020", "event": word}])
    pdf = printer.pdf([PrintedCard(card, noted(word))], A4)
    for text in both_texts(pdf):
        assert letters(text).count(letters(word)) == 4
    for page in pypdf.PdfReader(io.BytesIO(pdf)).pages:
        rights: list[float] = []
        page.extract_text(visitor_text=lambda text, cm, tm, font, size: rights.append(tm[4]))  # noqa: B023
        assert max(rights) < 595 - 60


LONG_WORDS = "Die Verhandlungsdelegation ist zweifelsohne eingetroffen. " * 20
DIVIDED = "\u00ad\n"  # what pypdf makes of a hyphen at a line's end


@pytest.mark.parametrize(
    ("language", "words", "form", "divided"),
    [
        ("de", LONG_WORDS, "card", True),
        ("DE-ch", LONG_WORDS, "card", True),
        ("en", LONG_WORDS, "card", False),
        ("en", f"a {'incomprehensibly' * 2} " * 40, "card", True),  # no narrow column could hold it
        ("de", "Verhandlungsdelegation " * 40, "reading", False),
    ],
)
def test_words_are_divided_where_a_language_has_long_ones(
    printer: Printer, language: str, words: str, form: FormatName, divided: bool
) -> None:
    pdf = printer.pdf([PrintedCard(build_card(words, language=language))], Edition("a4", form))
    assert (DIVIDED in "\n".join(pypdf_pages(pdf))) is divided


def test_columns_of_a_wide_table_divide_words_of_any_language(printer: Printer) -> None:
    table = f"{'| Words ' * 6}|\n{'|---' * 6}|\n{'| characteristically ' * 6}|\n"
    pdf = printer.pdf([PrintedCard(build_card(table))], A4)
    assert "characteristically" not in "\n".join(pypdf_pages(pdf)), "a word is as wide as its column"
    assert letters("\n".join(pdfium_pages(pdf))).count("characteristically") == 6


def test_no_line_has_wider_gaps_than_another(printer: Printer) -> None:
    pdf = printer.pdf([PrintedCard(build_card("The commission met in Geneva; nothing was agreed upon. " * 20))], A4)
    page = pypdfium2.PdfDocument(pdf)[0].get_textpage()
    text = page.get_text_range()
    body = text.index("The commission")
    places = [place for place in range(body, text.rindex("upon.")) if text[place] == " "]
    boxes = [(page.get_charbox(place - 1, loose=True), page.get_charbox(place + 1, loose=True)) for place in places]
    gaps = [after[0] - before[2] for before, after in boxes if before[1] == after[1]]
    assert len(gaps) > 100
    assert max(gaps) < 1.1 * min(gaps)


def test_a_footnote_stands_once_at_the_foot_of_its_page(printer: Printer) -> None:
    body = "First[^n] and again[^n].\n\n[^n]: The note itself, with a second one[^m].\n[^m]: The other.\n"
    for text in both_texts(printer.pdf([PrintedCard(build_card(body))], A4)):
        assert text.count("The note itself") == 1 and text.count("The other.") == 1


def test_a_footnote_that_nothing_refers_to_is_printed_too(printer: Printer) -> None:
    (text,) = pdfium_pages(printer.pdf([PrintedCard(build_card("Words.\n\n[^n]: Lonely.\n"))], A4))
    assert "Lonely." in text


def test_a_footnote_of_itself_ends(printer: Printer) -> None:
    (text,) = pdfium_pages(printer.pdf([PrintedCard(build_card("See[^a].\n\n[^a]: It is[^a] so.\n"))], A4))
    assert "It is" in text


def test_the_note_is_there_when_asked_for_and_nowhere_else(printer: Printer) -> None:
    with_note = printer.pdf([PrintedCard(full_card(), noted("Xylophone\n  indented\n\nagain"))], A4)
    without = printer.pdf([PrintedCard(full_card())], A4)
    assert any("Xylophone" in text for text in pdfium_pages(with_note))
    assert not any("Xylophone" in text or "Reader’s note" in text for text in pdfium_pages(without))
    assert "Reader’s note" in bookmarks(with_note)
    assert "Reader’s note" not in bookmarks(without)
    never_told = Printer(resources(), "en")
    assert without == never_told.pdf([PrintedCard(full_card())], A4)


def bookmarks(pdf: bytes) -> list[str]:
    """Every bookmark's title, of whatever level."""

    def flat(entries: Sequence[object]) -> Iterator[str]:
        for entry in entries:
            yield from flat(entry) if isinstance(entry, list) else [str(getattr(entry, "title", ""))]

    return list(flat(pypdf.PdfReader(io.BytesIO(pdf)).outline))


def test_no_note_makes_no_section(printer: Printer) -> None:
    assert not any("Reader’s note" in text for text in pdfium_pages(printer.pdf([PrintedCard(build_card())], A4)))


def test_invisible_characters_are_drawn_as_marks(printer: Printer) -> None:
    card = build_card("Turned &#x202e;round&#x202c;.", title="Zero\u200bwidth")
    for text in both_texts(printer.pdf([PrintedCard(card, noted("Bell \x07"))], A4)):
        squeezed = letters(text)
        assert "Zero⟦U+200B⟧width" in squeezed and "⟦U+202E⟧round⟦U+202C⟧" in squeezed and "Bell⟦U+0007⟧" in squeezed
        assert "\u200b" not in text and "\u202e" not in text


HOSTILE = [
    '#read("/etc/passwd")', '#eval("1+1")', "$x^2$", "@ref", "= heading", "*b* _i_", "`raw`", "<label>", "#set page()",
    "\\u{41}", "// comment", "/* c */", '#import "@preview/cetz:0.3.4"', "]]})", '")', "{{ 7*7 }}", "--", "...", "~",
]  # fmt: skip


def test_words_that_look_like_typst_are_printed_as_they_are(printer: Printer) -> None:
    hostile = "  ".join(HOSTILE)
    card = build_card(
        bottom_line=hostile,
        actors=[{"name": hostile, "role": hostile}],
        timeline=[{"date": "2020", "event": hostile}],
        quotes=[{"speaker": "Somebody else", "text": hostile, "venue": hostile}],
        sources=[{"id": "a", "title": hostile, "note": hostile, "url": "https://x.y/#eval(1)"}],
    )
    for text in both_texts(printer.pdf([PrintedCard(card, noted(hostile))], A4)):
        assert letters(text).count(letters(" ".join(HOSTILE))) == 8
        assert letters(text).count(letters(" ".join(HOSTILE).replace("*b*", "b"))) == 1  # a sign of the note
        assert "root:" not in text
