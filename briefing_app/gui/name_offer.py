"""The list of names below the words that begin one, in an editor of notes."""

from __future__ import annotations

from PySide6.QtCore import QObject, QStringListModel, Qt
from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QCompleter, QListView, QPlainTextEdit

from briefing_app.i18n import _

WIDTH_PX = 280
KEYS = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Escape, Qt.Key.Key_Tab, Qt.Key.Key_Backtab)


class NameOffer(QObject):
    """Offers names; Enter or Tab takes the current one, Escape none."""

    def __init__(self, editor: QPlainTextEdit) -> None:
        super().__init__(editor)
        self._editor = editor
        self._begun = ""
        self._choices: list[tuple[str, str]] = []
        self._labels = QStringListModel(self)
        self._completer = QCompleter(self._labels, self)
        self._completer.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        self._completer.setWidget(editor)
        self._list = QListView()
        self._completer.setPopup(self._list)
        self._list.setAccessibleName(_("Names"))
        self._completer.activated.connect(self._take)

    def offer(self, begun: str, choices: list[tuple[str, str]]) -> None:
        """Show what `begun` may become: what is shown, what is then written; nothing hides the list."""
        self._begun, self._choices = begun, choices
        self._labels.setStringList([label for label, _text in choices])
        if not choices or not self._editor.hasFocus():
            self.hide()
            return
        place = self._editor.cursorRect()
        place.setWidth(WIDTH_PX)
        self._completer.complete(place)
        self._list.setCurrentIndex(self._labels.index(0, 0))

    def hide(self) -> None:
        """Offer nothing any more."""
        self._list.hide()

    def takes(self, key: int) -> bool:
        """Whether the list is in sight and means this key."""
        return self._list.isVisible() and key in KEYS

    def _take(self, label: str) -> None:
        text = next((text for known, text in self._choices if known == label), "")
        if not text:
            return
        cursor = self._editor.textCursor()
        mark = 2 if text.startswith("[[") else 1  # the letters that call for a name
        letters = len(self._begun.encode("utf-16-le")) // 2  # as Qt counts
        cursor.setPosition(cursor.position() - mark - letters, QTextCursor.MoveMode.KeepAnchor)
        cursor.insertText(text)
        self.hide()
