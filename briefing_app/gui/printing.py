"""Paper through the platform's own print dialog: the pages of the PDF, drawn as pictures, one page after the other."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, QRect
from PySide6.QtGui import QImage, QPageLayout, QPageSize, QPainter, QTextDocument
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QWidget

from briefing_app.errors import MachineError
from briefing_app.gui.tasks import Tasks
from briefing_app.i18n import _, ngettext
from briefing_app.making import CancelledError, Making
from briefing_app.paper.pictures import PagePictures, Picture

DOTS = 300.0  # an inch


def ask_for_printer(parent: QWidget, count: int, paper: str) -> QPrinter | None:
    """The printer that the reader chose for so many pages, each of which fills its sheet; None if they changed their
    mind."""
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    size = QPageSize(QPageSize.PageSizeId.Letter if paper == "letter" else QPageSize.PageSizeId.A4)
    printer.setPageSize(size)
    printer.setPageOrientation(QPageLayout.Orientation.Portrait)
    printer.setFullPage(True)
    printer.setFromTo(1, count)
    dialog = QPrintDialog(printer, parent)
    dialog.setMinMax(1, count)
    chosen = dialog.exec()
    dialog.deleteLater()
    return printer if chosen else None


def print_sheet(parent: QWidget, html: str) -> bool:
    """Ask for a printer and print one sheet of text; False if the reader changed their mind."""
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    if not QPrintDialog(printer, parent).exec():
        return False
    document = QTextDocument()
    document.setHtml(html)
    document.print_(printer)
    return True


class PrintRun(QObject):
    """Prints a PDF on a printer: a page is drawn in the background while the window works, and only one is held.

    Args:
        tasks: where pages are drawn.
        making: is told how far it is; given up, the printer is told to forget the rest.
        ended: is called in the end with None or with what went wrong.
    """

    def __init__(
        self,
        printer: QPrinter,
        pdf: bytes,
        tasks: Tasks,
        making: Making,
        ended: Callable[[Exception | None], object],
    ) -> None:
        super().__init__()
        self._printer, self._tasks, self._making, self._ended = printer, tasks, making, ended
        self._pictures = PagePictures(pdf)
        count = len(self._pictures.sizes)
        self._first, self._last = printer.fromPage() or 1, min(printer.toPage() or count, count)
        self._painter = QPainter()

    def start(self) -> None:
        """Print the pages that the printer is set to, from first to last."""
        if self._painter.begin(self._printer):
            self._draw(self._first)
            return
        sentence = _("The printer takes no pages.")
        self._end(MachineError(sentence, _("Check that it is connected, or export a PDF instead.")))

    def _draw(self, number: int) -> None:
        if number > self._last:
            self._end(None)
            return
        try:
            total = self._last - self._first + 1
            words = ngettext("Printing the page", "Printing page {number} of {total}", total)
            done = number - self._first
            self._making.tell(words.format(number=f"{done + 1:,}", total=f"{total:,}"), done, total)
        except CancelledError as cancelled:
            self._printer.abort()
            self._end(cancelled)
            return
        draw = partial(self._pictures.draw, number - 1, DOTS)
        self._tasks.run(draw, partial(self._put, number), self._end)

    def _put(self, number: int, drawn: Picture) -> None:
        if number > self._first:
            self._printer.newPage()
        sheet = self._printer.pageLayout().fullRectPixels(self._printer.resolution())
        image = QImage(drawn.pixels, drawn.width, drawn.height, drawn.row_bytes, QImage.Format.Format_RGB32)
        self._painter.drawImage(QRect(0, 0, sheet.width(), sheet.height()), image)
        self._draw(number + 1)

    def _end(self, error: Exception | None) -> None:
        if self._painter.isActive():
            self._painter.end()
        self._pictures.close()
        self._ended(error)
