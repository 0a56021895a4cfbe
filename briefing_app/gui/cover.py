"""Covers one window while the notes are locked: nothing of cards or notes is in it, and no command but to close it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QLayout, QWidget

from briefing_app.gui.lock_screen import LockScreen, Unlock
from briefing_app.i18n import _

if TYPE_CHECKING:
    from PySide6.QtGui import QAction

    from briefing_app.gui.main_window import MainWindow

LEFT = frozenset({"close", "quit", "about", "full-screen", "theme-system", "theme-light", "theme-dark"})


class Cover(QObject):
    """Put on and taken off as often as the notes are locked and opened."""

    def __init__(self, window: MainWindow, content: QWidget, layout: QLayout, place: str) -> None:
        """`content` is what is covered, in `layout`; `place` is where the notes lie."""
        super().__init__(window)
        self._window, self._content, self._layout, self._place = window, content, layout, place
        self._screen: LockScreen | None = None
        self._disabled: list[QAction] = []

    @property
    def is_on(self) -> bool:
        """Whether the window is covered."""
        return self._screen is not None

    def put_on(self, unlock: Unlock) -> None:
        """Show a field for the passphrase in place of everything; what is written has been saved before."""
        if self._screen is not None:
            return
        self._screen = LockScreen(unlock, self._place)
        self._layout.addWidget(self._screen)
        self._content.hide()
        self._window.statusBar().hide()
        self._window.setWindowTitle(_("Briefing App"))
        self._disabled = [
            action
            for command, action in self._window.actions_by_id.items()
            if command not in LEFT and action.isEnabled()
        ]
        for action in self._disabled:
            action.setEnabled(False)
        self._screen.setFocus()

    def take_off(self) -> None:
        """Show what was there before."""
        screen, self._screen = self._screen, None
        if screen is None:
            return
        screen.hide()
        screen.deleteLater()
        self._content.show()
        for action in self._disabled:
            action.setEnabled(True)
        self._disabled = []
