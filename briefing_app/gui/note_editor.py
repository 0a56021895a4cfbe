"""A plain-text editor that keeps one text, with its undo history and cursor, for each card."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QMimeData, QObject, QSignalBlocker, Qt, Signal
from PySide6.QtGui import QFocusEvent, QFont, QKeyEvent, QKeySequence, QTextCursor, QTextDocument
from PySide6.QtWidgets import QPlainTextDocumentLayout, QPlainTextEdit, QWidget

DOCUMENTS_KEPT = 50  # a day's reading; an older one is made again from the saved note, without its undo history

# How Qt writes line ends inside a document. Its toPlainText() would turn no-break spaces into spaces as well.
LINE_ENDS = dict.fromkeys(map(ord, "\u2029\u2028\ufdd0\ufdd1\r"), "\n")


def as_shown(text: str) -> str:
    """`text` with line ends as the editor gives them back."""
    return text.replace("\r\n", "\n").translate(LINE_ENDS)


class NoteEditor(QPlainTextEdit):
    """Shows one of many texts. Copies leave it as plain text, without colours or a link's address."""

    left = Signal()
    """The keyboard's focus went elsewhere."""
    escape_pressed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._documents: dict[str, tuple[QTextDocument, int]] = {}  # with the cursor's position, the latest last
        self._shelf = QObject(self)  # their parent: an editor may delete a document of its own when it shows another
        self._key = ""
        self.setTabChangesFocus(True)
        self.setUndoRedoEnabled(True)

    def text(self) -> str:
        """What stands in the editor, with \\n between lines."""
        return self.document().toRawText().translate(LINE_ENDS)

    def open(self, key: str, text: str) -> None:
        """Show the text kept under `key` as saved, with `text` now in it: a change of it can be undone."""
        if self._key in self._documents:
            self._documents[self._key] = (self.document(), self.textCursor().position())
        document, position = self._documents.pop(key, (None, 0))
        with QSignalBlocker(self):
            if document is None:
                document = _new_document(text, self._shelf)
            document.setDefaultFont(self.font())
            self._key, self._documents[key] = key, (document, position)
            self.setDocument(document)
            self._move_cursor(position, position)
        self.replace_text(text)
        while len(self._documents) > DOCUMENTS_KEPT:
            self._documents.pop(next(iter(self._documents)))[0].deleteLater()

    def replace_text(self, text: str) -> None:
        """Put `text`, as saved, in place of what is shown. Cursor and view stay at the words where they were."""
        shown, wanted = self.text(), as_shown(text)
        with QSignalBlocker(self):
            if shown != wanted:
                self._replace_middle(shown, wanted)
            self.document().setModified(False)

    def forget(self, key: str) -> None:
        """Let go of a text and of every step that led to it; where it is shown, nothing is."""
        if key == self._key:
            self.replace_text("")
            self.document().clearUndoRedoStacks()
        elif key in self._documents:
            self._documents.pop(key)[0].deleteLater()

    def set_text_font(self, font: QFont) -> None:
        """Draw every text in `font`."""
        self.setFont(font)
        self.document().setDefaultFont(font)

    def createMimeDataFromSelection(self) -> QMimeData:
        """What copying and dragging carry: the words alone.

        Qt's own object is emptied and filled: one made here would still lie on the clipboard when Python is gone, and
        take the process down with it (PySide 6.11).
        """
        data = super().createMimeDataFromSelection()
        data.text()  # until asked once, it makes up its formats anew
        for name in data.formats():
            data.removeFormat(name)
        data.setText(self.textCursor().selectedText().translate(LINE_ENDS))
        return data

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Say that the reader went elsewhere."""
        super().focusOutEvent(event)
        self.left.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Leave Escape to whoever holds the editor."""
        if event.key() == Qt.Key.Key_Escape:
            self.escape_pressed.emit()
        else:
            super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        """Leave undo and redo to the window where there is nothing to take back here."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.ShortcutOverride:
            document = self.document()
            idle = (event.matches(QKeySequence.StandardKey.Undo) and not document.isUndoAvailable()) or (
                event.matches(QKeySequence.StandardKey.Redo) and not document.isRedoAvailable()
            )
            if idle:
                event.ignore()
                return False
        return super().event(event)

    def _replace_middle(self, shown: str, wanted: str) -> None:
        """Change only what lies between the common beginning and the common end, as one step to undo."""
        same = _common_length(shown, wanted)
        tail = _common_length(shown[same:][::-1], wanted[same:][::-1])
        start, old_end = _units(shown[:same]), _units(shown[: len(shown) - tail])
        new_end = _units(wanted[: len(wanted) - tail])

        def moved(position: int) -> int:
            return position if position <= start else max(start, position + new_end - old_end)

        position, anchor = moved(self.textCursor().position()), moved(self.textCursor().anchor())
        edit = QTextCursor(self.document())
        edit.beginEditBlock()
        edit.setPosition(start)
        edit.setPosition(old_end, QTextCursor.MoveMode.KeepAnchor)
        edit.insertText(wanted[same : len(wanted) - tail])
        edit.endEditBlock()
        self._move_cursor(position, anchor)

    def _move_cursor(self, position: int, anchor: int) -> None:
        """Set the cursor without letting the view jump to it."""
        line = self.verticalScrollBar().value()
        cursor = self.textCursor()
        last = self.document().characterCount() - 1
        cursor.setPosition(min(anchor, last))
        cursor.setPosition(min(position, last), QTextCursor.MoveMode.KeepAnchor)
        self.setTextCursor(cursor)
        self.verticalScrollBar().setValue(line)


def _new_document(text: str, parent: QObject) -> QTextDocument:
    document = QTextDocument(parent)
    document.setDocumentLayout(QPlainTextDocumentLayout(document))
    document.setDocumentMargin(0)
    document.setPlainText(text)
    return document


def _common_length(one: str, other: str) -> int:
    """How many characters both texts begin with."""
    shorter = min(len(one), len(other))
    return next((index for index in range(shorter) if one[index] != other[index]), shorter)


def _units(text: str) -> int:
    """The length of `text` as Qt counts: in UTF-16 units."""
    return len(text.encode("utf-16-le")) // 2
