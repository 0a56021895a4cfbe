"""A line that says how far something is that takes longer, with a button to stop it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QPushButton, QSizePolicy, QWidget

from briefing_app.gui.text_dialog import plain_label
from briefing_app.i18n import _

if TYPE_CHECKING:
    from briefing_app.making import Stage

SHOWN_AFTER_MS = 300  # what is done sooner is not talked about
BAR = (140, 8)


class WorkBar(QWidget):
    """Hidden until it is told of a stage, and for a moment longer."""

    cancel_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("workBar")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self._words = plain_label("")
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setFixedSize(*BAR)
        self._stop = QPushButton(_("Stop"))
        self._stop.setAutoDefault(False)
        self._stop.clicked.connect(self.cancel_wanted)
        self._soon = QTimer(self, interval=SHOWN_AFTER_MS, singleShot=True)
        self._soon.timeout.connect(self.show)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(16, 6, 8, 6)
        layout.addWidget(self._words, 1)
        layout.addWidget(self._bar)
        layout.addWidget(self._stop)
        self.hide()

    @property
    def words(self) -> str:
        """What is being done."""
        return self._words.text()

    def show_stage(self, stage: Stage) -> None:
        """Say what is being done now."""
        self._words.setText(f"{stage.words}…")
        self._bar.setRange(0, stage.total)  # 0 to 0 moves without an end
        self._bar.setValue(stage.done)
        self._bar.setAccessibleName(stage.words)
        if not self.isVisible() and not self._soon.isActive():
            self._soon.start()

    def end(self) -> None:
        """Say no more: it is done."""
        self._soon.stop()
        self.hide()
