"""What the list of cards holds: light rows under month headings, filtered by title."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from typing import NamedTuple

from PySide6.QtCore import QAbstractListModel, QDate, QLocale, QModelIndex, QObject, QPersistentModelIndex, Qt

from briefing_app.i18n import _
from briefing_app.library.folding import fold
from briefing_app.library.index import Entry

Index = QModelIndex | QPersistentModelIndex

ROW_ROLE = Qt.ItemDataRole.UserRole


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

    def __init__(self, locale: QLocale, parent: QObject | None = None) -> None:
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
