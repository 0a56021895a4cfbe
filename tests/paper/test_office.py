"""The document that offices edit: styles, heads and feet, tables with head rows, languages and directions."""

from __future__ import annotations

import io
import zipfile
from datetime import UTC, date, datetime
from typing import Any

import docx as office
import pytest
from docx.enum.text import WD_ALIGN_PARAGRAPH

from briefing_app.cards.markings import Markings
from briefing_app.paper.document import document
from briefing_app.paper.edition import Edition, Items, PrintedCard, PrintedNote
from briefing_app.paper.office import docx
from briefing_app.paper.printer import Printer
from briefing_app.paths import resources
from tests.builders import build_card
from tests.paper.readers import Mark, full_card, highlighted, noted

STAMP = datetime(2026, 3, 14, 9, 26, 53, tzinfo=UTC)
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def written(items: Items, paper: str = "a4") -> bytes:
    return docx(document(items, "en", Edition(paper)), STAMP)


def opened(items: Items) -> Any:
    return office.Document(io.BytesIO(written(items)))


def texts(document: Any, style: str) -> list[str]:
    return [paragraph.text for paragraph in document.paragraphs if paragraph.style.name == style]


def test_parts_have_real_styles() -> None:
    document = opened([PrintedCard(full_card(), noted("Mine.\nTwo."))])
    assert texts(document, "Heading 1") == ["Talks on the border"]
    headings = [
        "Key actors", "Background", "Points to make", "If raised", "Press line", "Next steps", "Timeline",
        "In their words", "Sources", "Footnotes", "Reader’s note",
    ]  # fmt: skip
    assert texts(document, "Heading 2") == headings
    assert texts(document, "Heading 3") == ["Further down"]
    assert texts(document, "List Bullet") == ["We welcome the talks.", "We stand ready to help.", "Call Yerevan"]
    assert texts(document, "Quote")[-2:] == ["“We shall meet again”", "It went well"]
    assert texts(document, "Intense Quote") == ["The parties met and agreed to meet again."]
    plain = texts(document, "Normal")
    assert "A lead with a link and a source.[1] A footnote1, again1." in plain
    assert "[1] The text of a footnote." in plain and "Mine.\nTwo." in plain
    assert "Met them.[1]" in plain


def test_tables_have_head_rows_that_repeat() -> None:
    document = opened([PrintedCard(full_card())])
    assert [[cell.text for cell in table.rows[0].cells] for table in document.tables] == [
        ["Place", "Count"],
        ["Date", "Event"],
    ]
    for table in document.tables:
        heads = [row._tr.find(f"{W}trPr/{W}tblHeader") is not None for row in table.rows]
        assert heads == [True] + [False] * (len(heads) - 1)
    assert [cell.text for cell in document.tables[1].rows[1].cells] == ["1988 to 1994", "The first war."]


def test_each_card_has_its_own_marking_above_and_below() -> None:
    cards: Items = [PrintedCard(build_card(marking=marking)) for marking in ("OFFICIAL", "SECRET")]
    for section, marking in zip(opened(cards).sections, ("OFFICIAL", "SECRET"), strict=True):
        assert section.header.paragraphs[0].text == section.footer.paragraphs[-1].text == marking
        fields = [field.get(f"{W}instr") for field in section.footer._element.iter(f"{W}fldSimple")]
        assert fields == ["PAGE", "NUMPAGES"]


def test_a_banner_looks_as_its_scheme_has_it() -> None:
    printer = Printer(resources(), "en", Markings([resources() / "markings"]))
    data = printer.job([PrintedCard(build_card(marking="TLP:RED"))], Edition("a4")).data
    section = office.Document(io.BytesIO(docx(data, STAMP))).sections[0]
    for paragraph in (section.header.paragraphs[0], section.footer.paragraphs[-1]):
        (run,) = paragraph.runs
        assert (paragraph.text, paragraph.alignment, run.font.size.pt) == ("TLP:RED", WD_ALIGN_PARAGRAPH.RIGHT, 12)
        assert str(run.font.color.rgb) == "FF2B2B"
        assert run._r.rPr.find(f"{W}shd").get(f"{W}fill") == "000000"


