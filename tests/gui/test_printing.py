"""Printing: the pages of the PDF reach the printer, each on a sheet of its own and in its place."""

from __future__ import annotations

from pathlib import Path

import pytest
from pypdf import PdfReader
from PySide6.QtGui import QImage, QPageLayout, QPageSize
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QApplication

from briefing_app.gui.printing import draw_pages
from briefing_app.paper.edition import Edition, PrintedCard
from briefing_app.paper.printer import Printer
from briefing_app.paths import resources
from tests.builders import build_card, prose_of


@pytest.fixture(scope="module")
def pages() -> list[bytes]:
    return Printer(resources(), "en").images([PrintedCard(build_card(prose_of(1200)))], Edition("a4"))


@pytest.fixture
def printer(qapp: QApplication, tmp_path: Path) -> QPrinter:
    """A printer that writes a file, set as `print_pages` sets one."""
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "printed.pdf"))
    printer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
    printer.setPageOrientation(QPageLayout.Orientation.Portrait)
    printer.setFullPage(True)
    printer.setResolution(150)
    return printer


def printed(printer: QPrinter) -> list[tuple[int, int]]:
    """Width and height of each sheet, in millimetres."""
    boxes = [page.mediabox for page in PdfReader(printer.outputFileName()).pages]
    return [(round(float(box.width) / 72 * 25.4), round(float(box.height) / 72 * 25.4)) for box in boxes]


def test_every_page_is_printed_on_its_sheet(printer: QPrinter, pages: list[bytes]) -> None:
    assert len(pages) > 2
    draw_pages(printer, pages)
    assert printed(printer) == [(210, 297)] * len(pages)


def test_the_pages_that_were_asked_for_are_printed(printer: QPrinter, pages: list[bytes]) -> None:
    printer.setFromTo(2, 2)
    draw_pages(printer, pages)
    assert len(printed(printer)) == 1


def test_a_page_is_sharp_enough_for_paper(pages: list[bytes]) -> None:
    page = QImage.fromData(pages[0])
    assert page.width() / (210 / 25.4) >= 250  # dots an inch
    assert page.height() / page.width() == pytest.approx(297 / 210, abs=0.01)


def test_a_card_of_one_page_is_one_sheet(printer: QPrinter) -> None:
    draw_pages(printer, Printer(resources(), "en").images([PrintedCard(build_card("Short."))], Edition("a4")))
    assert len(printed(printer)) == 1
