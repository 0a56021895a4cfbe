"""Letters that are drawn in several pieces say their text once, and are drawn as before."""

from __future__ import annotations

import io
import os
import sys

import pikepdf
import pypdfium2  # type: ignore[import-untyped]
import pytest

from briefing_app.paper import typesetter
from briefing_app.paper.clusters import has_marks, mended
from briefing_app.paper.edition import Edition, PrintedCard
from briefing_app.paper.formats import FORMATS, FormatName
from briefing_app.paper.printer import Printer
from briefing_app.paths import resources
from tests.builders import build_card
from tests.paper.readers import A4, letters, pdfium_pages, poppler_text
from tests.paper.test_accessible import structure

WORDS = {
    "hi": "सर्वसाधारण के अन्तर्राष्ट्रीय मर्यादा",
    "bn": "দুর্ঘটনাটি বিশৃঙ্খলা",
    "th": "เกียรติศักดิ์ประจำตัว",
    "km": "ដោយយល់ឃើញថា គ្រឹះនៃសេរីភាព",
    "lo": "ອຸບັດຕິເຫດຄັ້ງນີ້ແມ່ນເກີດຂຶ້ນ",
}
LEFTWARD = {"dv": "ޕްރައިމް", "ar": "قدمًا", "ur": "ناقابلِ"}


@pytest.fixture(scope="module")
def printer() -> Printer:
    return Printer(resources(), "en")


def pdf_of(printer: Printer, language: str, form: FormatName = "card") -> bytes:
    words = (WORDS | LEFTWARD)[language]
    card = build_card(f"## {words}\n\n- {words}", title=words, language=language, bottom_line=words)
    return printer.pdf([PrintedCard(card)], Edition("a4", form))


@pytest.fixture
def unmended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(typesetter, "has_marks", lambda text: False)


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("language", list(WORDS))
def test_each_word_comes_out_once(printer: Printer, language: str, form: FormatName) -> None:
    found = letters(poppler_text(pdf_of(printer, language, form)))
    for word in WORDS[language].split():
        assert found.count(letters(word)) >= 3, word


@pytest.mark.usefixtures("unmended")
@pytest.mark.parametrize("language", list(WORDS))
def test_the_typesetter_alone_breaks_some_word(printer: Printer, language: str) -> None:
    """When this fails, Typst has learned it and `paper.clusters` may go."""
    before = pdf_of(printer, language)
    words = [letters(word) for word in WORDS[language].split()]
    alone, together = (letters(poppler_text(pdf)) for pdf in (before, mended(before)))
    assert sum(map(alone.count, words)) < sum(map(together.count, words))


def test_letters_from_right_to_left_come_out_once(printer: Printer) -> None:
    assert letters(LEFTWARD["dv"]) in letters("".join(pdfium_pages(pdf_of(printer, "dv"))))


@pytest.mark.usefixtures("unmended")
@pytest.mark.parametrize("form", ["card", "pocket-sheet"])
@pytest.mark.parametrize("language", list(WORDS | LEFTWARD))
def test_nothing_is_drawn_elsewhere_and_no_tag_changes(printer: Printer, language: str, form: FormatName) -> None:
    before = pdf_of(printer, language, form)
    after = mended(before)
    assert after != before
    assert pictures(after) == pictures(before)
    assert tags(after) == tags(before)


def pictures(pdf: bytes) -> list[bytes]:
    document = pypdfium2.PdfDocument(pdf)
    try:
        return [bytes(page.render(scale=2).buffer) for page in document]
    finally:
        document.close()


def tags(pdf: bytes) -> list[tuple[str, str]]:
    with pikepdf.open(io.BytesIO(pdf)) as document:
        return list(structure(document.Root.StructTreeRoot))


@pytest.mark.usefixtures("unmended")
def test_the_same_file_gives_the_same_bytes(printer: Printer) -> None:
    before = pdf_of(printer, "km")
    assert mended(before) == mended(before)
    assert mended(mended(before)) == mended(before)
    assert typesetter.page_count(mended(before)) == typesetter.page_count(before) == 1


def test_a_system_without_files_in_memory_gives_the_same_bytes(
    printer: Printer, monkeypatch: pytest.MonkeyPatch
) -> None:
    pdf = pdf_of(printer, "hi")
    monkeypatch.delattr(os, "memfd_create", raising=False)
    assert pdf_of(printer, "hi") == pdf


@pytest.mark.skipif(sys.platform != "linux", reason="/proc is Linux's")
def test_no_file_in_memory_is_left_open(printer: Printer) -> None:
    before = os.listdir("/proc/self/fd")
    pdf_of(printer, "hi")
    assert len(os.listdir("/proc/self/fd")) == len(before)


@pytest.mark.usefixtures("unmended")
def test_a_file_without_such_letters_stays_as_it_is(printer: Printer) -> None:
    before = printer.pdf([PrintedCard(build_card("Words[^1] and Việt Nam.\n\n[^1]: A note."))], A4)
    assert mended(before) == before
    assert not has_marks("Việt Nam, Ereván, Ιθάκη, 北京, שלום, سلام")
    assert has_marks("เกียรติ")
