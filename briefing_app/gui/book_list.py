"""The cards of a book in their order: moved by drag and by keys, taken out, opened."""

from __future__ import annotations

from PySide6.QtCore import QItemSelectionModel, QSize, Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QListView, QWidget

from briefing_app.gui.book_row import BookRowDelegate
from briefing_app.gui.book_rows import BookRow, BookRows
from briefing_app.i18n import _
from briefing_app.screen.theme import Theme

REMOVING = (Qt.Key.Key_Delete, Qt.Key.Key_Backspace)
STEPS = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}


class BookList(QListView):
    """Says what the reader wants to become of the cards that are chosen; does none of it by itself."""

    move_wanted = Signal(list, int)
    """The ids of cards that shall stand before the row of this number."""
    removal_wanted = Signal(list)
    """The ids of cards that shall be taken out."""
    card_opened = Signal(str)
    """The id of a card that the reader wants to see."""
    chosen_changed = Signal()
    """Other cards are chosen."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("bookList")
        self.setAccessibleName(_("Cards of the book"))
        self.rows = BookRows(self)
        self.setModel(self.rows)
        self.setItemDelegate(BookRowDelegate(theme, self))
        self._shape()
        self.rows.dropped.connect(self.move_wanted)
        self.activated.connect(lambda index: self.card_opened.emit(self.rows.row(index.row()).card_id))
        self.selectionModel().selectionChanged.connect(lambda *_: self.chosen_changed.emit())

    @property
    def chosen(self) -> list[BookRow]:
        """The cards that are chosen, in their order."""
        return [self.rows.row(number) for number in sorted(index.row() for index in self.selectedIndexes())]

    def show_rows(self, rows: list[BookRow]) -> None:
        """Show these cards; what was chosen stays so, the place that is in sight, too."""
        chosen, current = [row.card_id for row in self.chosen], self.currentIndex().row()
        if [row.card_id for row in rows] == self.rows.ids:
            self.rows.show(rows)
            self.scheduleDelayedItemsLayout()  # rows may have other heights now
            return
        height = self.verticalScrollBar().value()
        self.rows.show(rows)
        kept = self.rows.rows_of(chosen)
        mode = QItemSelectionModel.SelectionFlag
        if not kept and rows:
            kept = [min(max(current, 0), len(rows) - 1)]
        for number in kept:
            self.selectionModel().setCurrentIndex(self.rows.index(number), mode.Select)
        self.verticalScrollBar().setValue(height)
        if kept:
            self.scrollTo(self.rows.index(kept[0]))
        self.chosen_changed.emit()

    def step(self, by: int) -> None:
        """Want the chosen cards one place further down, or up where `by` is -1."""
        ids = [row.card_id for row in self.chosen]
        numbers = self.rows.rows_of(ids)
        if numbers and 0 <= (numbers[0] if by < 0 else numbers[-1]) + by < self.rows.rowCount():
            self.move_wanted.emit(ids, numbers[0] - 1 if by < 0 else numbers[-1] + 2)

    def remove_chosen(self) -> None:
        """Want the chosen cards taken out."""
        if ids := [row.card_id for row in self.chosen]:
            self.removal_wanted.emit(ids)

    def set_theme(self, theme: Theme) -> None:
        """Paint in other colours."""
        delegate = self.itemDelegate()
        if isinstance(delegate, BookRowDelegate):
            delegate.set_theme(theme)
        self.viewport().update()

    # What Qt calls

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Alt with an arrow moves cards, Del takes them out."""
        key = Qt.Key(event.key())
        if event.modifiers() & Qt.KeyboardModifier.AltModifier and key in STEPS:
            self.step(STEPS[key])
        elif key in REMOVING:
            self.remove_chosen()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex().isValid():
            self.card_opened.emit(self.rows.row(self.currentIndex().row()).card_id)
        else:
            super().keyPressEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take cards of this book alone."""
        if event.source() is self:
            super().dragEnterEvent(event)
        else:
            event.ignore()

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        """Show where the cards would come."""
        if event.source() is self:
            super().dragMoveEvent(event)

    def dropEvent(self, event: QDropEvent) -> None:
        """Say where the cards shall stand; Qt's own way would move rows that are not the view's to move."""
        where = event.position().toPoint()
        index = self.indexAt(where)
        place = self.rows.rowCount()
        if index.isValid():
            place = index.row() + (where.y() > self.visualRect(index).center().y())
        self.rows.dropMimeData(event.mimeData(), Qt.DropAction.MoveAction, place, 0, self.rootIndex())
        event.setDropAction(Qt.DropAction.IgnoreAction)
        event.accept()
        self.stopAutoScroll()
        self.setState(QAbstractItemView.State.NoState)
        self.viewport().update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """With another width titles break elsewhere."""
        super().resizeEvent(event)
        self.scheduleDelayedItemsLayout()

    def _shape(self) -> None:
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setDragDropMode(QAbstractItemView.DragDropMode.DragDrop)
        self.setDefaultDropAction(Qt.DropAction.MoveAction)
        self.setDropIndicatorShown(True)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setMouseTracking(True)
        self.setMinimumSize(QSize(240, 160))