def test_digits_stay_beside_their_words_where_a_card_runs_to_the_left() -> None:
    document = opened([PrintedCard(build_card("نص", title="عنوان", language="ar", date="2025-07-10"))])
    assert texts(document, "Caption")[0] == "\u200e10 July 2025"


def test_each_card_has_its_language_and_its_direction() -> None:
    table = "| ا | ب |\n| - | - |\n| ج | د |\n"
    event = [{"date": "2025", "event": "حدث"}]
    arabic = build_card(f"## خلفية\n\nنص أول.\n\n{table}", title="عنوان", language="ar", timeline=event)
    document = opened([PrintedCard(build_card("Text.")), PrintedCard(arabic)])
    turned = {p.text: p._p.find(f"{W}pPr/{W}bidi") is not None for p in document.paragraphs}
    assert turned["نص أول."] and turned["عنوان"] and not turned["Text."]
    assert document.tables[0]._tbl.tblPr.find(f"{W}bidiVisual") is not None
    languages = {run.text: run._r.rPr.find(f"{W}lang").get(f"{W}val") for p in document.paragraphs for run in p.runs}
    assert languages["Text."] == languages["Timeline"] == "en" and languages["نص أول."] == "ar"
    default = document.styles.element.find(f".//{W}rPrDefault/{W}rPr/{W}lang")
    assert default.get(f"{W}val") == "en" and document.core_properties.language == "en"


def test_each_numbered_list_begins_anew() -> None:
    document = opened([PrintedCard(build_card("1. a\n2. b\n\nText.\n\n7. c\n8. d\n"))])
    numbers = [p._p.pPr.numPr.numId.val for p in document.paragraphs if p.style.name == "List Number"]
    assert numbers[0] == numbers[1] != numbers[2] == numbers[3]
    starts = {
        num.get(f"{W}numId"): found.get(f"{W}val")
        for num in document.part.numbering_part.element.iter(f"{W}num")
        for found in num.iter(f"{W}startOverride")
    }
    assert (starts[str(numbers[0])], starts[str(numbers[2])]) == ("1", "7")


def test_links_lead_to_the_web_alone() -> None:
    card = full_card(sources=[{"id": "wire", "title": "A", "url": "javascript:alert(1)"}])
    document = opened([PrintedCard(card)])
    targets = {one.target_ref for one in document.part.rels.values() if one.reltype.endswith("/hyperlink")}
    assert targets == {"https://example.org/page"}
    assert any("javascript:alert(1)" in text for text in texts(document, "List Number"))


def test_the_same_input_gives_the_same_bytes_and_the_file_names_nobody() -> None:
    first = written([PrintedCard(full_card(), noted("n"))])
    assert first == written([PrintedCard(full_card(), noted("n"))])
    told = office.Document(io.BytesIO(first)).core_properties
    assert (told.author, told.last_modified_by, told.comments) == ("", "", "")
    assert told.title == "Talks on the border" and told.created == STAMP
    with zipfile.ZipFile(io.BytesIO(first)) as packed:
        assert not [name for name in packed.namelist() if "thumbnail" in name]
        assert {info.date_time for info in packed.infolist()} == {(1980, 1, 1, 0, 0, 0)}


@pytest.mark.parametrize(("paper", "millimetres"), [("a4", (210, 297)), ("letter", (216, 279))])
def test_the_size_of_the_paper(paper: str, millimetres: tuple[int, int]) -> None:
    sheet: Any = office.Document(io.BytesIO(written([PrintedCard(build_card())], paper))).sections[0]
    assert (round(sheet.page_width.mm), round(sheet.page_height.mm)) == millimetres


