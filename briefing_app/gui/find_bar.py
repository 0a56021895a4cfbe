"""Finding words in the page that is shown: a line below it, with a count, and every hit marked."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QHideEvent, QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QPushButton, QWidget

from briefing_app.gui.card_view import CardView
from briefing_app.gui.page_text import Hit, PageText
from briefing_app.i18n import _
from briefing_app.screen.theme import Theme

if TYPE_CHECKING:
    from briefing_app.library.expression import Needle

# Beyond this many, marks would cost more time than they help; the count and the steps still reach every hit.
MARKED_HITS = 1000


class FindBar(QWidget):
    """Searches `view` while the reader types; hidden until asked for.

    Enter and F3 go to the next hit, with Shift to the one before; Escape closes. What the library was searched for is
    marked without being asked.
    """

    def __init__(self, view: CardView, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("findBar")
        self._view = view
        self._text: PageText | None = None
        self._hits: list[Hit] = []
        self._current = -1
        self._needles: tuple[Needle, ...] = ()  # what the library was searched for
        self._colours = (self.palette().midlight().color(), self.palette().mid().color())
        self._build()
        self._field.textChanged.connect(lambda: self._search(step_to_first=True))
        view.page_shown.connect(self._page_shown)
        self.hide()

    def set_theme(self, theme: Theme) -> None:
        """Mark hits in the colours of `theme` from now on."""
        self._colours = QColor(theme.found), QColor(theme.found_now)
        self._mark()

    def mark_searched(self, needles: Iterable[Needle], *, lead: bool = True) -> None:
        """Mark in the page what the library was searched for, until something is looked for in the page itself.

        `lead` brings the first hit into sight.
        """
        had, self._needles = bool(self._needles), tuple(needles)
        if not self.isVisible() and (had or self._needles):
            self._find_searched()
            if self._hits and lead:
                self._view.show_hit(self._hits[0])

    def open(self) -> None:
        """Show the bar, ready to type; what is chosen on the page is looked for."""
        chosen = self._view.plain_selection()
        self.show()
        if chosen and "\n" not in chosen:
            self._field.setText(chosen)
        self._search(step_to_first=False)
        self._field.selectAll()
        self._field.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def close_bar(self) -> None:
        """Hide the bar and give the page back its keys."""
        self.hide()
        self._view.setFocus(Qt.FocusReason.OtherFocusReason)

    def find_next(self) -> None:
        """Go to the next hit, after the last to the first."""
        self._step(1)

    def find_previous(self) -> None:
        """Go to the hit before, from the first to the last."""
        self._step(-1)

    # What Qt calls

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter, F3, Escape."""
        back = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        if event.key() == Qt.Key.Key_Escape:
            self.close_bar()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_F3):
            self._step(-1 if back else 1)
        else:
            super().keyPressEvent(event)

    def hideEvent(self, event: QHideEvent) -> None:
        """Take the marks off the page."""
        self._needles = ()
        self._view.mark((), -1, self._colours)
        super().hideEvent(event)

    # Inside

    def _build(self) -> None:
        self._field = QLineEdit()
        self._field.setPlaceholderText(_("Find in this card"))
        self._field.setAccessibleName(_("Find in this card"))
        self._field.setClearButtonEnabled(True)
        self._count = QLabel()
        self._count.setObjectName("findCount")
        self._count.setTextFormat(Qt.TextFormat.PlainText)
        self._count.setAccessibleName(_("Number of hits"))
        buttons = [
            self._button(_("Previous"), self.find_previous),
            self._button(_("Next"), self.find_next),
            self._button(_("Close"), self.close_bar),
        ]
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 6, 12, 6)
        row.setSpacing(8)
        for widget in (self._field, self._count, *buttons):
            row.addWidget(widget)
        row.setStretchFactor(self._field, 1)

    def _button(self, text: str, action: Callable[[], None]) -> QPushButton:
        button = QPushButton(text)
        button.setFlat(True)
        button.setAutoDefault(False)
        button.clicked.connect(action)
        return button

    def _page_shown(self) -> None:
        self._text = None
        if self.isVisible():
            self._search(step_to_first=False)
        elif self._needles:
            self._find_searched()

    def _find_searched(self) -> None:
        from briefing_app.library.hits import spans_in

        raw = self._view.document().toRawText()
        wide = [place for place, letter in enumerate(raw) if letter > "\uffff"]  # which Qt counts as two
        spans = spans_in(raw, self._needles)
        self._hits = [Hit(start + bisect_left(wide, start), end + bisect_left(wide, end)) for start, end in spans]
        self._current = 0 if self._hits else -1
        self._mark()

    def _search(self, *, step_to_first: bool) -> None:
        """Look for what is typed; go to the first hit at or after the cursor, or only count and mark."""
        self._text = self._text or PageText(self._view.document().toRawText())
        self._hits = self._text.find(self._field.text())
        start = self._view.textCursor().selectionStart()
        following = (number for number, hit in enumerate(self._hits) if hit.start >= start)
        self._current = next(following, 0) if self._hits else -1
        if step_to_first and self._hits:
            self._view.show_hit(self._hits[self._current])
        self._mark()
        self._tell()

    def _step(self, by: int) -> None:
        if not self.isVisible() and not self._needles:
            self.open()
        elif self._hits:
            self._current = (self._current + by) % len(self._hits)
            self._view.show_hit(self._hits[self._current])
            self._mark()
            self._tell()

    def _mark(self) -> None:
        if self.isVisible() or self._needles:
            first = max(0, self._current - MARKED_HITS // 2)
            self._view.mark(self._hits[first : first + MARKED_HITS], self._current - first, self._colours)
        else:
            self._view.mark((), -1, self._colours)

    def _tell(self) -> None:
        if not self._field.text().strip():
            text = ""
        elif not self._hits:
            text = _("not found")
        else:
            text = _("{number} of {count}").format(number=self._current + 1, count=len(self._hits))
        self._count.setText(text)
