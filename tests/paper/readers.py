"""What two independent readers find in a PDF, and a card with everything that paper knows."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
import unicodedata
from datetime import date
from typing import NamedTuple

import pikepdf
import pypdf
import pypdfium2  # type: ignore[import-untyped]
import pytest

from briefing_app.cards.card import Card
from briefing_app.notes.anchors import CardText
from briefing_app.paper.edition import Edition, PrintedCard, PrintedHighlight, PrintedNote, PrintedPlace
from briefing_app.prose.plain import card_fields
from tests.builders import build_card

A4 = Edition("a4")

FULL_BODY = """A lead with a [link](https://example.org/page) and a source.[^wire] A footnote[^1], again[^1].

## Background

Words *in italics*, **in bold**, and `as code`.

### Further down

| Place | Count |
| --- | ---: |
| Baku | 12 |

## Points to make

- We welcome the talks.
- We stand ready to help.

## If raised

Say what was agreed.

## Press line

> We welcome the talks.

## Next steps

- Call Yerevan

[^1]: The text of a footnote.
"""


def full_card(**fields: object) -> Card:
    """A card that has every part."""
    parts: dict[str, object] = {
        "as_at": "2025-07",
        "place": "Abu Dhabi",
        "originator": "Caucasus desk",
        "countries": ["AM", "AZ"],
        "actors": [
            {"id": "aliyev", "name": "Ilham Aliyev", "role": "President", "country": "AZ", "bio": "Met them.[^wire]"},
            {"name": "Nikol Pashinyan", "native_name": "Նիկոլ Փաշինյան", "aliases": ["N. Pashinyan"]},
        ],
        "timeline": [
            {"date": "2020-09-27", "event": "The war begins."},
            {"date": "1988/1994", "event": "The first war."},
        ],
        "quotes": [
            {"speaker": "aliyev", "text": "We shall meet again", "date": "2025-07-10", "venue": "X", "source": "wire"},
            {"speaker": "An official", "text": "It went well", "kind": "paraphrase"},
        ],
        "sources": [{"id": "wire", "title": "Wire report", "publisher": "Reuters", "url": "https://example.org/a"}],
    }
    return build_card(FULL_BODY, "talks", **(parts | fields))


def noted(text: str) -> tuple[PrintedNote, ...]:
    """A card's own note as it goes out."""
    return (PrintedNote("", text, date(2026, 3, 10), ()),)


def pdfium_pages(pdf: bytes) -> list[str]:
    """The text of each page as PDFium (Chromium's reader) finds it."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        return [_page_text(page) for page in document]
    finally:
        document.close()


def _page_text(page: pypdfium2.PdfPage) -> str:
    text_page = page.get_textpage()
    try:
        return str(text_page.get_text_range())
    finally:
        text_page.close()
        page.close()


def poppler_text(pdf: bytes) -> str:
    """The text of all pages as Poppler finds it."""
    return "\n".join(poppler_pages(pdf))


def poppler_pages(pdf: bytes) -> list[str]:
    """The text of each page as Poppler (pdftotext) finds it; skips the test where it is not installed."""
    if shutil.which("pdftotext") is None:
        pytest.skip("pdftotext is not installed")
    answer = subprocess.run(["pdftotext", "-enc", "UTF-8", "-", "-"], input=pdf, capture_output=True, check=True)
    return answer.stdout.decode().removesuffix("\f").split("\f")


def pypdf_pages(pdf: bytes) -> list[str]:
    """The text of each page as pypdf finds it."""
    return [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages]


def letters(text: str) -> str:
    """`text` without white space, hyphens at lines' ends, marks of direction: what must be equal in and out."""
    composed = unicodedata.normalize("NFKC", text)
    return re.sub(r"[\s\u00ad\ufffe\u2010\u0002\u200b-\u200f\u202a-\u202e\u2066-\u2069-]+", "", composed)


def decompressed(pdf: bytes) -> bytes:
    """Every object and stream of the file, unpacked."""
    with pikepdf.open(io.BytesIO(pdf)) as document:
        target = io.BytesIO()
        document.save(target, stream_decode_level=pikepdf.StreamDecodeLevel.all, compress_streams=False, qdf=True)
    return target.getvalue()


class Mark(NamedTuple):
    """Words of a card that a reader highlights, from `words` to the end of `to`, with a comment or without."""

    words: str
    comment: str = ""
    colour: str = "agree"
    to: str = ""


def highlighted(card: Card, *marks: Mark) -> PrintedCard:
    """A card with highlights and their comments as they go out."""
    text = CardText(card_fields(card))
    notes: list[PrintedNote] = []
    highlights: list[PrintedHighlight] = []
    for mark in marks:
        start = text.text.index(mark.words)
        end = text.text.index(mark.to, start) + len(mark.to) if mark.to else start + len(mark.words)
        places = tuple(PrintedPlace(*piece) for piece in text.pieces(start, end))
        highlights.append(PrintedHighlight(mark.colour, places, len(notes) if mark.comment else None))
        if mark.comment:
            notes.append(PrintedNote(text.text[start:end], mark.comment, date(2026, 3, 10), ()))
    return PrintedCard(card, tuple(notes), highlights=tuple(highlights))
