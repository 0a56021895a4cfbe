"""A page as Qt's document: built once, never edited, deaf to every name of a file."""

from __future__ import annotations

from PySide6.QtCore import QObject, QUrl
from PySide6.QtGui import QImage, QTextBlock, QTextCharFormat, QTextCursor, QTextDocument, QTextFormat


class PageDocument(QTextDocument):
    """The document of one page.

    Args:
        html: as `screen.renderer` writes it.
        width: of the column, in pixels: a document that is not told first is laid out twice.
    """

    def __init__(self, html: str, width: int, parent: QObject) -> None:
        super().__init__(parent)
        self.setUndoRedoEnabled(False)
        self.setDocumentMargin(0)
        self.setTextWidth(width)
        self.setHtml(html)
        self._correct_headings()

    def loadResource(self, kind: int, name: QUrl | str) -> QImage:  # noqa: ARG002  # Qt's signature
        """An empty image, whatever is asked for: for anything less Qt goes and reads the file itself."""
        return empty_image()

    def _correct_headings(self) -> None:
        """Undo the size that Qt adds to h1-h6 on top of the one in the style; screen readers keep the level."""
        cursor = QTextCursor(self)
        block = self.begin()
        while block.isValid():
            if block.blockFormat().headingLevel():
                _correct_heading(cursor, block)
            block = block.next()


def empty_image() -> QImage:
    """A picture of one transparent pixel."""
    image = QImage(1, 1, QImage.Format.Format_ARGB32)
    image.fill(0)
    return image


def _correct_heading(cursor: QTextCursor, block: QTextBlock) -> None:
    """Correct each run, and give all of them the anchor: on the first letter alone it would part Arabic letters."""
    names: list[str] = []
    for position, length, style in _runs(block):
        names = style.anchorNames() or names
        style.clearProperty(QTextFormat.Property.FontSizeAdjustment.value)
        if names:
            style.setAnchor(True)
            style.setAnchorNames(names)
        cursor.setPosition(position)
        cursor.setPosition(position + length, QTextCursor.MoveMode.KeepAnchor)
        cursor.setCharFormat(style)


def _runs(block: QTextBlock) -> list[tuple[int, int, QTextCharFormat]]:
    runs = []
    iterator = block.begin()
    while not iterator.atEnd():
        fragment = iterator.fragment()
        runs.append((fragment.position(), fragment.length(), fragment.charFormat()))
        iterator += 1
    return runs
