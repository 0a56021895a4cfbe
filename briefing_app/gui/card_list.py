"""The list of cards: says which one the reader chose, keeps its place, gives each row the height of its text."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from PySide6.QtCore import QItemSelection, QItemSelectionModel, QModelIndex, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QKeyEvent, QRegion, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QMenu, QTableView, QWidget

from briefing_app.gui.card_row import CardRowDelegate
from briefing_app.gui.card_rows import ROW_ROLE, CardListModel, Index
from briefing_app.i18n import _

if TYPE_CHECKING:
    from PySide6.QtCore import QEvent
    from PySide6.QtGui import QFocusEvent, QMouseEvent

Action = QAbstractItemView.CursorAction
FORWARD = (Action.MoveDown, Action.MovePageDown, Action.MoveHome, Action.MoveNext, Action.MoveRight)


class CardList(QTableView):
    """A table of one column: of all of Qt's views it alone does not ask for every row before it shows the first.

    Rows have an estimated height until they come into sight; then they get that of their text.
    """

    card_chosen = Signal(str)
    """The id of the card that the reader chose."""
    typed = Signal(str)
    """The reader typed a letter: they look for a card."""
    read_on = Signal(bool)
    """The reader wants the next screen of the card, or, for False, the one before."""
    book_wanted = Signal(str)
    """The id of a card that the reader wants in a book."""
    scrolled = Signal()
    """Other rows are in sight."""

    def __init__(self, model: CardListModel, delegate: CardRowDelegate, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("cardList")
        self.setAccessibleName(_("Cards"))
        self._cards, self._delegate = model, delegate
        self._fitted: set[int] = set()  # the rows that have the height of their text
        self._fitting = False
        self.setModel(model)
        self.setItemDelegate(delegate)
        self._shape()
        model.modelReset.connect(self.fit_anew)

    def show_current(self, key: int) -> None:
        """Mark a card as the current one, without saying that it was chosen; a key that no card has for none."""
        number = self._cards.row_of_key(key)
        blocked = self.blockSignals(True)
        if number is None:
            self.clearSelection()
            self.selectionModel().clearCurrentIndex()
        else:
            index = self._cards.index(number)
            self.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.NoUpdate)
            self.selectionModel().select(index, QItemSelectionModel.SelectionFlag.ClearAndSelect)
            self.scrollTo(index)
        self.blockSignals(blocked)
        self.draw_anew()

    def stand_before(self, key: int) -> None:
        """Let the next step down lead to a card; nothing is chosen."""
        number = self._cards.row_of_key(key)
        if number:
            self.setAutoScroll(False)
            above = self._cards.index(number - 1)
            self.selectionModel().setCurrentIndex(above, QItemSelectionModel.SelectionFlag.NoUpdate)
            self.setAutoScroll(True)

    def draw_anew(self) -> None:
        """Paint the rows in sight again.

        Asking for the viewport itself would have PySide look through all kinds of widgets, 16 ms of a start.
        """
        self.setDirtyRegion(QRegion(self.rect()))

    def top_card(self) -> tuple[int, int]:
        """The first card in sight and how far below the list's upper edge it begins, in pixels; (-1, 0) for none."""
        index = self._cards.nearest_card(self.rowAt(0), 1)
        if not index.isValid():
            return -1, 0
        return self._cards.keys_of_rows([index.row()])[0], self.visualRect(index).top()

    def put_card_at(self, key: int, height: int) -> None:
        """Scroll so that a card begins `height` pixels below the upper edge; nothing where the list has it not."""
        row = self._cards.row_of_key(key)
        if row is not None:
            self._put_row_at(row, height)

    @property
    def in_hand(self) -> bool:
        """Whether the reader is about to choose a row: by key, with the pointer, or having scrolled."""
        return self.hasFocus() or self.underMouse() or self.verticalScrollBar().value() > 0

    def step(self, by: int) -> None:
        """Choose the card `by` places further down, or up where it is negative."""
        current = self.currentIndex()
        index = self._cards.nearest_card(0, 1)
        if current.isValid() and by:
            index = current
            for _step in range(abs(by)):
                index = self._cards.nearest_card(index.row() + (1 if by > 0 else -1), 1 if by > 0 else -1)
        if index.isValid():
            self.setCurrentIndex(index)

    # What Qt calls

    def selectionChanged(self, selected: QItemSelection, deselected: QItemSelection) -> None:
        """Say which card was chosen; a row may become current by the focus alone, which chooses nothing."""
        super().selectionChanged(selected, deselected)
        self._delegate.chosen = "".join(index.data(ROW_ROLE).card_id for index in self.selectedIndexes())
        if not self.signalsBlocked() and selected.indexes():
            self.card_chosen.emit(selected.indexes()[0].data(ROW_ROLE).card_id)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show where the keyboard is."""
        self._delegate.has_focus = True
        super().focusInEvent(event)
        self.draw_anew()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Show that the keyboard is elsewhere."""
        self._delegate.has_focus = False
        super().focusOutEvent(event)
        self.draw_anew()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Mark the card under the pointer."""
        super().mouseMoveEvent(event)
        self._point_at(self.indexAt(event.position().toPoint()))

    def leaveEvent(self, event: QEvent) -> None:
        """Mark none when the pointer goes."""
        super().leaveEvent(event)
        self._point_at(QModelIndex())

    def keys_in_sight(self) -> list[int]:
        """The cards whose rows are in sight."""
        return self._cards.keys_of_rows(self._rows_in_sight())

    def set_dense(self, *, dense: bool) -> None:
        """Give each card one line, or as many as its text takes."""
        self._delegate.dense = dense
        self.verticalHeader().setDefaultSectionSize(self._delegate.usual_height)
        self.fit_anew()

    def fit_anew(self) -> None:
        """Give rows the heights of their texts again, which may be others now."""
        self._fitted.clear()
        self._fit_rows_in_sight()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Letters go to the search; Space reads on."""
        if event.key() == Qt.Key.Key_Space:
            self.read_on.emit(not event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        elif event.text().strip() and not event.modifiers() & ~Qt.KeyboardModifier.ShiftModifier:
            self.typed.emit(event.text())
        else:
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Say what can be done with the card under the pointer or, by key, with the current one."""
        by_key = event.reason() == QContextMenuEvent.Reason.Keyboard
        index = self.currentIndex() if by_key else self.indexAt(event.pos())
        card_id = index.data(ROW_ROLE).card_id.strip() if index.isValid() else ""
        if card_id:
            menu = QMenu(self)
            menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            menu.addAction(_("Add to a book…"), lambda: self.book_wanted.emit(card_id))
            below = self.viewport().mapToGlobal(self.visualRect(index).bottomLeft())
            menu.popup(below if by_key else event.globalPos())

    def moveCursor(self, action: Action, modifiers: Qt.KeyboardModifier) -> QModelIndex:
        """Where a key leads: to a card, never to a heading, which would take the key without moving."""
        if action in (Action.MoveHome, Action.MoveEnd):
            row = 0 if action == Action.MoveHome else self._cards.rowCount() - 1
        else:
            found = super().moveCursor(action, modifiers)
            row = found.row() if found.isValid() else self.currentIndex().row()
        return self._cards.nearest_card(row, 1 if action in FORWARD else -1)

    def scrollTo(
        self, index: Index, hint: QAbstractItemView.ScrollHint = QAbstractItemView.ScrollHint.EnsureVisible
    ) -> None:
        """Bring a row into sight, the first card with its heading; again, once the rows there have their heights."""
        first = self._cards.nearest_card(0, 1)
        for _turn in range(2):
            super().scrollTo(self._cards.index(0) if index == first else index, hint)
            self._fit_rows_in_sight()
        if index == first:
            super().scrollTo(index, hint)

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        """Fit the rows that come into sight."""
        super().scrollContentsBy(dx, dy)
        self._fit_rows_in_sight()
        self.scrolled.emit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """With another width titles break elsewhere."""
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._fitted.clear()
        self._fit_rows_in_sight()

    # Inside

    def _shape(self) -> None:
        """A table that looks and behaves like a list."""
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.setWordWrap(False)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setMouseTracking(True)
        for header in (self.horizontalHeader(), self.verticalHeader()):
            header.hide()
            header.setMinimumSectionSize(1)
            header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.horizontalHeader().setStretchLastSection(True)
        self.verticalHeader().setDefaultSectionSize(self._delegate.usual_height)

    def _point_at(self, index: QModelIndex) -> None:
        card_id = index.data(ROW_ROLE).card_id if index.isValid() else ""
        if card_id != self._delegate.under_pointer:
            self._delegate.under_pointer = card_id
            self.draw_anew()

    def _fit_rows_in_sight(self) -> None:
        """Give the rows in sight their heights; at the list's end that can bring further ones into sight."""
        if not self._fitting:
            self._fitting = True
            while self._fit():
                pass
            self._fitting = False

    def _fit(self) -> bool:
        """Fit the rows in sight, and leave the first one that was fitted before where it is; whether any was not."""
        rows = list(self._rows_in_sight())
        if self._fitted.issuperset(rows):
            return False
        still = next((row for row in rows if row in self._fitted), rows[0])
        height = self.rowViewportPosition(still)
        for row in self._rows_in_sight():
            if row not in self._fitted:
                self._fitted.add(row)
                data = self._cards.index(row).data(ROW_ROLE)
                self.setRowHeight(row, self._delegate.row_height(data, self.columnWidth(0), first=row == 0))
        self._put_row_at(still, height)
        return True

    def _rows_in_sight(self) -> Iterator[int]:
        row, end = max(0, self.rowAt(0)), self._cards.rowCount()
        while row < end and self.rowViewportPosition(row) < self.height():
            yield row
            row += 1

    def _put_row_at(self, row: int, height: int) -> None:
        self.updateGeometries()  # the scroll bar's range follows the rows' heights only later by itself
        bar = self.verticalScrollBar()
        bar.setValue(bar.value() + self.rowViewportPosition(row) - height)
