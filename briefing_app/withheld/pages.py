"""The text of a PDF's pages as PDFium, the reader of Chromium, extracts it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from briefing_app.paper.pictures import PDFIUM_TURN
from briefing_app.withheld.letters import reads_from_right, turned
from briefing_app.withheld.passages import Passage

READER = "PDFium"


def page_text(data: bytes) -> Iterator[Passage]:
    """All pages as one text, since what is sought may begin on one and end on the next.

    Raises:
        pypdfium2.PdfiumError: it is no PDF, or damaged.
    """
    import pypdfium2  # type: ignore[import-untyped]  # 20 ms that only an export pays

    with PDFIUM_TURN:
        document = pypdfium2.PdfDocument(data)
        try:
            text = "\n".join(_text_of(document[number]) for number in range(len(document)))
        finally:
            document.close()
    lines = text.splitlines() if reads_from_right(text) else []
    yield Passage(READER, "pages", text, turned=(turned(lines),) if lines else ())


def _text_of(page: Any) -> str:
    text_page = page.get_textpage()
    try:
        return str(text_page.get_text_range())
    finally:
        text_page.close()
        page.close()
