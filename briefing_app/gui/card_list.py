"""The list of cards: light rows under month headings, filtered by title, painted with the marks that a card carries."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from PySide6.QtCore import (
    QAbstractListModel,
    QDate,
    QItemSelection,
    QItemSelectionModel,
    QLocale,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    Qt,
    Signal,
)
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QListView, QWidget

from briefing_app.gui.card_row import CardRowDelegate
from briefing_app.i18n import _
from briefing_app.library.folding import fold
from briefing_app.library.index import Entry

Index = QModelIndex | QPersistentModelIndex

Action = QAbstractItemView.CursorAction

ROW_ROLE = Qt.ItemDataRole.UserRole
FORWARD = (Action.MoveDown, Action.MovePageDown, Action.MoveEnd, Action.MoveNext, Action.MoveRight)


class Row(NamedTuple):
    """One line of the list. A heading has a title alone."""

    title: str
    card_id: str = ""
    bottom_line: str = ""
    place_and_date: str = ""
    marking: str = ""
    has_note: bool = False
    broken: bool = False
    folded_title: str = ""

    @property
    def spoken(self) -> str:
        """What a screen reader says: the title and every mark in words."""
        marks = [
            self.title,
            self.place_and_date,
            self.marking,
            _("has a note") if self.has_note else "",
            _("cannot be read") if self.broken else "",
        ]
        return ", ".join(filter(None, marks))


class CardListModel(QAbstractListModel):
    """Rows made from the index's entries; headings are rows that cannot be chosen."""

    def __init__(self, locale: QLocale, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._locale = locale
        self._groups: list[tuple[str, list[Row]]] = []
        self._rows: list[Row] = []
        self._card_rows: list[int] = []
        self._words: list[str] = []

    def set_entries(self, entries: Iterable[Entry], noted: frozenset[str]) -> None:
        """Show these cards, newest first as they come; `noted` are the ids, in small letters, that have a note."""
        groups: dict[str, list[Row]] = {}
        for entry in entries:
            groups.setdefault(self._heading(entry.date), []).append(self._row(entry, noted))
        self._groups = list(groups.items())
        self._reset()

    def set_filter(self, text: str) -> None:
        """Show the cards alone whose title holds every word of `text`."""
        self._words = fold(text).split()
        self._reset()

    def set_noted(self, noted: frozenset[str]) -> None:
        """Mark the cards that have a note, where that changed."""
        self._groups = [
            (heading, [row._replace(has_note=row.card_id.lower() in noted) for row in rows])
            for heading, rows in self._groups
        ]
        rows = self._filtered()
        changed = [number for number, row in enumerate(rows) if row != self._rows[number]]
        self._rows = rows
        for number in changed:
            self.dataChanged.emit(self.index(number), self.index(number))

    def row_of(self, card_id: str) -> int | None:
        """Where a card stands, None where the filter or the library has it not."""
        wanted = card_id.lower()
        return next((number for number, row in enumerate(self._rows) if row.card_id.lower() == wanted), None)

    def nearest_card(self, row: int, step: int) -> QModelIndex:
        """The card in `row`, or the next one in the direction of `step` (1 or -1); at the list's end the last one."""
        rows = self._card_rows
        place = bisect_left(rows, row) if step > 0 else bisect_right(rows, row) - 1
        return self.index(rows[min(max(place, 0), len(rows) - 1)]) if rows else QModelIndex()

    def card_ids(self) -> list[str]:
        """The cards shown, in their order."""
        return [row.card_id for row in self._rows if row.card_id]

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        """How many lines there are, headings among them."""
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """The row for the painter, its words for a screen reader."""
        row = self._rows[index.row()]
        if role == ROW_ROLE:
            return row
        if role == Qt.ItemDataRole.DisplayRole:
            return row.title
        return row.spoken if role == Qt.ItemDataRole.AccessibleTextRole else None

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Headings are there to be read, not to be chosen."""
        if not self._rows[index.row()].card_id:
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemNeverHasChildren

    def _reset(self) -> None:
        self.beginResetModel()
        self._rows = self._filtered()
        self._card_rows = [number for number, row in enumerate(self._rows) if row.card_id]
        self.endResetModel()

    def _filtered(self) -> list[Row]:
        rows: list[Row] = []
        for heading, group in self._groups:
            kept = [row for row in group if all(word in row.folded_title for word in self._words)]
            rows += [Row(heading), *kept] if kept else []
        return rows

    def _heading(self, date: str | None) -> str:
        if not date:
            return _("No date")
        if len(date) == 4:
            return date
        return self._locale.toString(QDate(int(date[:4]), int(date[5:7]), 1), "MMMM yyyy")

    def _row(self, entry: Entry, noted: frozenset[str]) -> Row:
        return Row(
            title=entry.title,
            card_id=entry.id,
            bottom_line=" ".join((entry.bottom_line or "").split()),
            place_and_date=" · ".join(filter(None, (self._day(entry.date), entry.place))),
            marking=entry.marking or ("" if entry.broken else _("no marking stated")),
            has_note=entry.id.lower() in noted,
            broken=entry.broken,
            folded_title=fold(entry.title),
        )

    def _day(self, date: str | None) -> str:
        if not date:
            return ""
        if len(date) < 10:
            return (
                date[:4]
                if len(date) == 4
                else self._locale.toString(QDate(int(date[:4]), int(date[5:7]), 1), "MMM yyyy")
            )
        return self._locale.toString(QDate.fromString(date, Qt.DateFormat.ISODate), "d MMM")


class CardList(QListView):
    """The list itself. It says which card the reader chose; it opens none."""

    card_chosen = Signal(str)
    """The id of the card that the reader chose."""
    typed = Signal(str)
    """The reader typed a letter: they look for a title."""
    files_dropped = Signal(list)
    """Paths that were dropped on the list."""

    def __init__(self, model: CardListModel, delegate: CardRowDelegate, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("cardList")
        self.setAccessibleName(_("Cards"))
        self.setModel(model)
        self.setItemDelegate(delegate)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setLayoutMode(QListView.LayoutMode.Batched)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setMouseTracking(True)
        self.setAcceptDrops(True)
        self._cards = model

    def show_current(self, card_id: str) -> None:
        """Mark a card as the current one, without saying that it was chosen."""
        number = self._cards.row_of(card_id)
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
        self.viewport().update()

    def top_card(self) -> tuple[str, int]:
        """The first card in sight and how far below the list's upper edge it begins, in pixels; ("", 0) for none."""
        index = self._cards.nearest_card(self.indexAt(QPoint(self.viewport().width() // 2, 0)).row(), 1)
        return (index.data(ROW_ROLE).card_id, self.visualRect(index).top()) if index.isValid() else ("", 0)

    def put_card_at(self, card_id: str, height: int) -> None:
        """Scroll so that a card begins `height` pixels below the upper edge; nothing where the list has it not."""
        row = self._cards.row_of(card_id) if card_id else None
        if row is not None:
            bar = self.verticalScrollBar()
            bar.setValue(bar.value() + self.visualRect(self._cards.index(row)).top() - height)

    def step(self, by: int) -> None:
        """Choose the card `by` places further down, or up where it is negative."""
        ids = self._cards.card_ids()
        current = self.currentIndex()
        here = current.data(ROW_ROLE).card_id if current.isValid() else ""
        place = ids.index(here) + by if here in ids else 0
        if 0 <= place < len(ids):
            self.setCurrentIndex(self._cards.index(self._cards.row_of(ids[place]) or 0))

    def selectionChanged(self, selected: QItemSelection, deselected: QItemSelection) -> None:
        """Say which card was chosen; a row may become current by the focus alone, which chooses nothing."""
        super().selectionChanged(selected, deselected)
        if not self.signalsBlocked() and selected.indexes():
            self.card_chosen.emit(selected.indexes()[0].data(ROW_ROLE).card_id)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Letters go to the filter."""
        if event.text().strip() and not event.modifiers() & ~Qt.KeyboardModifier.ShiftModifier:
            self.typed.emit(event.text())
        else:
            super().keyPressEvent(event)

    def moveCursor(self, action: Action, modifiers: Qt.KeyboardModifier) -> QModelIndex:
        """Where a key leads: to a card, never to a heading, which would take the key without moving."""
        found = super().moveCursor(action, modifiers)
        row = found.row() if found.isValid() else self.currentIndex().row()
        index = self._cards.nearest_card(row, 1 if action in FORWARD else -1)
        if index == self._cards.nearest_card(0, 1):
            self.scrollToTop()  # the heading above the first card comes into sight with it
        return index

    def dragEnterEvent(self, event) -> None:  # type: ignore[no-untyped-def]
        """Take card files and folders."""
        if event.mimeData().hasUrls():
            event.acceptProposedAction()

    def dragMoveEvent(self, event) -> None:  # type: ignore[no-untyped-def]
        """Let them be dropped anywhere on the list."""
        event.acceptProposedAction()

    def dropEvent(self, event) -> None:  # type: ignore[no-untyped-def]
        """Say which files were dropped; only those of this machine."""
        paths = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
        if paths:
            event.acceptProposedAction()
            self.files_dropped.emit(paths)
