"""The small bar at a selection: mark it in one of four colours, comment on it, copy it as a citation."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from PySide6.QtCore import QPoint, QRect, Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QToolButton, QWidget

from briefing_app.gui.mark_styles import COLOURS, swatch
from briefing_app.i18n import _
from briefing_app.screen.theme import Theme

SWATCH_PX = 12
GAP_PX = 6  # between the bar and the selection


class MarkBar(QFrame):
    """Stands over the page, below the selection or, where there is no room, above it."""

    colour_chosen = Signal(str)
    comment_wanted = Signal()
    citation_wanted = Signal()

    def __init__(self, page: QWidget) -> None:
        super().__init__(page)
        self._page = page
        self.setObjectName("markBar")
        self.setAccessibleName(_("What to do with the selection"))
        self._colours: dict[str, QToolButton] = {}
        row = QHBoxLayout(self)
        row.setContentsMargins(4, 4, 4, 4)
        row.setSpacing(2)
        for colour in COLOURS:
            button = self._button("", "")
            button.clicked.connect(partial(self._choose, colour))
            self._colours[colour] = button
            row.addWidget(button)
        comment = self._button(_("Comment"), _("Comment on it (N)"))
        comment.clicked.connect(self.comment_wanted)
        citation = self._citation = self._button(_("Cite"), _("Copy it as a citation (Ctrl+Shift+C)"))
        citation.clicked.connect(self.citation_wanted)
        row.addWidget(comment)
        row.addWidget(citation)
        self.hide()

    def set_theme(self, theme: Theme) -> None:
        """Show the colours as the page draws them."""
        for colour, button in self._colours.items():
            button.setIcon(swatch(colour, theme, SWATCH_PX))

    def show_names(self, names: Mapping[str, str]) -> None:
        """Say what the colours mean to the reader."""
        for number, (colour, button) in enumerate(self._colours.items(), start=1):
            tip = f"{names[colour]} (Ctrl+{number})"
            button.setText(names[colour].replace("&", "&&"))
            button.setToolTip(tip)
            button.setAccessibleName(tip)

    def show_at(self, selection: QRect) -> None:
        """Stand at a selection, whose last line this is, inside the page."""
        room = self._page.rect()
        # In a narrow page the colours stand without their names, in the narrowest one citing is left to its key.
        for with_words, with_citing in ((True, True), (False, True), (False, False)):
            self._name_colours(shown=with_words)
            self._citation.setVisible(with_citing)
            self.adjustSize()
            if self.width() <= room.width():
                break
        below = selection.bottom() + GAP_PX
        top = below if below + self.height() <= room.bottom() else selection.top() - GAP_PX - self.height()
        left = max(0, min(selection.right() - self.width() // 2, room.width() - self.width()))
        self.move(QPoint(left, max(0, top)))
        self.show()
        self.raise_()

    def _name_colours(self, *, shown: bool) -> None:
        styles = Qt.ToolButtonStyle
        for button in self._colours.values():
            button.setToolButtonStyle(styles.ToolButtonTextBesideIcon if shown else styles.ToolButtonIconOnly)

    def _choose(self, colour: str, _checked: bool = False) -> None:
        self.colour_chosen.emit(colour)

    def _button(self, text: str, tip: str) -> QToolButton:
        button = QToolButton()
        button.setObjectName("markButton")
        button.setText(text)
        button.setToolTip(tip)
        button.setAccessibleName(tip)
        button.setFocusPolicy(button.focusPolicy().NoFocus)  # the selection keeps the keyboard
        return button
