"""What stands in a DOCX: each part of its archive as it lies there, and the text that python-docx reads."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from briefing_app.withheld.markup import in_tags, without_tags
from briefing_app.withheld.passages import Passage

if TYPE_CHECKING:
    from docx.document import Document

ARCHIVE, OFFICE = "ZIP", "python-docx"
_PROPERTIES = (
    "author", "category", "comments", "content_status", "identifier", "keywords", "language", "last_modified_by",
    "subject", "title", "version",
)  # fmt: skip


def part_texts(data: bytes) -> Iterator[Passage]:
    """Every part: an XML part between and in its tags, any other as it is, an archive in the archive part by part.

    Raises:
        zipfile.BadZipFile: it is no archive, or damaged.
    """
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        yield Passage(ARCHIVE, "comment", archive.comment.decode("utf-8", "replace"))
        yield Passage(ARCHIVE, "names", "\n".join(archive.namelist()), is_prose=False)
        for entry in archive.infolist():
            yield from _part(entry.filename, archive.read(entry))


def _part(name: str, data: bytes) -> Iterator[Passage]:
    if data.startswith(b"PK\x03\x04"):
        yield from part_texts(data)
    elif name.endswith((".xml", ".rels")):
        text = data.decode("utf-8")
        yield Passage(ARCHIVE, name, without_tags(text))
        yield Passage(ARCHIVE, name, in_tags(text), is_prose=False)
    else:
        for encoding in ("utf-8", "utf-16-le", "utf-16-be", "latin-1"):
            yield Passage(ARCHIVE, name, data.decode(encoding, "ignore"))


def office_text(data: bytes) -> Iterator[Passage]:
    """The text, its heads and feet, its comments and properties.

    Raises:
        ValueError, KeyError: it is no such document.
    """
    from docx import Document

    document = Document(io.BytesIO(data))
    yield Passage(OFFICE, "text", "\n".join(_lines(document)))
    for section in document.sections:
        sides = (section.header, section.footer, section.first_page_header, section.first_page_footer)
        for side in (*sides, section.even_page_header, section.even_page_footer):
            if not side.is_linked_to_previous:
                yield Passage(OFFICE, "heads and feet", "\n".join(_lines(side)))
    yield Passage(OFFICE, "comments", "\n".join(_comments(document)))
    properties = document.core_properties
    yield Passage(OFFICE, "properties", "\n".join(str(getattr(properties, name)) for name in _PROPERTIES))


def _lines(holder: Any) -> Iterator[str]:
    """The paragraphs of a document, a cell, a head or a comment, and of the tables in it."""
    from docx.table import Table

    for part in holder.iter_inner_content():
        if isinstance(part, Table):
            for row in part.rows:
                for cell in row.cells:
                    yield from _lines(cell)
        else:
            yield part.text


def _comments(document: Document) -> Iterable[str]:
    for comment in document.comments:
        yield f"{comment.author}\n{comment.initials}"
        yield from _lines(comment)
