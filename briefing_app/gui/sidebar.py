"""The pane on the left: the list of cards, the field that filters it by title, and what to do when nothing fits."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QLocale, QObject, QSignalBlocker, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from briefing_app.gui.card_list import CardList
from briefing_app.gui.card_row import CardRowDelegate
from briefing_app.gui.card_rows import CardListModel
from briefing_app.i18n import _, ngettext
from briefing_app.library.index import Entry
from briefing_app.screen.theme import Theme


class Sidebar(QWidget):
    """Says which card was chosen; marks the one that is shown; keeps its place when the list changes."""

    card_chosen = Signal(str)
    """The id of the card that the reader chose."""
    files_dropped = Signal(list)
    """Paths that were dropped on the list."""

    def __init__(self, locale: QLocale, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("sidebar")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)  # else a style sheet's background is not drawn
        self._card_id = ""
        self._titles: dict[str, tuple[str, str]] = {}
        self.model = CardListModel(locale, self)
        self._delegate = CardRowDelegate(theme, self)
        self.list = CardList(self.model, self._delegate)
        self.filter = QLineEdit()
        self._message = QLabel()
        self._build()
        self.setFocusProxy(self.list)

    def show_entries(self, entries: Sequence[Entry], noted: frozenset[str]) -> None:
        """Show these cards, newest first as they come; the rows in sight stay where they are."""
        self._titles = {entry.id.lower(): (entry.id, entry.title) for entry in entries}
        top, height = self.list.top_card()
        with QSignalBlocker(self.list):
            self.model.set_entries(entries, noted)
        count = ngettext("Filter {count} card", "Filter {count} cards", len(entries)).format(count=len(entries))
        self.filter.setPlaceholderText(count)
        self._list_changed()
        self.list.put_card_at(top, height)

    def show_current(self, card_id: str) -> None:
        """Mark the card that is shown, "" for none."""
        self._card_id = card_id
        self.list.show_current(card_id)

    def mark_noted(self, noted: frozenset[str]) -> None:
        """Mark the cards with a note; ids in small letters."""
        self.model.set_noted(noted)

    def set_theme(self, theme: Theme) -> None:
        """Paint in other colours."""
        self._delegate.set_theme(theme)
        self.list.draw_anew()

    def step(self, by: int) -> None:
        """Choose the card `by` places further down, or up where it is negative."""
        self.list.step(by)

    def focus_filter(self) -> None:
        """Put the cursor into the filter."""
        self.filter.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.filter.selectAll()

    def titles(self) -> list[tuple[str, str]]:
        """(id, title) of all cards, whatever the filter."""
        return list(self._titles.values())

    def title(self, card_id: str) -> str | None:
        """The title of a card, None where the library has no such card; whatever the filter."""
        found = self._titles.get(card_id.lower())
        return found[1] if found else None

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Down leads from the filter into the list, Esc clears it."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            if event.key() in (Qt.Key.Key_Down, Qt.Key.Key_PageDown):
                self._enter_list()
                return True
            if event.key() == Qt.Key.Key_Escape:
                self.filter.clear()
                self.list.setFocus()
                return True
        return super().eventFilter(watched, event)

    def _build(self) -> None:
        self.filter.setObjectName("filter")
        self.filter.setAccessibleName(_("Filter the list by title"))
        self.filter.setClearButtonEnabled(True)
        self.filter.installEventFilter(self)
        self._message.setObjectName("listMessage")
        self._message.setTextFormat(Qt.TextFormat.PlainText)
        self._message.setWordWrap(True)
        self._message.setMargin(18)
        self._message.hide()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 10, 0, 0)
        layout.setSpacing(6)
        filter_row = QHBoxLayout()
        filter_row.setContentsMargins(10, 0, 10, 0)
        filter_row.addWidget(self.filter)
        layout.addLayout(filter_row)
        layout.addWidget(self._message)
        layout.addWidget(self.list)
        self.filter.textChanged.connect(self._filter)
        self.filter.returnPressed.connect(self._enter_list)
        self.list.typed.connect(self._filter_by_letter)
        self.list.card_chosen.connect(self.card_chosen)
        self.list.files_dropped.connect(self.files_dropped)

    def _filter(self, text: str) -> None:
        with QSignalBlocker(self.list):
            self.model.set_filter(text)
        self._list_changed()

    def _filter_by_letter(self, letter: str) -> None:
        self.filter.setFocus()
        if letter != "/":  # which asks for the filter wherever it is typed
            self.filter.setText(self.filter.text() + letter)

    def _enter_list(self) -> None:
        """Go on from the filter to what it found: the card that is shown, else the first."""
        if self.model.rowCount():
            self.list.setFocus()
            if not self.list.selectionModel().hasSelection():
                self.list.step(0)

    def _list_changed(self) -> None:
        self.list.show_current(self._card_id)
        nothing = not self.model.rowCount()
        words = self.filter.text().strip()
        if nothing and words:
            sentence = _("No card's title holds “{words}”. Esc shows all cards again.")
            self._message.setText(sentence.format(words=words))
        elif nothing:
            self._message.setText(_("No cards yet. Drop card files here, or import them from the File menu."))
        self._message.setVisible(nothing)
