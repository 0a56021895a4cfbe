"""The pane on the left: the search field, how it was understood, filters, places, and the list of cards."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QLocale, QObject, QSignalBlocker, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from briefing_app.gui.card_list import CardList
from briefing_app.gui.card_row import CardRowDelegate
from briefing_app.gui.card_rows import CardListModel, Listing, ReadCards
from briefing_app.i18n import _, ngettext
from briefing_app.screen.theme import Theme

if TYPE_CHECKING:
    from PySide6.QtWidgets import QCompleter

    from briefing_app.gui.filters import Filters
    from briefing_app.gui.places import Places


class Sidebar(QWidget):
    """Says what is searched and which card was chosen; marks the one that is shown; keeps its place."""

    card_chosen = Signal(str)
    """The id of the card that the reader chose."""
    asked = Signal(str, bool)
    """The query in the field, and whether the reader is still typing."""
    entered = Signal()
    """The reader wants the first card that was found."""
    filters_wanted = Signal()
    """The filters came into sight: they need their counts."""
    places_wanted = Signal()
    """The places came into sight: they need their counts."""
    place_chosen = Signal(str)
    """A query, or "home:" or "problems:"."""
    removal_wanted = Signal(str)
    """The name of a saved search."""
    renaming_wanted = Signal(str)
    """The name of a saved search."""
    message_link_chosen = Signal(str)
    """A link below the field: "save:", "notes:" or "search:" and a query."""

    def __init__(self, locale: QLocale, theme: Theme, read: ReadCards, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("sidebar")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)  # else a style sheet's background is not drawn
        self._key = -1
        self._next = -1  # where the list has not the card that is shown any more: the card below it
        self.model = CardListModel(locale, read, self)
        self._delegate = CardRowDelegate(theme, self)
        self.list = CardList(self.model, self._delegate)
        self.field = QLineEdit()
        self.completer: QCompleter | None = None  # of the field, once something was offered
        self._explanation = _quiet_label("explanation")
        self._counts = _quiet_label("counts")
        self._message = _quiet_label("listMessage")
        self._head = QVBoxLayout()
        self._build()
        self.setFocusProxy(self.list)

    # --- what is shown -------------------------------------------------------------------------------------------

    def show_listing(self, listing: Listing, *, keep_place: bool) -> None:
        """Show these cards; the rows in sight stay where they are, where that is wanted."""
        self._next = self.model.follower(self._key, listing.keys, self._next) if keep_place else -1
        if keep_place and self.model.extend(listing):
            self.model.forget()  # cards may say something else than before
            self.list.fit_anew()
            self._list_changed()
            return
        top, height = self.list.top_card()
        with QSignalBlocker(self.list):
            self.model.show(listing)
        self._list_changed()
        if keep_place:
            self.list.put_card_at(top, height)
        else:
            self.list.scrollToTop()

    def show_words(self, explanation: str, total: int | None, notes: int) -> None:
        """Say how the query was understood, and how many cards it finds; None while they are being counted."""
        self._explanation.setText(explanation)
        self._explanation.setVisible(bool(explanation))
        parts: list[str] = []
        if total is not None and explanation:
            parts.append(ngettext("{count} card", "{count} cards", total).format(count=f"{total:,}"))
        if notes:
            words = ngettext("{count} note of yours", "{count} notes of yours", notes).format(count=notes)
            parts.append(f'<a href="notes:">{words}</a>')
        if explanation:
            parts.append(f'<a href="save:">{_("Save this search")}</a>')
        self._counts.setText("  ·  ".join(parts))
        self._counts.setVisible(bool(parts))

    def show_count(self, count: int) -> None:
        """Say how many cards there are to search."""
        self.field.setPlaceholderText(
            ngettext("Search {count} card", "Search {count} cards", count).format(count=f"{count:,}")
        )

    def show_message(self, sentence: str) -> None:
        """Say why the list is empty, as HTML of our own; "" where it is not."""
        self._message.setText(sentence)
        self._message.setVisible(bool(sentence))

    def show_current(self, key: int) -> None:
        """Mark the card that is shown by its key, -1 for none."""
        if key != self._key:
            self._key, self._next = key, -1
        self._list_changed()

    @property
    def next_key(self) -> int:
        """The card below the one that is shown, where the list has that no more (it was read, say); -1 for none."""
        return self._next

    def set_theme(self, theme: Theme) -> None:
        """Paint in other colours."""
        self._delegate.set_theme(theme)
        for label in (self._counts, self._message):
            palette = label.palette()
            palette.setColor(palette.ColorRole.Link, theme.accent)
            label.setPalette(palette)
        self.list.draw_anew()

    # --- what the reader does ------------------------------------------------------------------------------------

    def step(self, by: int) -> None:
        """Choose the card `by` places further down, or up where it is negative."""
        self.list.step(by)

    def focus_field(self) -> None:
        """Put the cursor into the search field."""
        self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.field.selectAll()

    def enter_list(self) -> None:
        """Go on from the field to what it found: the card that is shown, else the first."""
        if self.model.rowCount():
            self.list.setFocus()
            if not self.list.selectionModel().hasSelection():
                self.list.step(0)

    def search(self, text: str) -> None:
        """Put a query into the field."""
        with QSignalBlocker(self.field):
            self.field.setText(text)
        self._text_changed(typing=False)

    def add_to_search(self, text: str) -> None:
        """Narrow the search by one more condition, or, where it is there already, take it away."""
        standing = self.field.text().strip()
        if f" {text} " in f" {standing} ":
            self.search(" ".join(f" {standing} ".replace(f" {text} ", " ", 1).split()))
        else:
            self.search(f"{standing} {text} ".lstrip())

    @property
    def text(self) -> str:
        """The query in the field."""
        return self.field.text()

    @cached_property
    def filters(self) -> Filters:
        """The filters, made when they are first wanted."""
        from briefing_app.gui.filters import Filters

        filters = Filters()
        filters.chosen.connect(self.add_to_search)
        self._head.insertWidget(self._head.indexOf(self._counts) + 1, filters)
        return filters

    @cached_property
    def places(self) -> Places:
        """The places, made when they are first wanted."""
        from briefing_app.gui.places import Places

        places = Places()
        places.chosen.connect(self.place_chosen)
        places.removal_wanted.connect(self.removal_wanted)
        places.renaming_wanted.connect(self.renaming_wanted)
        self._head.insertWidget(0, places)
        return places

    @property
    def filters_shown(self) -> bool:
        """Whether the filters are in sight."""
        return self._filter_button.isChecked()

    @property
    def places_shown(self) -> bool:
        """Whether the places are in sight."""
        return self._places_button.isChecked()

    def show_filters(self, shown: bool) -> None:
        """Show the filters or fold them away."""
        self._filter_button.setChecked(shown)
        if shown or "filters" in self.__dict__:
            self.filters.setVisible(shown)
        if shown:
            self.filters_wanted.emit()

    def show_places(self, shown: bool) -> None:
        """Show the places or fold them away."""
        self._places_button.setChecked(shown)
        if shown or "places" in self.__dict__:
            self.places.setVisible(shown)
        if shown:
            self.places_wanted.emit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Down leads from the field into the list, Esc clears it."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and not self._completing():
            if event.key() in (Qt.Key.Key_Down, Qt.Key.Key_PageDown):
                self.entered.emit()
                return True
            if event.key() == Qt.Key.Key_Escape:
                self.search("")
                self.list.setFocus()
                return True
        return super().eventFilter(watched, event)

    # --- inside --------------------------------------------------------------------------------------------------

    def _build(self) -> None:
        self.field.setObjectName("filter")
        self.field.setAccessibleName(_("Search the cards"))
        self.field.setClearButtonEnabled(True)
        self.field.setMaxLength(10_000)
        self.field.installEventFilter(self)
        self._places_button = _tool(
            "☰", _("Places: unread, starred, tonight, shelves, saved searches"), self.show_places
        )
        self._filter_button = _tool(
            "▽", _("Filters: country, topic, actor, language, year, marking, shelf"), self.show_filters
        )
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 10, 0, 0)
        layout.setSpacing(4)
        row = QHBoxLayout()
        row.setSpacing(4)
        for widget in (self._places_button, self.field, self._filter_button):
            row.addWidget(widget)
        self._head.setContentsMargins(10, 0, 10, 0)
        self._head.setSpacing(4)
        self._head.addLayout(row)
        self._head.addWidget(self._explanation)
        self._head.addWidget(self._counts)
        layout.addLayout(self._head)
        self._message.setMargin(18)
        layout.addWidget(self._message)
        layout.addWidget(self.list, 1)
        self._counts.setTextFormat(Qt.TextFormat.RichText)  # our own words alone
        self._counts.setTextInteractionFlags(Qt.TextInteractionFlag.LinksAccessibleByMouse)
        self._message.setTextFormat(Qt.TextFormat.RichText)
        for label in (self._counts, self._message):
            label.linkActivated.connect(self.message_link_chosen)
        self.field.textChanged.connect(lambda: self._text_changed(typing=True))
        self.field.returnPressed.connect(self._return_pressed)
        self.list.typed.connect(self._search_by_letter)
        self.list.card_chosen.connect(self.card_chosen)

    def _completing(self) -> bool:
        popup = self.completer.popup() if self.completer is not None else None
        return popup is not None and popup.isVisible()

    def _return_pressed(self) -> None:
        """Qt tells the field of the Enter, too, that chooses what is offered."""
        popup = self.completer.popup() if self.completer is not None else None
        if popup is None or not popup.isVisible() or not popup.selectionModel().hasSelection():
            self.entered.emit()

    def _text_changed(self, *, typing: bool) -> None:
        self.asked.emit(self.field.text(), typing)

    def _search_by_letter(self, letter: str) -> None:
        self.field.setFocus()
        if letter != "/":  # which asks for the field wherever it is typed
            self.field.setText(self.field.text() + letter)

    def _list_changed(self) -> None:
        self.list.show_current(self._key)
        if self._next != -1:
            self.list.stand_before(self._next)


def _quiet_label(name: str) -> QLabel:
    label = QLabel()
    label.setObjectName(name)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    label.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
    label.hide()
    return label


def _tool(text: str, description: str, slot: object) -> QToolButton:
    button = QToolButton()
    button.setObjectName("flat")
    button.setText(text)
    button.setToolTip(description)
    button.setAccessibleName(description)
    button.setCheckable(True)
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    button.clicked.connect(slot)
    return button
