"""A plain-text editor that keeps one text, with its undo history and cursor, for each card."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QMimeData, QObject, QSignalBlocker, Qt, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QFont,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
)
from PySide6.QtWidgets import QPlainTextDocumentLayout, QPlainTextEdit, QTextEdit, QWidget

from briefing_app.gui.clipboard import carry_words

if TYPE_CHECKING:
    from briefing_app.gui.name_offer import NameOffer
    from briefing_app.notes.references import Reference

CTRL = Qt.KeyboardModifier.ControlModifier
EMPHASES = {Qt.Key.Key_B: "**", Qt.Key.Key_I: "*"}
SHORTEST_NAME, MOST_WORDS = 2, 4  # of a name before others are offered for it
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
    link_chosen = Signal(str, str)
    """The reader follows a link, by Ctrl and a click or Ctrl+Enter: "card" or "actor", and which."""
    name_begun = Signal(str, str)
    """The reader begins to name a "card" or an "actor": the letters so far; `offer` answers."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._documents: dict[str, tuple[QTextDocument, int]] = {}  # with the cursor's position, the latest last
        self._shelf = QObject(self)  # their parent: an editor may delete a document of its own when it shows another
        self._key = ""
        self.setTabChangesFocus(True)
        self.setUndoRedoEnabled(True)
        self.textChanged.connect(self._draw_links)
        self.textChanged.connect(self._look_for_names)

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
        self._draw_links()
        while len(self._documents) > DOCUMENTS_KEPT:
            self._documents.pop(next(iter(self._documents)))[0].deleteLater()

    def forget_others(self) -> None:
        """Let go of every text but the one that is shown, with what could be undone in it."""
        kept = self._documents.pop(self._key, None)
        for document, _position in self._documents.values():
            document.deleteLater()
        self._documents = {} if kept is None else {self._key: kept}

    def replace_text(self, text: str) -> None:
        """Put `text`, as saved, in place of what is shown. Cursor and view stay at the words where they were."""
        shown, wanted = self.text(), as_shown(text)
        with QSignalBlocker(self):
            if shown != wanted:
                self._replace_middle(shown, wanted)
            self.document().setModified(False)
        self._draw_links()

    def turn_boxes(self) -> None:
        """Tick the check boxes of the lines that are selected, or open them again; give one to a line without."""
        from briefing_app.notes.check_boxes import turned

        cursor = self.textCursor()
        first = self.document().findBlock(cursor.selectionStart()).blockNumber()
        last = self.document().findBlock(cursor.selectionEnd()).blockNumber()
        edit = QTextCursor(self.document())
        edit.beginEditBlock()
        for number in range(first, last + 1):
            block = self.document().findBlockByNumber(number)
            edit.setPosition(block.position())
            edit.setPosition(block.position() + block.length() - 1, QTextCursor.MoveMode.KeepAnchor)
            edit.insertText(turned(block.text()))
        edit.endEditBlock()

    def offer(self, begun: str, choices: list[tuple[str, str]]) -> None:
        """Offer ways to write a name out: what is shown, what is then written."""
        if self._begun()[1] == begun:
            self._names.offer(begun, choices)

    @cached_property
    def _names(self) -> NameOffer:
        from briefing_app.gui.name_offer import NameOffer

        return NameOffer(self)

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
        """The words alone go to the clipboard and into a drag; no history of the clipboard is to keep them."""
        words = self.textCursor().selectedText().translate(LINE_ENDS)
        return carry_words(super().createMimeDataFromSelection(), words, private=True)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Say that the reader went elsewhere."""
        super().focusOutEvent(event)
        self.left.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Leave Escape to whoever holds the editor."""
        if "_names" in self.__dict__ and self._names.takes(event.key()):
            event.ignore()  # the list of names takes it
        elif event.key() == Qt.Key.Key_Escape:
            self.escape_pressed.emit()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and event.modifiers() & CTRL:
            self._follow(self.textCursor().position())
        elif event.key() in EMPHASES and event.modifiers() == CTRL and not self.isReadOnly():
            self._emphasise(EMPHASES[Qt.Key(event.key())])
        elif not (event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._continue_list(event)):
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

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Leave Tab to the list of names while it is in sight."""
        return not ("_names" in self.__dict__ and self._names.takes(Qt.Key.Key_Tab)) and super().focusNextPrevChild(
            forward
        )

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """With Ctrl, follow the link that was clicked."""
        super().mouseReleaseEvent(event)
        if event.modifiers() & CTRL and event.button() == Qt.MouseButton.LeftButton:
            self._follow(self.cursorForPosition(event.position().toPoint()).position())

    def changeEvent(self, event: QEvent) -> None:
        """Draw links in the colours of another theme."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._draw_links()

    def _continue_list(self, event: QKeyEvent) -> bool:
        """Begin the next item at the end of one, or end the list after an empty one; whether that was done."""
        cursor = self.textCursor()
        if event.modifiers() or self.isReadOnly() or cursor.hasSelection() or not cursor.atBlockEnd():
            return False
        from briefing_app.notes.check_boxes import next_item

        begins = next_item(cursor.block().text())
        if begins is None:
            return False
        if begins:
            cursor.insertText(f"\n{begins}")
        else:
            cursor.movePosition(QTextCursor.MoveOperation.StartOfBlock, QTextCursor.MoveMode.KeepAnchor)
            cursor.removeSelectedText()
        self.setTextCursor(cursor)
        self.ensureCursorVisible()
        return True

    def _emphasise(self, sign: str) -> None:
        """Put signs of Markdown around the selection, or take them off again."""
        cursor = self.textCursor()
        words = cursor.selectedText()
        marked = words.startswith(sign) and words.endswith(sign) and len(words) > 2 * len(sign)
        cursor.insertText(words[len(sign) : -len(sign)] if marked else f"{sign}{words}{sign}")
        if not words:  # write between the two
            cursor.movePosition(QTextCursor.MoveOperation.Left, QTextCursor.MoveMode.MoveAnchor, len(sign))
        self.setTextCursor(cursor)

    def _references(self) -> Iterator[tuple[int, int, Reference]]:
        """What is named in the text, with its place as Qt counts."""
        text = self.text()
        if "@" not in text and "[[" not in text:  # nothing is imported for a note without links
            return
        from briefing_app.notes.references import references

        for one in references(text):
            yield _units(text[: one.start]), _units(text[: one.end]), one

    def _draw_links(self) -> None:
        style = QTextCharFormat()
        style.setForeground(self.palette().link())
        style.setFontUnderline(True)
        drawn = []
        for start, end, _one in self._references():
            link = QTextEdit.ExtraSelection()
            link.cursor = QTextCursor(self.document())
            link.cursor.setPosition(start)
            link.cursor.setPosition(end, QTextCursor.MoveMode.KeepAnchor)
            link.format = style
            drawn.append(link)
        if drawn or self.extraSelections():
            self.setExtraSelections(drawn)

    def _follow(self, position: int) -> None:
        for start, end, one in self._references():
            if start <= position <= end:
                self.link_chosen.emit(one.kind, one.target)
                return

    def _begun(self) -> tuple[str, str]:
        """Whether the words before the cursor begin to name a "card" or an "actor", and with which letters."""
        cursor = self.textCursor()
        before = cursor.block().text()[: cursor.positionInBlock()] if not cursor.hasSelection() else ""
        card, actor = before.rpartition("[["), before.rpartition("@")
        if card[1] and "]" not in card[2] and len(card[2].strip()) >= SHORTEST_NAME:
            return "card", card[2]
        fits = actor[1] and not actor[0][-1:].isalnum() and actor[2][:1].isalpha() and actor[2].count(" ") < MOST_WORDS
        return ("actor", actor[2]) if fits and len(actor[2]) >= SHORTEST_NAME else ("", "")

    def _look_for_names(self) -> None:
        kind, begun = self._begun() if self.hasFocus() else ("", "")
        if kind:
            self.name_begun.emit(kind, begun)
        elif "_names" in self.__dict__:
            self._names.hide()

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
