"""Printing: the pages of the PDF reach the printer, each on a sheet of its own and in its place."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pytest
from pypdf import PdfReader
from PySide6.QtGui import QPageLayout, QPageSize
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from briefing_app.gui.printing import DOTS, PrintRun
from briefing_app.gui.tasks import Tasks
from briefing_app.making import CancelledError, Making, Stage
from briefing_app.paper.edition import Edition, PrintedCard
from briefing_app.paper.pictures import PagePictures, Picture
from briefing_app.paper.printer import Printer
from briefing_app.paths import resources
from tests.builders import build_card, prose_of


def pdf_of(body: str) -> bytes:
    return Printer(resources(), "en").pdf([PrintedCard(build_card(body))], Edition("a4"))


@pytest.fixture(scope="module")
def pdf() -> bytes:
    return pdf_of(prose_of(1200))


@pytest.fixture
def printer(qapp: QApplication, tmp_path: Path) -> QPrinter:
    """A printer that writes a file, set as `ask_for_printer` sets one."""
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


def run(qtbot: QtBot, printer: QPrinter, pdf: bytes, making: Making | None = None) -> list[Exception | None]:
    """Print, and wait until it has ended; with what."""
    ended: list[Exception | None] = []
    printing = PrintRun(printer, pdf, Tasks(), making or Making(), ended.append)
    printing.start()
    qtbot.waitUntil(lambda: bool(ended), timeout=20_000)
    return ended


def test_every_page_is_printed_on_its_sheet(qtbot: QtBot, printer: QPrinter, pdf: bytes) -> None:
    stages: list[Stage] = []
    assert run(qtbot, printer, pdf, Making(stages.append)) == [None]
    count = len(PdfReader(BytesIO(pdf)).pages)
    assert count > 2
    assert printed(printer) == [(210, 297)] * count
    assert [stage.words for stage in stages][:2] == [f"Printing page {number} of {count}" for number in (1, 2)]


def test_the_pages_that_were_asked_for_are_printed(qtbot: QtBot, printer: QPrinter, pdf: bytes) -> None:
    printer.setFromTo(2, 2)
    run(qtbot, printer, pdf)
    assert len(printed(printer)) == 1


def test_a_page_is_sharp_enough_for_paper(pdf: bytes) -> None:
    pictures = PagePictures(pdf)
    page = pictures.draw(0, DOTS)
    pictures.close()
    assert page.width / (210 / 25.4) >= 290  # dots an inch
    assert page.height / page.width == pytest.approx(297 / 210, abs=0.01)


def test_a_card_of_one_page_is_one_sheet(qtbot: QtBot, printer: QPrinter) -> None:
    run(qtbot, printer, pdf_of("Short."))
    assert len(printed(printer)) == 1


def test_what_is_given_up_is_not_printed_to_its_end(qtbot: QtBot, printer: QPrinter, pdf: bytes) -> None:
    making = Making(lambda stage: making.cancel())
    (ended,) = run(qtbot, printer, pdf, making)
    assert isinstance(ended, CancelledError)


class Held(bytes):
    """The pixels of a page, counted as long as they are held."""

    alive = 0

    def __init__(self, _pixels: bytes) -> None:
        Held.alive += 1

    def __del__(self) -> None:
        Held.alive -= 1


def test_no_more_than_a_page_is_held(
    qtbot: QtBot, printer: QPrinter, pdf: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    held: list[int] = []
    draw = PagePictures.draw

    def watched(pictures: PagePictures, number: int, dots: float) -> Picture:
        held.append(Held.alive)
        drawn = draw(pictures, number, dots)
        return drawn._replace(pixels=Held(drawn.pixels))

    monkeypatch.setattr(PagePictures, "draw", watched)
    assert run(qtbot, printer, pdf) == [None]
    assert len(held) > 2 and max(held) <= 1  # the one before, which the printer is given
