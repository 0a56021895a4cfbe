"""The cover, the contents and the list of sources of a book as a document that offices edit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from briefing_app.paper import office_parts as parts
from briefing_app.paper.fields import Data, plain, text_of

if TYPE_CHECKING:
    from docx.document import Document


def write_front(document: Document, data: Data) -> None:
    """The cover, and what the book holds: the document's first section."""
    book, labels = data["book"], data["labels"]
    writer = parts.Writer(document, data["locale"])
    parts.add_banners(document.sections[0], writer, book["marking"], data.get("looks", {}))
    cover = book["cover"]
    writer.names(writer.paragraph("Title"), [cover["title"]])
    for words in (cover["occasion"], cover["day"]):
        if text_of(words):
            writer.names(writer.paragraph("Subtitle"), [words])
    for row in (*cover["rows"], {"what": labels["holds"], "words": cover["holds"]}):
        writer.names(writer.paragraph("Caption"), [f"{row['what']}: ", row["words"]])
    writer.names(writer.paragraph("Heading 2"), [labels["contents"]])
    for card in data["cards"]:
        writer.names(writer.paragraph("Normal"), [f"{card['tab']}  ", plain(card["title"])])
        writer.names(writer.paragraph("Caption"), [card["marking"]])


def write_back(document: Document, data: Data) -> None:
    """The list of sources, in a section of its own."""
    book = data["book"]
    if not book["sources"]:
        return
    writer = parts.Writer(document, data["locale"])
    parts.add_banners(document.add_section(), writer, book["marking"], data.get("looks", {}))
    writer.names(writer.paragraph("Heading 1"), [data["labels"]["book_sources"]])
    for source in book["sources"]:
        paragraph = writer.paragraph("Normal")
        for place, words in enumerate((source["title"], *source["details"])):
            writer.names(paragraph, [" · ", words] if place else [words])
        if source["url"]:
            paragraph.add_run().add_break()
            writer.link(paragraph, text_of(source["url"]), source["link"])
