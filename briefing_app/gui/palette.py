"""A short list to choose from by typing: commands, cards, sections."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence, QPainter
from PySide6.QtWidgets import (
    QApplication,
    QDialog,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from briefing_app.i18n import _
from briefing_app.library.folding import fold

WIDTH, HEIGHT = 560, 420
MARGIN = 10
MOST_SHOWN = 200
KEYS_ROLE = Qt.ItemDataRole.UserRole + 1
LIST_KEYS = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown)


class Choice(NamedTuple):
    """A row: its words, and the keys that do the same without the palette."""

    words: str
    keys: str = ""


class Palette(QDialog):
    """Rows of words, filtered while typing; Enter takes the current one."""

    def __init__(self, title: str, rows: Sequence[Choice], parent: QWidget | None = None) -> None:
        # Not a popup: on X11 one gets no typing, since the keyboard stays with the window below it.
        super().__init__(parent, Qt.WindowType.Dialog | Qt.WindowType.FramelessWindowHint)
        self.setObjectName("palette")
        self.setWindowTitle(title)
        self.setAccessibleName(title)
        self.chosen: int | None = None
        self._rows = [(number, row, fold(row.words)) for number, row in enumerate(rows)]
        self.field = QLineEdit()
        self.field.setPlaceholderText(title)
        self.field.setAccessibleName(title)
        self.field.installEventFilter(self)
        self.list = QListWidget()
        self.list.setObjectName("paletteList")
        self.list.setAccessibleName(title)
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setItemDelegate(_KeysAtTheEnd(self.list))
        self.list.itemClicked.connect(self._take)
        self.field.textChanged.connect(self._fill)
        self.field.returnPressed.connect(self._take)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(MARGIN, MARGIN, MARGIN, MARGIN)
        layout.addWidget(self.field)
        layout.addWidget(self.list)
        self._fill("")
        self._place(parent)
        self.field.setFocus()

    def changeEvent(self, event: QEvent) -> None:
        """Close when the reader turns elsewhere."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.ActivationChange and self.isVisible() and not self.isActiveWindow():
            self.reject()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The arrows move in the list while the reader types in the field."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and event.key() in LIST_KEYS:
            self.list.keyPressEvent(event)
            return True
        return super().eventFilter(watched, event)

    def _fill(self, text: str) -> None:
        words = fold(text).split()
        fitting = [row for row in self._rows if all(word in row[2] for word in words)]
        self.list.clear()
        for number, row, _folded in fitting[:MOST_SHOWN]:
            item = QListWidgetItem(row.words)
            item.setData(Qt.ItemDataRole.UserRole, number)
            item.setData(KEYS_ROLE, row.keys)
            item.setData(Qt.ItemDataRole.AccessibleTextRole, ", ".join(filter(None, row)))
            self.list.addItem(item)
        if not fitting:
            nothing = QListWidgetItem(_("Nothing holds “{words}”.").format(words=text))
            nothing.setFlags(Qt.ItemFlag.NoItemFlags)
            self.list.addItem(nothing)
        self.list.setCurrentRow(0 if fitting else -1)

    def _take(self) -> None:
        item = self.list.currentItem()
        if item is not None and item.data(Qt.ItemDataRole.UserRole) is not None:
            self.chosen = item.data(Qt.ItemDataRole.UserRole)
            self.accept()

    def _place(self, parent: QWidget | None) -> None:
        self.resize(WIDTH, HEIGHT)
        if parent is not None:
            window = parent.window().geometry()
            self.setFixedWidth(min(WIDTH, window.width() - 40))
            self.move(window.center().x() - self.width() // 2, window.top() + min(90, window.height() // 8))


class _KeysAtTheEnd(QStyledItemDelegate):
    """Draws a row's words, and at the end of the line its keys."""

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Draw the row, then its keys."""
        super().paint(painter, option, index)
        keys = QKeySequence(index.data(KEYS_ROLE) or "").toString(QKeySequence.SequenceFormat.NativeText)
        painter.save()
        painter.setPen(QApplication.palette().placeholderText().color())
        place = option.rect.adjusted(0, 0, -MARGIN, 0)
        painter.drawText(place, Qt.AlignmentFlag.AlignTrailing | Qt.AlignmentFlag.AlignVCenter, keys)
        painter.restore()
