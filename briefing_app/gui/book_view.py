"""The window of a book: its cards in order, what changed in them, its cover, its marking, and the way to its pages."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QCloseEvent, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from briefing_app.gui.book_cover import CoverForm
from briefing_app.gui.book_list import BookList
from briefing_app.gui.book_rows import BookRow
from briefing_app.gui.message_bar import MessageBar
from briefing_app.gui.text_dialog import plain_label
from briefing_app.i18n import _, ngettext
from briefing_app.screen.theme import Theme

SIZE, LEAST = (940, 680), (360, 420)
NARROW = 700  # below this the cover stands below the cards
COVER_WIDTH = 250
MOST_NEWS = 4  # lines below the cards


class BookSheet(NamedTuple):
    """A book as it is shown: `marking` is the highest of its cards, `why_none` why there is none; `summary` says how
    much is in it and when it was made, `news` what changed beside the cards that are in it."""

    name: str
    rows: Sequence[BookRow]
    cover: Mapping[str, str]
    marking: str
    why_none: str
    summary: str
    news: Sequence[str]


class BookView(QDialog):
    """Shows one book of several; says what the reader wants done with it."""

    book_chosen = Signal(str)
    new_wanted = Signal()
    renaming_wanted = Signal()
    deletion_wanted = Signal()
    move_wanted = Signal(list, int)
    removal_wanted = Signal(list)
    annex_wanted = Signal(list, bool)
    cover_edited = Signal(str, str)
    export_wanted = Signal()
    card_opened = Signal(str)
    undo_wanted = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("bookView")
        self._theme = theme
        self.setWindowTitle(_("Books"))
        self.setMinimumSize(*LEAST)
        self.resize(*SIZE)
        self.books = QComboBox()
        self.books.setObjectName("bookChoice")
        self.books.setAccessibleName(_("Book"))
        self.books.view().setAccessibleName(_("Books"))
        self.books.textActivated.connect(self.book_chosen)
        self.list = BookList(theme)
        self.cover = CoverForm()
        self.message = MessageBar()
        self._marking, self._summary, self._news = plain_label("", "bookMarking"), plain_label("", "quiet"), QLabel()
        self._deeds: list[QPushButton] = []  # what is done with the cards that are chosen
        self._of_book: list[QPushButton] = []  # what is done with the book
        self._pages = QStackedWidget()
        self._build()
        self._connect()
        self.show_none()

    def show_shelf(self, names: Sequence[str], current: str) -> None:
        """Offer these books, `current` among them being shown."""
        with QSignalBlocker(self.books):
            if [self.books.itemText(number) for number in range(self.books.count())] != list(names):
                self.books.clear()
                self.books.addItems(names)
            self.books.setCurrentIndex(names.index(current) if current in names else -1)

    def show_book(self, sheet: BookSheet) -> None:
        """Show a book; what is chosen and what is being typed stays."""
        self.setWindowTitle(_("{book} – Books").format(book=sheet.name))
        self.list.show_rows(list(sheet.rows))
        self.cover.show_cover(sheet.cover, sheet.name)
        self._summary.setText(sheet.summary)
        self._news.setText("\n".join(_shortened(sheet.news)))
        self._news.setToolTip("\n".join(sheet.news))
        self._news.setVisible(bool(sheet.news))
        self._show_marking(sheet)
        self._offer_what_can_be_done(has_book=True)
        self._cards.setCurrentIndex(0 if sheet.rows else 1)
        self._pages.setCurrentIndex(0)

    def show_none(self) -> None:
        """Say that there is no book, and how to begin one."""
        self.setWindowTitle(_("Books"))
        self.list.show_rows([])
        self._offer_what_can_be_done(has_book=False)
        self._pages.setCurrentIndex(1)

    def set_theme(self, theme: Theme) -> None:
        """Paint in other colours."""
        self._theme = theme
        self.list.set_theme(theme)
        self._colour_marking(self._marking.text())

    # What Qt calls

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Beside the cards the cover has room in a wide window, below them in a narrow one."""
        super().resizeEvent(event)
        narrow = event.size().width() < NARROW
        self._panes.setOrientation(Qt.Orientation.Vertical if narrow else Qt.Orientation.Horizontal)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Keep what is being typed."""
        self.cover.flush()
        super().closeEvent(event)

    def reject(self) -> None:
        """Keep what is being typed, on Esc, too."""
        self.cover.flush()
        super().reject()

    # --- inside --------------------------------------------------------------------------------------------------

    def _build(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 16, 20, 16)
        layout.setSpacing(10)
        layout.addLayout(self._top())
        self._pages.addWidget(self._page())
        self._pages.addWidget(self._empty_shelf())
        layout.addWidget(self._pages, 1)
        layout.addWidget(self.message)
        layout.addLayout(self._foot())

    def _top(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.books, 1)
        row.addWidget(_button(_("&New book…"), self.new_wanted.emit))
        policy = self.books.sizePolicy()
        policy.setRetainSizeWhenHidden(True)
        self.books.setSizePolicy(policy)
        return row

    def _page(self) -> QWidget:
        page = QWidget()
        layout = QVBoxLayout(page)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(self._marking)
        layout.addWidget(self._summary)
        layout.addWidget(self._make_panes(), 1)
        self._news.setObjectName("bookNews")
        self._news.setTextFormat(Qt.TextFormat.PlainText)
        self._news.setWordWrap(True)
        layout.addWidget(self._news)
        return page

    def _make_panes(self) -> QSplitter:
        self._cards = QStackedWidget()
        self._cards.addWidget(self._list_with_deeds())
        words = _("This book has no cards yet. In the list of cards, Ctrl+Shift+B puts the current one into a book.")
        self._cards.addWidget(_centred(words))
        cover = QScrollArea()
        cover.setObjectName("coverArea")
        cover.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        cover.setWidgetResizable(True)
        cover.setFrameShape(QScrollArea.Shape.NoFrame)
        cover.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        cover.setWidget(self.cover)
        self._panes = QSplitter()
        self._panes.setObjectName("bookPanes")
        self._panes.setChildrenCollapsible(False)
        self._panes.setHandleWidth(18)
        self._panes.addWidget(self._cards)
        self._panes.addWidget(cover)
        self._panes.setStretchFactor(0, 1)
        self._panes.setSizes([SIZE[0] - COVER_WIDTH, COVER_WIDTH])
        return self._panes

    def _list_with_deeds(self) -> QWidget:
        self._deeds = [
            _button(_("Move &up"), lambda: self.list.step(-1), "Alt+Up"),
            _button(_("Move &down"), lambda: self.list.step(1), "Alt+Down"),
            _button(_("Make &annex"), self._want_annex),
            _button(_("&Take out"), self.list.remove_chosen, "Del"),
        ]
        side = QWidget()
        layout = QVBoxLayout(side)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.list, 1)
        row = QHBoxLayout()
        row.setSpacing(4)
        for button in self._deeds:
            button.setFlat(True)
            row.addWidget(button)
        row.addStretch(1)
        layout.addLayout(row)
        return side

    def _empty_shelf(self) -> QWidget:
        words = _(
            "There is no book yet. A book holds cards in your order behind a cover, with contents, annexes and an "
            "index of people. It is kept here, can be made again after an update, and says what changed since."
        )
        return _centred(words)

    def _foot(self) -> QHBoxLayout:
        self._of_book = [
            _button(_("Rena&me…"), self.renaming_wanted.emit),
            _button(_("Delete"), self.deletion_wanted.emit),
        ]
        self._export = _button(_("&Export…"), self._want_export)
        self._export.setObjectName("primary")
        row = QHBoxLayout()
        row.setSpacing(8)
        for button in self._of_book:
            button.setFlat(True)
            row.addWidget(button)
        row.addStretch(1)
        row.addWidget(self._export)
        row.addWidget(_button(_("Close"), self.reject))
        return row

    def _connect(self) -> None:
        self.list.move_wanted.connect(self.move_wanted)
        self.list.removal_wanted.connect(self.removal_wanted)
        self.list.card_opened.connect(self.card_opened)
        self.list.chosen_changed.connect(lambda: self._offer_what_can_be_done(has_book=True))
        self.cover.edited.connect(self.cover_edited)
        QShortcut(QKeySequence.StandardKey.Undo, self, self.undo_wanted.emit)
        self.message.undo_wanted.connect(lambda _work: self.undo_wanted.emit())

    def _want_annex(self) -> None:
        chosen = self.list.chosen
        self.annex_wanted.emit([row.card_id for row in chosen], not all(row.annex for row in chosen))

    def _want_export(self) -> None:
        self.cover.flush()
        self.export_wanted.emit()

    def _offer_what_can_be_done(self, *, has_book: bool) -> None:
        chosen = self.list.chosen
        for button in self._deeds:
            button.setEnabled(bool(chosen))
        annex = bool(chosen) and all(row.annex for row in chosen)
        self._deeds[2].setText(_("No &annex any more") if annex else _("Make &annex"))
        for button in self._of_book:
            button.setEnabled(has_book)
        self.books.setVisible(has_book)
        self._export.setEnabled(has_book and self.list.rows.rowCount() > 0)

    def _show_marking(self, sheet: BookSheet) -> None:
        self._marking.setVisible(bool(sheet.rows))
        self._marking.setText(sheet.why_none or sheet.marking or _("no marking stated"))
        self._marking.setProperty("urgent", bool(sheet.why_none))
        self._marking.setAlignment(Qt.AlignmentFlag.AlignLeading if sheet.why_none else Qt.AlignmentFlag.AlignCenter)
        self._colour_marking("" if sheet.why_none else sheet.marking)

    def _colour_marking(self, marking: str) -> None:
        urgent = self._marking.property("urgent")
        band = self._theme.band(marking or None)
        ink, ground = (self._theme.alert, self._theme.side) if urgent else (band.ink, band.ground)
        self._marking.setStyleSheet(f"color: {ink}; background: {ground}; padding: 4px 10px; font-weight: bold;")


def _shortened(news: Sequence[str]) -> list[str]:
    """The first lines, and how many more there are: the cards keep their room."""
    more = len(news) - MOST_NEWS
    if more <= 1:
        return list(news)
    return [*news[:MOST_NEWS], ngettext("and {count} more", "and {count} more", more).format(count=more)]


def _button(text: str, action: Callable[[], object], keys: str = "") -> QPushButton:
    button = QPushButton(text)
    button.setAutoDefault(False)
    button.clicked.connect(lambda _checked: action())
    if keys:
        button.setToolTip(QKeySequence(keys).toString(QKeySequence.SequenceFormat.NativeText))
    return button


def _centred(words: str) -> QWidget:
    label = plain_label(words, "quiet")
    label.setAlignment(Qt.AlignmentFlag.AlignCenter)
    label.setMargin(30)
    return label
