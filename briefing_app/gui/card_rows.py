"""What the list of cards holds: numbers of cards under headings; what a row says is read when it comes into sight."""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple

from PySide6.QtCore import QAbstractListModel, QDate, QLocale, QModelIndex, QObject, QPersistentModelIndex, Qt

from briefing_app.i18n import _
from briefing_app.library.index import SERIAL_BITS, Entry

Index = QModelIndex | QPersistentModelIndex

ROW_ROLE = Qt.ItemDataRole.UserRole
PAGE = 20  # rows that are read together: as many as are in sight
PAGES_KEPT = 100
SECOND = 160  # letters of the second line: more are in no sidebar


class Row(NamedTuple):
    """One line of the list. A heading has a title alone; `second` is the bottom line, or the passage that matched."""

    title: str
    card_id: str = ""
    second: str = ""
    place_and_date: str = ""
    marking: str = ""
    has_note: bool = False
    broken: bool = False
    unread: bool = False
    updated: bool = False
    starred: bool = False
    queued: bool = False
    available: bool = True
    date: str = ""  # as short as a dense row needs it

    @property
    def spoken(self) -> str:
        """What a screen reader says: the title and every mark in words."""
        marks = [
            self.title,
            self.place_and_date,
            self.marking,
            _("not read") if self.unread else "",
            _("updated") if self.updated else "",
            _("starred") if self.starred else "",
            _("kept for tonight") if self.queued else "",
            _("has a note") if self.has_note else "",
            _("cannot be read") if self.broken else "",
            "" if self.available else _("not available now"),
        ]
        return ", ".join(filter(None, marks))


class Listing(NamedTuple):
    """Cards by their keys in the index, in order; headings as (place of the first card below, words)."""

    keys: Sequence[int] = ()
    headings: tuple[tuple[int, str], ...] = ()


class ReaderState(NamedTuple):
    """What the reader did with one card."""

    unread: bool = False
    updated: bool = False
    starred: bool = False
    queued: bool = False
    has_note: bool = False


Known = tuple[Sequence[Entry], Mapping[str, ReaderState]]
ReadCards = Callable[[Sequence[int]], Known]


