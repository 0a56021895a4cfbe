"""What stands in a window in place of everything while the notes are locked: a field for the passphrase."""

from __future__ import annotations

import math
from collections.abc import Callable

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from briefing_app.errors import BriefingError
from briefing_app.gui.text_dialog import plain_label
from briefing_app.i18n import _
from briefing_app.notes.keys import wait_in_words

WIDTH = 440
SECOND_MS = 1000

Unlock = Callable[[str], None]


class LockScreen(QWidget):
    """Asks for the passphrase, and tells what `unlock` says of it.

    `unlock` raises a BriefingError where it opens nothing; one with a `wait` says for how many seconds no other is
    tried.
    """

    def __init__(self, unlock: Unlock, place: str, parent: QWidget | None = None) -> None:
        """`place` is where the locked notes lie."""
        super().__init__(parent)
        self._unlock = unlock
        self._left = 0
        self._sentence = ""
        self.setObjectName("lockScreen")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName(_("The notes are locked"))
        self.field = password_field(_("Passphrase or recovery code"))
        self.field.returnPressed.connect(self._try)
        self._button = QPushButton(_("Open"))
        self._button.setDefault(True)
        self._button.clicked.connect(self._try)
        self._status = plain_label("", "lockStatus")
        self._countdown = QTimer(self, interval=SECOND_MS)
        self._countdown.timeout.connect(self._count_down)
        self._build(place)
        self.setFocusProxy(self.field)

    def _build(self, place: str) -> None:
        row = QHBoxLayout()
        row.addWidget(self.field, 1)
        row.addWidget(self._button)
        column = QWidget()
        column.setFixedWidth(WIDTH)  # with it, Qt knows how many lines the sentences take
        inside = QVBoxLayout(column)
        inside.setSpacing(12)
        inside.addWidget(plain_label(_("The notes are locked"), "dialogTitle"))
        inside.addWidget(plain_label(_("Type the passphrase, or the recovery code, to go on where you were.")))
        inside.addLayout(row)
        inside.addWidget(self._status)
        where = _("Nobody can open them without one of the two. They lie here: {path}").format(path=place)
        inside.addWidget(plain_label(where, "quiet"))
        layout = QVBoxLayout(self)
        layout.addStretch(2)
        middle = QHBoxLayout()
        middle.addStretch()
        middle.addWidget(column)
        middle.addStretch()
        layout.addLayout(middle)
        layout.addStretch(3)

    def _try(self) -> None:
        words = self.field.text()
        if not words or self._left:
            return
        self.field.clear()
        try:
            self._unlock(words)
        except BriefingError as error:
            self._left = math.ceil(getattr(error, "wait", 0.0))
            self._say(" ".join(filter(None, (error.sentence, error.hint))))

    def _say(self, sentence: str) -> None:
        self._sentence = sentence
        self._enable()
        if self._left:
            self._countdown.start()
        self.field.setFocus()

    def _count_down(self) -> None:
        self._left = max(0, self._left - 1)
        if not self._left:
            self._countdown.stop()
            self._sentence = ""
            self.field.selectAll()  # what was typed meanwhile was not tried: the next letters replace it
        self._enable()

    def _enable(self) -> None:
        self._button.setEnabled(not self._left)
        self._status.setText(f"{self._sentence} {wait_in_words(self._left)}" if self._left else self._sentence)
        self._status.setAccessibleName(self._status.text())


def password_field(name: str) -> QLineEdit:
    """A field whose letters are not shown, kept or predicted."""
    field = QLineEdit()
    field.setEchoMode(QLineEdit.EchoMode.Password)
    field.setInputMethodHints(Qt.InputMethodHint.ImhHiddenText | Qt.InputMethodHint.ImhSensitiveData)
    field.setPlaceholderText(name)
    field.setAccessibleName(name)
    return field
