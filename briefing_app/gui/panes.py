"""The three panes of the window side by side: their widths, the way between them, and the notes that fold away."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QApplication, QSplitter, QWidget

WIDTHS = (300, 720, 260)
LEAST_WIDTHS = (200, 320, 200)
NARROW = 1000  # below this the notes leave their room to the card until they are asked for, and the list some of it
NARROW_WIDTHS = (240, 320, 220)


class Panes(QSplitter):
    """Sidebar, page and notes.

    The notes are shown if the reader wants them (`notes_wanted`) and there is room, or if they were asked for since
    the window became narrow. `may_fold` is asked before they are hidden: not while their text cannot be saved.
    """

    notes_shown = Signal(bool)
    """The notes are in sight now, or not any more."""

    def __init__(self, sidebar: QWidget, page: QWidget, notes: QWidget, may_fold: Callable[[], bool]) -> None:
        super().__init__(Qt.Orientation.Horizontal)
        self._panes = (sidebar, page, notes)
        self._sidebar, self._notes, self._may_fold = sidebar, notes, may_fold
        self._widths: tuple[int, ...] = WIDTHS
        self._narrow = False
        self.notes_wanted = True
        self.setHandleWidth(1)
        self.setChildrenCollapsible(False)
        for number, pane in enumerate(self._panes):
            pane.setMinimumWidth(LEAST_WIDTHS[number])
            self.addWidget(pane)
            self.setStretchFactor(number, number % 2)  # the page alone grows with the window

    def restore(self, widths: Sequence[int], *, notes_wanted: bool) -> None:
        """Take the widths and the wish of an earlier start, in a window that has its size."""
        if len(widths) == len(WIDTHS) and min(widths) > 0:
            self._widths = tuple(widths)
        self.notes_wanted = notes_wanted
        self._narrow = self.window().width() < NARROW
        self._set_notes_visible(notes_wanted and not self._narrow)
        self._spread()

    def widths(self) -> tuple[int, ...]:
        """The panes' widths in pixels in a window that is wide; that of a hidden one is what it last was."""
        if not self._narrow:
            self._widths = tuple(now or before for now, before in zip(self.sizes(), self._widths, strict=True))
        return self._widths

    def show_notes(self, shown: bool) -> None:
        """Show the notes or fold them away, as the reader wants."""
        if shown or self._may_fold():
            self.notes_wanted = shown
            self._set_notes_visible(shown)
        else:
            self.notes_shown.emit(True)

    def show_sidebar(self, shown: bool) -> None:
        """Show the list or fold it away."""
        self.widths()
        self._sidebar.setVisible(shown)

    def move_focus(self, by: int) -> None:
        """Move the keyboard `by` panes to the right, round the end."""
        panes = [pane for pane in self._panes if pane.isVisible()]
        focus = QApplication.focusWidget()
        here = next((n for n, pane in enumerate(panes) if focus and (focus is pane or pane.isAncestorOf(focus))), -by)
        panes[(here + by) % len(panes)].setFocus(Qt.FocusReason.ShortcutFocusReason)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give the notes' room to the card when the window becomes narrow, and back."""
        narrow = event.size().width() < NARROW
        if narrow != self._narrow:
            self.widths()
            self._narrow = narrow
            if not narrow:
                self._set_notes_visible(self.notes_wanted)
            elif not self._notes.isAncestorOf(QApplication.focusWidget() or self) and self._may_fold():
                self._set_notes_visible(False)
            self._spread()
        super().resizeEvent(event)

    def _spread(self) -> None:
        """Set the widths; what the window has more or less of, the page gets."""
        list_width, _page, notes_width = NARROW_WIDTHS if self._narrow else self._widths
        notes_width = 0 if self._notes.isHidden() else notes_width
        self.setSizes([list_width, max(LEAST_WIDTHS[1], self.width() - list_width - notes_width), notes_width])

    def _set_notes_visible(self, shown: bool) -> None:
        if not shown and self._notes.isVisible():
            self.widths()
        self._notes.setVisible(shown)
        self.notes_shown.emit(shown)
