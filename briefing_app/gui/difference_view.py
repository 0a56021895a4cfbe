"""Shows how one text became another: what was added is underlined, what was removed struck through, and said so."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtGui import QColor, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QTextEdit, QWidget

from briefing_app.i18n import _, ngettext
from briefing_app.notes.differences import Piece, differences
from briefing_app.screen.theme import Theme

MOST_SPOKEN = 20  # changes that a screen reader is told with their words


class DifferenceView(QTextEdit):
    """Read only; the two texts stand in it as one, in the order of the second."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._formats = {"same": QTextCharFormat(), "added": QTextCharFormat(), "removed": QTextCharFormat()}
        added, removed = self._formats["added"], self._formats["removed"]
        added.setFontUnderline(True)
        added.setBackground(QColor(theme.marks["agree"]))
        removed.setFontStrikeOut(True)
        removed.setBackground(QColor(theme.marks["raise"]))
        self.setObjectName("readingBox")
        self.setReadOnly(True)
        self.setTabChangesFocus(True)
        self.setAccessibleName(_("Differences"))

    def show_difference(self, before: str, now: str) -> str:
        """Show how `before` became `now`; how many changes that are, in words."""
        pieces = differences(before, now)
        self.clear()
        cursor = QTextCursor(self.document())
        cursor.beginEditBlock()
        for piece in pieces:
            cursor.insertText(piece.text, self._formats[piece.kind])
        cursor.endEditBlock()
        first = len(pieces[0].text) if pieces and pieces[0].kind == "same" else 0
        self._lead_to(first)
        self.setAccessibleDescription(_spoken(pieces))
        return summary(pieces)

    def _lead_to(self, letters: int) -> None:
        """Bring the first change into sight."""
        start = self.textCursor()
        start.setPosition(0)
        self.setTextCursor(start)
        if letters < self.document().characterCount():
            start.setPosition(letters)
            self.setTextCursor(start)
        self.ensureCursorVisible()


def summary(pieces: Sequence[Piece]) -> str:
    """How many changes there are."""
    added = sum(piece.kind == "added" for piece in pieces)
    removed = sum(piece.kind == "removed" for piece in pieces)
    if not added and not removed:
        return _("The text is the same.")
    return ", ".join(
        (
            ngettext("{count} passage added (underlined)", "{count} passages added (underlined)", added).format(
                count=added
            ),
            ngettext(
                "{count} passage removed (struck through)", "{count} passages removed (struck through)", removed
            ).format(count=removed),
        )
    )


def _spoken(pieces: Sequence[Piece]) -> str:
    """The changes with their words."""
    names = {"added": _("Added: {words}"), "removed": _("Removed: {words}")}
    changes = [names[piece.kind].format(words=piece.text.strip()) for piece in pieces if piece.kind != "same"]
    return "; ".join((summary(pieces), *changes[:MOST_SPOKEN]))
