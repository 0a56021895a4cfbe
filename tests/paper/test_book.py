"""A book of cards: its cover, contents, tabs, indexes and references, as readers of PDF find them."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from datetime import UTC, datetime

import pikepdf
import pytest

from briefing_app.cards.markings import Markings
from briefing_app.paper.edition import Cover, Edition, PrintedCard
from briefing_app.paper.fields import Data
from briefing_app.paper.people import People
from briefing_app.paper.printer import Printer
from briefing_app.paths import resources
from tests.builders import build_card, prose_of
from tests.paper.readers import decompressed, full_card, letters, noted, pdfium_pages

COVER = Cover("Talks in spring", "The ninth round", "2026-03-16", "The Minister", "Caucasus desk", "3 of 12")
BOOK = Edition("a4", "book", datetime(2026, 3, 14, 9, 30, tzinfo=UTC), "OFFICIAL", COVER)


@pytest.fixture(scope="module")
def printer() -> Printer:
    return Printer(resources(), "en", Markings([resources() / "markings"]))


def three_cards() -> list[PrintedCard]:
    lake = build_card(
        prose_of(900) + "\n\n## Next\n\nSee [the talks](card:talks), [the sea](card:sea) and [nothing](card:gone).",
        "lake",
        title="The lake",
        actors=[{"name": "Nikol Pashinyan", "country": "AM"}],
        sources=[{"title": "Wire report", "url": "https://example.org/a"}, {"title": "A treaty", "date": "1920"}],
    )
    arabic = build_card("كتب الوزير إلى السفير.", "sea", title="البحر", language="ar", marking="OFFICIAL")
    return [PrintedCard(full_card()), PrintedCard(lake, noted("Mine.")), PrintedCard(arabic, annex=True)]


@pytest.fixture(scope="module")
def pdf(printer: Printer) -> bytes:
    return printer.pdf(three_cards(), BOOK)


@pytest.fixture(scope="module")
def pages(pdf: bytes) -> list[str]:
    return [" ".join(page.split()) for page in pdfium_pages(pdf)]


def page_of(pages: list[str], words: str) -> int:
    """The number, from 1, of the first page behind the contents that holds `words`."""
    return next(number for number, page in enumerate(pages, start=1) if number > 2 and words in page)


def test_the_cover_says_for_whom_and_when(pages: list[str]) -> None:
    for words in (*COVER[:2], "16 March 2026", *COVER[3:], "3 briefing cards"):
        assert words in pages[0]
    assert pages[0].count("OFFICIAL") == 2 and "Page 1" not in pages[0]


def test_an_empty_cover_has_no_empty_line(printer: Printer) -> None:
    first = pdfium_pages(printer.pdf(three_cards(), BOOK._replace(cover=Cover(), banner="")))[0]
    assert "Briefing book" in first and "Prepared" not in first and "Copy" not in first


def test_the_contents_name_each_card_with_its_page_and_its_marking(pages: list[str]) -> None:
    lines = re.search(r"Contents (.*) Page 2 of", pages[1])
    assert lines
    talks, lake = page_of(pages, "Talks on the border"), page_of(pages, "The lake")
    text = lines[1].replace(".", "").replace(" ", "")
    assert f"1Talksontheborder{talks}" in text and f"2Thelake{lake}" in text
    assert "Annexes" in text and text.index("Annexes") < text.index("البحر")
    assert f"Indexofpeopleandbodies{page_of(pages, 'Index of people')}" in text
    assert text.count("PUBLIC") == 2 and text.count("OFFICIAL") == 1


def test_the_contents_lead_to_the_pages(pdf: bytes, pages: list[str]) -> None:
    with pikepdf.open(io.BytesIO(pdf)) as document:
        links = [link for link in document.pages[1].get("/Annots", []) if link.Subtype == "/Link"]
        assert len(links) >= 5
        assert all("/Contents" in link for link in links)


def test_bookmarks_are_two_levels_deep(pdf: bytes) -> None:
    with pikepdf.open(io.BytesIO(pdf)) as document, document.open_outline() as outline:
        names = [item.title for item in outline.root]
        assert names[1:3] == ["Talks on the border", "The lake"]
        assert names[-2:] == ["Index of people and bodies", "List of sources"]
        assert [item.title for item in outline.root[1].children][:2] == ["Key actors", "Background"]
        assert not any(below.children for item in outline.root for below in item.children)


def test_every_page_of_a_card_has_its_title_its_tab_and_its_own_direction(pages: list[str]) -> None:
    begin, end = page_of(pages, "The lake"), page_of(pages, "البحر")
    assert end - begin >= 2
    for page in pages[begin - 1 : end - 1]:
        assert page.count("OFFICIAL") == 2 and "The lake" in page
        assert re.search(r"(^| )2( |$)", page)
    assert re.search(r"(^| )A( |$)", pages[end - 1])


def test_a_card_of_another_language_keeps_it(pdf: bytes) -> None:
    assert b"/Lang (ar)" in decompressed(pdf)


def test_a_link_to_another_card_names_its_page(pages: list[str]) -> None:
    see = " ".join(pages)
    assert f"See the talks (p. {page_of(pages, 'Talks on the border')})" in see
    assert f"the sea (p. {page_of(pages, 'البحر')}) and nothing." in see


def test_outside_a_book_such_a_link_is_plain_words(printer: Printer) -> None:
    pdf = printer.pdf(three_cards()[1:2], Edition("a4"))
    assert "Seethetalks,theseaandnothing." in letters("".join(pdfium_pages(pdf)))
    assert b"card:" not in decompressed(pdf)


def test_the_index_has_every_page_on_which_somebody_is_named(pages: list[str]) -> None:
    index = pages[page_of(pages, "Index of people") - 1]
    lake, talks = page_of(pages, "The lake"), page_of(pages, "Talks on the border")
    found = re.search(r"Nikol Pashinyan Նիկոլ Փաշինյան, Armenia ([\d, –]+)", index)
    assert found and found[1].strip() == f"{talks}, {lake}"
    assert "An official" in index


def test_the_sources_stand_once_with_their_pages(pages: list[str]) -> None:
    listed = pages[page_of(pages, "List of sources") - 1]
    assert listed.count("https://example.org/a") == 1
    assert listed.index("A treaty") < listed.index("Wire report")
    cited = re.search(r"Wire report\. Reuters ([\d, –]+)", listed)
    assert cited and len(cited[1].split(",")) == 2


def test_the_same_book_gives_the_same_bytes(printer: Printer, pdf: bytes) -> None:
    assert Printer(resources(), "en", Markings([resources() / "markings"])).pdf(three_cards(), BOOK) == pdf


def test_a_watermark_crosses_every_page_as_an_artifact(printer: Printer) -> None:
    pdf = printer.pdf(three_cards(), BOOK._replace(watermark="Copy 3"))
    assert all("Copy 3" in page for page in pdfium_pages(pdf))
    with pikepdf.open(io.BytesIO(pdf)) as document:
        for page in document.pages:
            assert list(tags_of_turned_text(page)) == ["/Artifact"]


def tags_of_turned_text(page: pikepdf.Page) -> Iterator[str]:
    """The tags in which text stands that runs neither along nor across the page."""
    tags, turned = [""], [False]
    for instruction in pikepdf.parse_content_stream(page):
        operands = list(instruction.operands)
        match str(instruction.operator):
            case "BDC" | "BMC":
                tags.append(str(operands[0]))
            case "EMC":
                tags.pop()
            case "q":
                turned.append(turned[-1])
            case "Q":
                turned.pop()
            case "cm":
                turned[-1] = turned[-1] or all(abs(float(part)) > 0.01 for part in operands[:4])
            case "BT" if turned[-1]:
                yield tags[-1]


def data_of(**fields: object) -> Data:
    """A card as plain data, as far as names are looked for."""
    lists: Data = {name: [] for name in ("bottom_line", "actors", "timeline", "quotes", "sections")}
    return {"title": "", **lists, **fields}


def test_namesakes_of_two_countries_are_two_people() -> None:
    cards = [
        build_card("x", f"card-{place}", actors=[{"name": "John Smith", "country": country}])
        for place, country in enumerate(("GB", "US", "GB"))
    ]
    assert [entry["country"] for entry in People(cards, "en").index()] == ["United Kingdom", "United States"]


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("Ilham Aliyev came", 1),
        ("Ilham Aliyevs came", 0),
        ("(Ilham Aliyev) and Ilham Aliyev", 2),
        ("با Ilham Aliyev، گفت", 1),
    ],
)
def test_a_name_is_no_part_of_a_word(text: str, named: int) -> None:
    people = People([build_card(actors=[{"name": "Ilham Aliyev"}])], "en")
    card = data_of(sections=[{"blocks": [{"type": "paragraph", "runs": [{"text": text}]}]}])
    people.mark(card)
    runs = card["sections"][0]["blocks"][0]["runs"]
    assert sum("person" in run for run in runs) == named
    assert "".join(run.get("text", "") for run in runs) == text


def test_names_of_scripts_without_spaces_are_found() -> None:
    people = People([build_card(actors=[{"name": "Zhou Enlai", "native_name": "周恩来总理"}])], "en")
    card: Data = {
        "title": "与周恩来总理会谈",
        "bottom_line": [],
        "actors": [],
        "timeline": [],
        "quotes": [],
        "sections": [],
    }
    people.mark(card)
    assert card["people"] == [0]