def test_invisible_characters_are_marks() -> None:
    text = "".join(p.text for p in opened([PrintedCard(build_card("a&#x202e;b"), noted("Bell \x07"))]).paragraphs)
    assert "a⟦U+202E⟧b" in text and "Bell ⟦U+0007⟧" in text


MARKED = (Mark("Talks on", "CANARY one", "raise"), Mark("a source.[wire]", "CANARY two"), Mark("Ilham Aliyev"))


def shaded(document: Any) -> dict[str, str]:
    """The ground of each run that has one."""
    return {
        "".join(part.text or "" for part in run.iter(f"{W}t")): run.find(f"{W}rPr/{W}shd").get(f"{W}fill")
        for run in document.element.body.iter(f"{W}r")
        if run.find(f"{W}rPr/{W}shd") is not None
    }


def test_highlights_are_shaded_and_comments_stand_numbered_at_the_end() -> None:
    document = opened([highlighted(full_card(), *MARKED)])
    assert shaded(document) == {
        **dict.fromkeys(("Talks ", "on"), "F5D9D2"),
        **dict.fromkeys(("a ", "source.", "[1]", "Ilham Aliyev"), "DCEBD6"),
    }
    assert texts(document, "Heading 1") == ["Talks on1 the border"]
    assert texts(document, "Quote")[-2:] == ["[1] “Talks on”", "[2] “a source.[wire]”"]
    assert texts(document, "Normal")[-2:] == ["CANARY one", "CANARY two"]


def test_beside_their_words_comments_are_the_documents_own() -> None:
    data = document([highlighted(full_card(), *MARKED)], "en", Edition("a4", side_notes=True))
    written_twice = [docx(data, STAMP), docx(data, STAMP)]
    assert written_twice[0] == written_twice[1]
    found: Any = office.Document(io.BytesIO(written_twice[0]))
    assert [(comment.text, comment.author, comment.timestamp) for comment in found.comments] == [
        ("CANARY one", "", None),
        ("CANARY two", "", None),
    ]
    after = [start.getnext() for start in found.element.body.iter(f"{W}commentRangeStart")]
    assert [run.find(f"{W}t").text for run in after] == ["Talks ", "a "]
    assert "CANARY" not in "".join(paragraph.text for paragraph in found.paragraphs)
    assert texts(found, "Heading 1") == ["Talks on the border"]


def test_pages_of_the_journal_stand_behind_the_cards() -> None:
    page = PrintedNote("", "A day.\n☐ call", date(2026, 3, 1), ("Only me",))
    data = document([PrintedCard(build_card())], "en", Edition("a4", banner="SECRET", journal=(page,)))
    found: Any = office.Document(io.BytesIO(docx(data, STAMP)))
    assert texts(found, "Heading 1") == ["Talks on the border", "Journal"]
    assert texts(found, "Heading 2") == ["1 March 2026"]
    assert texts(found, "Normal")[-1] == "A day.\n☐ call"
    assert "SECRET" in found.sections[-1].header.paragraphs[0].text


def test_signs_of_notes_are_looks() -> None:
    text = "  **Call Yerevan** and *then*\n2 * 3 [[talks]]"
    read = "\u00a0\u00a0Call Yerevan and then\n2 * 3 Talks on the border"
    item = highlighted(build_card("A word."), Mark("word", text))
    data = document([item._replace(notes=(*item.notes, *noted(text)))], "en", Edition("a4", side_notes=True))
    found: Any = office.Document(io.BytesIO(docx(data, STAMP)))
    (own,) = (paragraph for paragraph in found.paragraphs if "Yerevan" in paragraph.text)
    (comment,) = found.comments
    assert own.text == comment.text == read
    for paragraph in (own, comment.paragraphs[0]):
        assert [run.text for run in paragraph.runs if run.bold] == ["Call Yerevan"]
        assert [run.text for run in paragraph.runs if run.italic] == ["then"]
