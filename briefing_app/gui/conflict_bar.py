"""A quiet bar above a note that was changed elsewhere while it was written here: both are kept, the reader chooses."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget

from briefing_app.i18n import _


class ConflictBar(QWidget):
    """Says which text the reader wants; whoever holds it saves that."""

    difference_wanted = Signal()
    mine_wanted = Signal()
    other_wanted = Signal()
    both_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("conflictBar")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._says = QLabel()
        self._says.setObjectName("messageText")
        self._says.setTextFormat(Qt.TextFormat.PlainText)
        self._says.setWordWrap(True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 6, 6, 4)
        layout.setSpacing(0)
        layout.addWidget(self._says)
        for text, signal in (
            (_("Show the &difference"), self.difference_wanted),
            (_("Keep &mine"), self.mine_wanted),
            (_("&Take the other"), self.other_wanted),
            (_("Keep &both"), self.both_wanted),
        ):  # below each other: the notes are a narrow column
            button = QPushButton(text)
            button.setFlat(True)
            button.clicked.connect(signal)
            layout.addWidget(button, 0, Qt.AlignmentFlag.AlignLeading)
        self.hide()

    def ask(self, time: str) -> None:
        """Show that another text was written at `time`."""
        from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent  # 2 ms that a start without one saves

        sentence = _("Also changed elsewhere at {time}. Both texts are kept.").format(time=time)
        self._says.setText(sentence)
        self.setAccessibleName(sentence)
        self.show()
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, sentence))
