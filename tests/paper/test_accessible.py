"""The file is what it claims to be: PDF/UA-1 and PDF/A-2a, tagged, in a language, with bookmarks and its own fonts."""

from __future__ import annotations

import io
import itertools
from collections.abc import Iterator
from typing import cast

import pikepdf
import pytest

from briefing_app.paper.edition import Edition, PrintedCard
from briefing_app.paper.formats import FORMATS, FormatName, format_of
from briefing_app.paper.printer import Printer
from briefing_app.paths import resources
from tests.builders import build_card
from tests.paper.readers import A4, full_card, noted


@pytest.fixture(scope="module")
def printer() -> Printer:
    return Printer(resources(), "en")


@pytest.fixture(scope="module", params=FORMATS)
def form(request: pytest.FixtureRequest) -> FormatName:
    return cast("FormatName", request.param)


@pytest.fixture(scope="module")
def pdf(printer: Printer, form: FormatName) -> bytes:
    return printer.pdf([PrintedCard(full_card(), noted("A note of mine"))], Edition("a4", form))


@pytest.fixture
def opened(pdf: bytes) -> Iterator[pikepdf.Pdf]:
    with pikepdf.open(io.BytesIO(pdf)) as document:
        yield document


def structure(node: pikepdf.Object, parent: str = "") -> Iterator[tuple[str, str]]:
    """(tag, parent's tag) of every structure element, in reading order."""
    tag = str(node.get("/S", ""))
    if tag:
        yield tag, parent
    children = node.get("/K")
    if children is None:
        return
    for child in children if isinstance(children, pikepdf.Array) else [children]:
        if isinstance(child, pikepdf.Dictionary) and "/S" in child:
            yield from structure(child, tag)


def test_it_claims_both_standards(opened: pikepdf.Pdf) -> None:
    with opened.open_metadata() as metadata:
        assert metadata["pdfuaid:part"] == "1"
        assert (metadata["pdfaid:part"], metadata["pdfaid:conformance"]) == ("2", "A")
        assert metadata["dc:title"] == "Talks on the border"
        assert "dc:creator" not in metadata


def test_it_is_tagged_in_its_language_and_shows_its_title(opened: pikepdf.Pdf) -> None:
    assert opened.Root.MarkInfo.Marked == True  # noqa: E712  # a PDF boolean
    assert str(opened.Root.Lang).startswith("en")
    assert opened.Root.ViewerPreferences.DisplayDocTitle == True  # noqa: E712  # a PDF boolean


def test_each_part_of_the_card_has_its_tag(opened: pikepdf.Pdf, form: FormatName) -> None:
    tags = list(structure(opened.Root.StructTreeRoot))
    names = [tag for tag, _parent in tags]
    assert names.count("/H1") == (4 if form == "book" else 1)  # contents, the card, people, sources
    assert names.index("/H1") < names.index("/H2")
    if not format_of(form).whole:
        assert {"/L", "/LI", "/Lbl", "/LBody", "/P"} <= set(names)
        return
    assert names.index("/H2") < names.index("/H3")
    assert {"/L", "/LI", "/Lbl", "/LBody", "/Link", "/Note", "/BlockQuote", "/P"} <= set(names)
    assert names.count("/Table") == 2  # the timeline and the table of the text
    assert ("/TH", "/TR") in tags and ("/TR", "/THead") in tags and ("/TD", "/TR") in tags


def test_no_heading_skips_a_level(printer: Printer) -> None:
    body = "#### Deep at once\n\n## One\n\n##### Far below\n\n- item\n\n  ###### in a list\n"
    with pikepdf.open(io.BytesIO(printer.pdf([PrintedCard(build_card(body))], A4))) as document:
        levels = [int(tag[2]) for tag, _parent in structure(document.Root.StructTreeRoot) if tag[:2] == "/H"]
    assert levels[0] == 1
    assert all(below <= above + 1 for above, below in itertools.pairwise(levels))


def test_every_font_is_embedded(opened: pikepdf.Pdf) -> None:
    described = [o for o in opened.objects if isinstance(o, pikepdf.Dictionary) and o.get("/Type") == "/FontDescriptor"]
    assert described
    assert all("/FontFile2" in font or "/FontFile3" in font for font in described)
    assert all("+Noto" in str(font.FontName) for font in described)


def test_bookmarks_lead_to_cards_and_sections(printer: Printer) -> None:
    other = build_card("## Next steps\n\n- Call", card_id="other", title="The second card")
    pdf = printer.pdf([PrintedCard(full_card()), PrintedCard(other)], A4)
    with pikepdf.open(io.BytesIO(pdf)) as document, document.open_outline() as outline:
        first, second = outline.root
        assert (first.title, second.title) == ("Talks on the border", "The second card")
        sections = [item.title for item in first.children]
        assert sections[:3] == ["Key actors", "Background", "Points to make"]
        assert [item.title for item in first.children[1].children] == ["Further down"]
        assert [item.title for item in second.children] == ["Next steps"]
        pages: list[object] = [page.objgen for page in document.pages]
        places = [cast("pikepdf.Array", card.destination)[0].objgen for card in (first, second)]
        assert pages.index(places[0]) == 0 < pages.index(places[1])


def test_links_lead_to_the_web_and_to_the_source(opened: pikepdf.Pdf, form: FormatName) -> None:
    addresses, places = set(), 0
    for page in opened.pages:
        for link in page.get("/Annots", []):
            assert "/Contents" in link  # PDF/UA-1, 7.18.5: what a screen reader says
            if "/A" in link and "/URI" in link.A:
                addresses.add(str(link.A.URI))
            else:
                places += 1
    if not format_of(form).whole:
        assert not addresses and not places
        return
    assert addresses == {"https://example.org/page", "https://example.org/a"}
    assert places >= 4  # two citations, the quote's source, the footnote


@pytest.mark.parametrize("url", ["javascript:alert(1)", "file:///etc/passwd", "smb://host/share", "mailto:a@b.c"])
def test_a_source_of_another_scheme_is_text_and_no_link(printer: Printer, url: str) -> None:
    card = build_card(sources=[{"id": "a", "title": "A source", "url": url}])
    with pikepdf.open(io.BytesIO(printer.pdf([PrintedCard(card)], A4))) as document:
        assert not any("/A" in link for page in document.pages for link in page.get("/Annots", []))
