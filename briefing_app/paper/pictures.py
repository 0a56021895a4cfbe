"""The pages of a PDF as pictures, by PDFium: what a preview shows, and what a printer is given."""

from __future__ import annotations

import threading
from typing import NamedTuple

PDFIUM_TURN = threading.Lock()  # PDFium serves one thread at a time, whatever the document
POINTS = 72  # an inch


class Picture(NamedTuple):
    """Rows of pixels, four bytes each: blue, green, red, one that says nothing."""

    width: int
    height: int
    row_bytes: int
    pixels: bytes


class PagePictures:
    """A PDF file, whose pages are drawn when they are asked for, in any thread.

    Attributes:
        sizes: width and height of each page, in points.
    """

    def __init__(self, pdf: bytes) -> None:
        import pypdfium2  # type: ignore[import-untyped]  # 60 ms that only a preview pays

        with PDFIUM_TURN:
            self._document = pypdfium2.PdfDocument(pdf)
            self.sizes = tuple(self._document.get_page_size(number) for number in range(len(self._document)))

    def draw(self, number: int, dots: float) -> Picture:
        """A page, from 0, with `dots` pixels an inch."""
        with PDFIUM_TURN:
            page = self._document[number]
            bitmap = page.render(scale=dots / POINTS, prefer_bgrx=True)
            drawn = Picture(bitmap.width, bitmap.height, bitmap.stride, bytes(bitmap.buffer))
            bitmap.close()
            page.close()
        return drawn

    def close(self) -> None:
        """Let go of the file."""
        with PDFIUM_TURN:
            self._document.close()
