"""A line at the foot of the card that tells what happened and what to do, without stopping the reader."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Collection, Sequence

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QWidget

from briefing_app.errors import BriefingError, TemplateError
from briefing_app.i18n import _

NEWS_MS = 8000
PROBLEMS_KEPT = 50


class MessageBar(QWidget):
    """Shows one message at a time: good news goes by itself, a failure stays until it is closed.

    `problems` are the latest failures shown since the start.
    """

    undo_offered = Signal(object, object)
    """What was told of can be taken back by calling the first, and done again by the second, where it is not None."""
    undo_wanted = Signal(object)
    """The reader wants what was told of taken back."""
    built_in_wanted = Signal()
    """The reader wants the built-in templates in place of their own, one of which has a fault."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("messageBar")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._details = ""
        self.problems: deque[BriefingError] = deque(maxlen=PROBLEMS_KEPT)
        self._text = QLabel()
        self._text.setObjectName("messageText")
        self._text.setTextFormat(Qt.TextFormat.PlainText)
        self._text.setWordWrap(True)
        self._text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._copy = _flat_button(_("Copy details"), self._copy_details)
        self._undo = _flat_button(_("Undo"), self._want_undo)
        self._undo_work: Callable[[], object] | None = None
        self._do = _flat_button(_("Do it"), self._do_offered)
        self._offered: Callable[[], object] = self.hide
        self._close = _flat_button(_("Close"), self.hide)
        self._actions: list[QPushButton] = []
        layout = self._row = QHBoxLayout(self)
        layout.setContentsMargins(16, 6, 8, 6)
        layout.addWidget(self._text, 1)
        layout.addWidget(self._do)
        layout.addWidget(self._undo)
        layout.addWidget(self._copy)
        layout.addWidget(self._close)
        self._away = QTimer(self, interval=NEWS_MS, singleShot=True)
        self._away.timeout.connect(self.hide)
        self.hide()

    @property
    def text(self) -> str:
        """What is shown."""
        return self._text.text()

    def tell(
        self,
        sentence: str,
        undo: Callable[[], object] | None = None,
        again: Callable[[], object] | None = None,
        *,
        in_history: bool = False,
    ) -> None:
        """Show good news for some seconds; what it tells of can be taken back, and done `again`.

        `in_history` is whether the history of the notes leads back from it, so that nobody else need remember.
        """
        self._show(sentence, "", urgent=False)
        self._offer(undo, again, in_history=in_history)
        self._away.start()

    def tell_written(self, sentence: str, actions: Sequence[tuple[str, Callable[[], object]]]) -> None:
        """Show good news with what may be done next, each a button, until it is closed."""
        self._away.stop()
        self._show(sentence, "", urgent=False)
        for place, (text, work) in enumerate(actions, start=1):
            button = _flat_button(text, work)
            self._row.insertWidget(place, button)
            self._actions.append(button)

    def offer(self, sentence: str, action: str, work: Callable[[], object]) -> None:
        """Show something that the reader may do, until they do it or close it."""
        self._away.stop()
        self._show(sentence, "", urgent=False)
        self._offer_work(action, work)

    def withdraw(self, sentences: Collection[str]) -> None:
        """Take a failure off that is mended, if it is one of these that shows."""
        if self.isVisible() and any(self.text.startswith(sentence) for sentence in sentences):
            self.hide()

    def fail(self, error: BriefingError, undo: Callable[[], object] | None = None) -> None:
        """Show what went wrong and what to do, until it is closed; what was done nevertheless can be taken back."""
        self._away.stop()
        self.problems.append(error)
        self._show(" ".join(filter(None, (error.sentence, error.hint))), error.details, urgent=True)
        self._offer(undo, None, in_history=False)
        if isinstance(error, TemplateError):
            self._offer_work(_("Use the built-in template"), self.built_in_wanted.emit)

    def _offer_work(self, action: str, work: Callable[[], object]) -> None:
        self._offered = work
        self._do.setText(action)
        self._do.show()

    def _offer(
        self, undo: Callable[[], object] | None, again: Callable[[], object] | None, *, in_history: bool
    ) -> None:
        self._undo_work = undo
        self._undo.setVisible(undo is not None)
        if undo is not None and not in_history:
            self.undo_offered.emit(undo, again)

    def _want_undo(self) -> None:
        self.hide()
        self.undo_wanted.emit(self._undo_work)

    def _show(self, sentence: str, details: str, *, urgent: bool) -> None:
        self._details = details
        self._text.setText(sentence)
        self._text.setAccessibleName(sentence)
        self._copy.setVisible(bool(details))
        self._undo.hide()
        self._do.hide()
        while self._actions:
            self._actions.pop().deleteLater()
        self.setProperty("urgent", urgent)
        self.style().unpolish(self)
        self.style().polish(self)
        self.show()
        from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent  # 3 ms that a start without news saves

        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, sentence))

    def _do_offered(self) -> None:
        self.hide()
        self._offered()

    def _copy_details(self) -> None:
        QGuiApplication.clipboard().setText(f"{self._text.text()}\n{self._details}")


def _flat_button(text: str, slot: object) -> QPushButton:
    button = QPushButton(text)
    button.setFlat(True)
    button.setCursor(Qt.CursorShape.PointingHandCursor)
    button.clicked.connect(slot)
    return button
