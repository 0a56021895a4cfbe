"""Paper through the platform's own print dialog: the pages of the PDF, drawn as pictures at the printer's scale."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRect
from PySide6.QtGui import QImage, QPageLayout, QPageSize, QPainter, QTextDocument
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QWidget

from briefing_app.errors import MachineError
from briefing_app.i18n import _


def print_pages(parent: QWidget, pages: Sequence[bytes], paper: str) -> bool:
    """Ask for a printer and print PNG pages, each filling its sheet; False if the reader changed their mind.

    Raises:
        MachineError: the printer takes nothing.
    """
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    size = QPageSize(QPageSize.PageSizeId.Letter if paper == "letter" else QPageSize.PageSizeId.A4)
    printer.setPageSize(size)
    printer.setPageOrientation(QPageLayout.Orientation.Portrait)
    printer.setFullPage(True)
    printer.setFromTo(1, len(pages))
    dialog = QPrintDialog(printer, parent)
    dialog.setMinMax(1, len(pages))
    if not dialog.exec():
        return False
    draw_pages(printer, pages)
    return True


def print_sheet(parent: QWidget, html: str) -> bool:
    """Ask for a printer and print one sheet of text; False if the reader changed their mind."""
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    if not QPrintDialog(printer, parent).exec():
        return False
    document = QTextDocument()
    document.setHtml(html)
    document.print_(printer)
    return True


def draw_pages(printer: QPrinter, pages: Sequence[bytes]) -> None:
    """Draw the pages that the printer is set to, from first to last.

    Raises:
        MachineError: the printer takes nothing.
    """
    first, last = printer.fromPage() or 1, printer.toPage() or len(pages)
    painter = QPainter()
    if not painter.begin(printer):
        raise MachineError(_("The printer takes no pages."), _("Check that it is connected, or export a PDF instead."))
    try:
        for number, page in enumerate(pages[first - 1 : last]):
            if number:
                printer.newPage()
            sheet = printer.pageLayout().fullRectPixels(printer.resolution())
            painter.drawImage(QRect(0, 0, sheet.width(), sheet.height()), QImage.fromData(page))
    finally:
        painter.end()
