"""What the list of a book's cards holds, and what may be dragged and dropped in it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from PySide6.QtCore import QAbstractListModel, QMimeData, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from briefing_app.i18n import _

Index = QModelIndex | QPersistentModelIndex

ROW_ROLE = Qt.ItemDataRole.UserRole
MIME = "application/x-briefing-app-book-cards"  # of a drag within one book


class BookRow(NamedTuple):
    """A card of a book: `tab` is its number or an annex's letter, `facts` date and pages, `news` what changed since the
    book was last made."""

    card_id: str
    title: str
    tab: str
    facts: str = ""
    marking: str = ""
    news: str = ""
    annex: bool = False
    missing: bool = False

    @property
    def spoken(self) -> str:
        """What a screen reader says."""
        name = _("Annex {letter}").format(letter=self.tab) if self.annex else self.tab
        return ", ".join(filter(None, (name, self.title, self.facts, self.marking, self.news)))


class BookRows(QAbstractListModel):
    """The rows of one book. A drop moves nothing by itself: whoever keeps the book does, and shows it anew."""

    dropped = Signal(list, int)
    """The ids of cards that shall stand before the row of this number."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: Sequence[BookRow] = ()

    def show(self, rows: Sequence[BookRow]) -> None:
        """Show these cards; where they are the same in the same order, what is chosen or being dragged stays so."""
        if [row.card_id for row in rows] == self.ids:
            self._rows = rows
            if rows:
                self.dataChanged.emit(self.index(0), self.index(len(rows) - 1))
            return
        self.beginResetModel()
        self._rows = rows
        self.endResetModel()

    @property
    def ids(self) -> list[str]:
        """The ids of the cards, in their order."""
        return [row.card_id for row in self._rows]

    def row(self, number: int) -> BookRow:
        """A row, from 0."""
        return self._rows[number]

    def rows_of(self, card_ids: Sequence[str]) -> list[int]:
        """Where cards stand; those that are not there are left out."""
        return [number for number, row in enumerate(self._rows) if row.card_id in card_ids]

    # What Qt calls

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        """How many cards there are."""
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """The row for the painter, its words for a screen reader."""
        row = self._rows[index.row()]
        if role == ROW_ROLE:
            return row
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return row.spoken
        return row.title if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole) else None

    def flags(self, index: Index) -> Qt.ItemFlag:
        """A card can be dragged, and dropped between two others."""
        if not index.isValid():
            return Qt.ItemFlag.ItemIsDropEnabled
        usual = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemNeverHasChildren
        return usual | Qt.ItemFlag.ItemIsDragEnabled

    def supportedDropActions(self) -> Qt.DropAction:
        """Cards are moved, never copied."""
        return Qt.DropAction.MoveAction

    def mimeTypes(self) -> list[str]:
        """A kind that no other program knows."""
        return [MIME]

    def mimeData(self, indexes: Sequence[Index]) -> QMimeData:
        """The ids of the cards that are dragged."""
        data = QMimeData()
        data.setData(MIME, "\n".join(self._rows[index.row()].card_id for index in indexes).encode())
        return data

    def dropMimeData(self, data: QMimeData, action: Qt.DropAction, row: int, _column: int, parent: Index) -> bool:
        """Say what was dropped where; on a card means before it. False: nothing has moved yet."""
        if data.hasFormat(MIME) and action == Qt.DropAction.MoveAction:
            place = row if row >= 0 else parent.row() if parent.isValid() else len(self._rows)
            self.dropped.emit(bytes(data.data(MIME).data()).decode().split("\n"), place)
        return False