class CardListModel(QAbstractListModel):
    """Rows of a listing; headings are rows that cannot be chosen.

    Args:
        read: gives the entries of some keys, and by id in small letters what the reader did with these cards.
    """

    def __init__(self, locale: QLocale, read: ReadCards, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._locale, self._read = locale, read
        self._keys: array[int] = array("q")
        self._headings: tuple[tuple[int, str], ...] = ()
        self._heading_rows: list[int] = []
        self._pages: OrderedDict[int, list[Row]] = OrderedDict()
        self._passages: dict[int, str] = {}
        self._days: dict[str | None, str] = {}  # in words, as often met

    def show(self, listing: Listing, passages: Mapping[int, str] | None = None) -> None:
        """Show these cards; `passages` stand in place of the bottom line."""
        self.beginResetModel()
        self._keys = array("q", listing.keys)
        self._headings = listing.headings
        self._heading_rows = [place + number for number, (place, _words) in enumerate(listing.headings)]
        self._pages.clear()
        self._passages = dict(passages or {})
        self.endResetModel()

    def extend(self, listing: Listing) -> bool:
        """Show more below what is shown, if that is the beginning of `listing`; whether it is."""
        shown, more = len(self._keys), array("q", listing.keys)
        same = more[:shown] == self._keys and listing.headings[: len(self._headings)] == self._headings
        if not same or any(place < shown for place, _words in listing.headings[len(self._headings) :]):
            return False
        first, last = self.rowCount(), len(more) + len(listing.headings) - 1
        if last >= first:
            self.beginInsertRows(QModelIndex(), first, last)
            self._keys, self._headings = more, listing.headings
            self._heading_rows = [place + number for number, (place, _words) in enumerate(listing.headings)]
            self._pages.pop((shown - 1) // PAGE, None)
            self.endInsertRows()
        return True

    def add_passages(self, passages: Mapping[int, str]) -> None:
        """Say where cards matched, once that is known."""
        self._passages |= passages
        self.forget()

    def forget(self) -> None:
        """Read the rows anew when they are painted next: what the reader did with the cards has changed."""
        self._pages.clear()
        if self.rowCount():
            self.dataChanged.emit(self.index(0), self.index(self.rowCount() - 1))

    def keys_of_rows(self, rows: Iterable[int]) -> list[int]:
        """The cards that stand in some rows."""
        places = (self._place(row) for row in rows)
        return [self._keys[place] for place in places if place is not None]

    def wants_passage(self, key: int) -> bool:
        """Whether it is not known yet where a card matched."""
        return key not in self._passages

    def row_of_key(self, key: int) -> int | None:
        """Where a card stands, None where the list has it not."""
        try:
            place = self._keys.index(key)
        except ValueError:
            return None
        return place + bisect_right(self._headings, place, key=lambda heading: heading[0])

    def follower(self, key: int, others: Sequence[int], otherwise: int) -> int:
        """The first card below that of `key` which `others` have, too, -1 for none or where they have `key` itself;
        `otherwise` where the list has it not."""
        if key in others:
            return -1
        if key not in self._keys:
            return otherwise
        kept = set(others)
        return next((one for one in self._keys[self._keys.index(key) + 1 :] if one in kept), -1)

    def nearest_card(self, row: int, step: int) -> QModelIndex:
        """The card in `row`, or the next one in the direction of `step` (1 or -1); at the list's end the last one."""
        count = self.rowCount()
        if not self._keys:
            return QModelIndex()
        row = min(max(row, 0), count - 1)
        turned = row
        while 0 <= turned < count and self._is_heading(turned):
            turned += step
        if not 0 <= turned < count:
            turned = row
            while self._is_heading(turned):
                turned -= step
        return self.index(turned)

    def count(self) -> int:
        """How many cards are shown."""
        return len(self._keys)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        """How many lines there are, headings among them."""
        return 0 if parent.isValid() else len(self._keys) + len(self._headings)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """The row for the painter, its words for a screen reader."""
        if role == ROW_ROLE:
            return self._row(index.row())
        if role == Qt.ItemDataRole.DisplayRole:
            return self._row(index.row()).title
        return self._row(index.row()).spoken if role == Qt.ItemDataRole.AccessibleTextRole else None

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Headings are there to be read, not to be chosen."""
        if self._is_heading(index.row()):
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemNeverHasChildren

    def _is_heading(self, row: int) -> bool:
        at = bisect_right(self._heading_rows, row)
        return at > 0 and self._heading_rows[at - 1] == row

    def _place(self, row: int) -> int | None:
        """Which of the cards stands in a row, None for a heading."""
        at = bisect_right(self._heading_rows, row)
        return None if at and self._heading_rows[at - 1] == row else row - at

    def _row(self, row: int) -> Row:
        place = self._place(row)
        if place is None:
            return Row(self._headings[bisect_right(self._heading_rows, row) - 1][1])
        number = place // PAGE
        if number not in self._pages:
            self._pages[number] = self._page(number)
            if len(self._pages) > PAGES_KEPT:
                self._pages.popitem(last=False)
        self._pages.move_to_end(number)
        return self._pages[number][place % PAGE]

    def _page(self, number: int) -> list[Row]:
        keys = self._keys[number * PAGE : (number + 1) * PAGE].tolist()
        entries, states = self._read(keys)
        known = {entry.key: entry for entry in entries}
        gone = Row(_("This card is no longer there"), " ", broken=True)
        return [
            self._card_row(known[key], states.get(known[key].id.lower(), ReaderState())) if key in known else gone
            for key in keys
        ]

    def _card_row(self, entry: Entry, state: ReaderState) -> Row:
        bottom_line = " ".join((entry.bottom_line or "")[:SECOND].split())
        return Row(
            title=entry.title,
            card_id=entry.id,
            second=self._passages.get(entry.key) or bottom_line,
            place_and_date=" · ".join(filter(None, (self._day(entry.date), entry.place))),
            marking=entry.marking or ("" if entry.broken else _("no marking stated")),
            broken=entry.broken,
            available=entry.available,
            date=self._day(entry.date),
            **state._asdict(),
        )

    def _day(self, date: str | None) -> str:
        if date not in self._days:
            self._days[date] = day_in_words(date, self._locale)
        return self._days[date]


def day_in_words(date: str | None, locale: QLocale) -> str:
    """A card's date, as short as a row needs it: "3 Sep 2025", "Sep 2025", "2025"."""
    if not date or len(date) < 5:
        return date or ""
    if len(date) < 10:
        return locale.toString(QDate(int(date[:4]), int(date[5:7]), 1), "MMM yyyy")
    return locale.toString(QDate.fromString(date, Qt.DateFormat.ISODate), "d MMM yyyy")


def month_headings(keys: Sequence[int], locale: QLocale) -> tuple[tuple[int, str], ...]:
    """Headings for cards that stand by date: a key holds its card's date."""
    headings: list[tuple[int, str]] = []
    last = None
    for place, key in enumerate(keys):
        month = (key >> SERIAL_BITS) // 32
        if month != last:
            last = month
            headings.append((place, _month_in_words(month, locale)))
    return tuple(headings)


def _month_in_words(number: int, locale: QLocale) -> str:
    year, month = divmod(number, 13)
    if not year:
        return _("No date")
    return locale.toString(QDate(year, month, 1), "MMMM yyyy") if month else str(year)
