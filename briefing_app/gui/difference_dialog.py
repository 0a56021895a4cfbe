"""A small window that shows how one text became another."""

from __future__ import annotations

from PySide6.QtWidgets import QDialog, QDialogButtonBox, QWidget

from briefing_app.gui.difference_view import DifferenceView
from briefing_app.gui.text_dialog import SIZE, plain_label, titled_layout
from briefing_app.screen.theme import Theme


class DifferenceDialog(QDialog):
    """Closed by Esc."""

    def __init__(self, title: str, before: str, now: str, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.resize(*SIZE)
        view = DifferenceView(theme)
        says = plain_label(view.show_difference(before, now), "quiet")
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        layout = self._layout = titled_layout(self, title)
        self._buttons = buttons
        for widget in (view, says, buttons):
            layout.addWidget(widget)
        buttons.button(QDialogButtonBox.StandardButton.Close).setDefault(True)

    def add_sentence(self, sentence: str) -> None:
        """Say something above the texts."""
        self._layout.insertWidget(1, plain_label(sentence))

    def add_action(self, action: str) -> None:
        """Let the reader accept it, too."""
        button = self._buttons.addButton(action, QDialogButtonBox.ButtonRole.AcceptRole)
        button.setAutoDefault(False)
        self._buttons.accepted.connect(self.accept)
