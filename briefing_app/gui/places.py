"""The places of the sidebar: home, what is unread, starred or queued, shelves, saved searches; with counts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QMenu, QTreeWidget, QTreeWidgetItem, QWidget

from briefing_app.i18n import _

MOST_LINES = 12
QUERY, NAME = Qt.ItemDataRole.UserRole, Qt.ItemDataRole.UserRole + 1


class Place(NamedTuple):
    """Where the reader may go: a query, or "home:" or "problems:"."""

    label: str
    query: str
    saved: bool = False


class Places(QTreeWidget):
    """Says where the reader wants to go."""

    chosen = Signal(str)
    """A query, or "home:" or "problems:"."""
    removal_wanted = Signal(str)
    """The name of a saved search."""
    renaming_wanted = Signal(str)
    """The name of a saved search."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("places")
        self.setAccessibleName(_("Places"))
        self.setColumnCount(2)
        self.setHeaderHidden(True)
        self.setRootIsDecorated(True)
        self.setIndentation(14)
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        header = self.header()
        header.setStretchLastSection(False)
        header.setMinimumSectionSize(20)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)
        self.customContextMenuRequested.connect(self._show_menu)
        self.itemClicked.connect(self._choose)
        self.itemActivated.connect(self._choose)
        self.itemExpanded.connect(self._fit)
        self.itemCollapsed.connect(self._fit)

    def show_places(self, places: Iterable[Place], shelves: Iterable[str], saved: Iterable[Place]) -> None:
        """Fill the tree: fixed places, the shelves as folders lie, the reader's own searches."""
        folded = {item.text(0) for item in self._items() if item.childCount() and not item.isExpanded()}
        self.clear()
        for place in places:
            self.addTopLevelItem(_item(place))
        self._add_group(_("Shelves"), _shelf_items(shelves))
        self._add_group(_("Saved searches"), [_item(place._replace(saved=True)) for place in saved])
        for item in self._items():
            item.setExpanded(item.text(0) not in folded)
        self._fit()

    def show_counts(self, counts: Mapping[str, int]) -> None:
        """Say how many cards are at each place, by its query."""
        for item in self._items():
            query = item.data(0, QUERY)
            if query in counts:
                item.setText(1, f"{counts[query]:,}" if counts[query] else "")
                item.setTextAlignment(1, Qt.AlignmentFlag.AlignTrailing | Qt.AlignmentFlag.AlignVCenter)

    def queries(self) -> list[str]:
        """The queries of all places that have one."""
        found = [str(item.data(0, QUERY) or "") for item in self._items()]
        return [query for query in found if query and not query.endswith(":")]

    def _add_group(self, label: str, items: list[QTreeWidgetItem]) -> None:
        if items:
            group = QTreeWidgetItem([label, ""])
            group.setFlags(Qt.ItemFlag.ItemIsEnabled)
            group.addChildren(items)
            self.addTopLevelItem(group)

    def _items(self) -> list[QTreeWidgetItem]:
        found: list[QTreeWidgetItem] = []
        waiting = [self.topLevelItem(number) for number in range(self.topLevelItemCount())]
        while waiting:
            item = waiting.pop(0)
            if item is not None:
                found.append(item)
                waiting[:0] = [item.child(number) for number in range(item.childCount())]
        return found

    def _choose(self, item: QTreeWidgetItem) -> None:
        query = item.data(0, QUERY)
        if query is None:
            item.setExpanded(not item.isExpanded())
        else:
            self.chosen.emit(query)

    def _show_menu(self, where: QPoint) -> None:
        item = self.itemAt(where)
        name = item.data(0, NAME) if item is not None else None
        if name:
            menu = QMenu(self)
            menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            menu.addAction(_("Rename…"), lambda: self.renaming_wanted.emit(name))
            menu.addAction(_("Remove"), lambda: self.removal_wanted.emit(name))
            menu.popup(self.viewport().mapToGlobal(where))

    def _fit(self) -> None:
        """As high as its lines are, up to a bound."""
        shown = sum(_in_sight(item) for item in self._items())
        height = self.sizeHintForRow(0) if shown else 0
        self.setFixedHeight(max(1, min(shown, MOST_LINES)) * max(height, 20) + 6)


def _in_sight(item: QTreeWidgetItem) -> bool:
    above = item.parent()
    return above is None or (above.isExpanded() and _in_sight(above))


def _item(place: Place) -> QTreeWidgetItem:
    item = QTreeWidgetItem([place.label, ""])
    item.setData(0, QUERY, place.query)
    item.setToolTip(0, place.label)
    if place.saved:
        item.setData(0, NAME, place.label)
    return item


def _shelf_items(shelves: Iterable[str]) -> list[QTreeWidgetItem]:
    """One item a folder, below that of the folder above it."""
    made: dict[str, QTreeWidgetItem] = {}
    top: list[QTreeWidgetItem] = []
    for shelf in sorted(shelves):
        parts = shelf.split("/")
        for depth in range(1, len(parts) + 1):
            path = "/".join(parts[:depth])
            if path in made:
                continue
            made[path] = _item(Place(parts[depth - 1], f'shelf:"{path}"'))
            above = made.get("/".join(parts[: depth - 1]))
            if above is None:
                top.append(made[path])
            else:
                above.addChild(made[path])
    return top
