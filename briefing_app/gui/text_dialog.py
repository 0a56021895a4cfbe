"""A small window that tells something at length: a heading, a sentence, plain text to read and to copy."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLabel, QPlainTextEdit, QVBoxLayout, QWidget

from briefing_app.i18n import _

SIZE = (620, 420)
LEAST_WIDTH = 420


class TextDialog(QDialog):
    """Closed by Esc. Nothing in it is read as rich text, and nothing is sent anywhere."""

    def __init__(self, title: str, sentence: str, text: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setMinimumWidth(LEAST_WIDTH)
        layout = titled_layout(self, title)
        layout.addWidget(plain_label(sentence))
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        if text:
            self.resize(*SIZE)
            layout.addWidget(_reading_box(title, text))
            copy = buttons.addButton(_("Copy"), QDialogButtonBox.ButtonRole.ActionRole)
            copy.setAutoDefault(False)
            copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(text))
        layout.addWidget(buttons)
        buttons.button(QDialogButtonBox.StandardButton.Close).setDefault(True)


def titled_layout(dialog: QDialog, title: str) -> QVBoxLayout:
    """The layout of every small window, its heading in it."""
    layout = QVBoxLayout(dialog)
    layout.setContentsMargins(24, 20, 24, 18)
    layout.setSpacing(14)
    layout.addWidget(plain_label(title, "dialogTitle"))
    return layout


def plain_label(text: str, name: str = "") -> QLabel:
    """A label that shows its text as it stands, whatever it holds."""
    label = QLabel()
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setText(text)
    label.setWordWrap(True)
    label.setObjectName(name)
    return label


def _reading_box(name: str, text: str) -> QPlainTextEdit:
    box = QPlainTextEdit(text)
    box.setObjectName("readingBox")
    box.setReadOnly(True)
    box.setTabChangesFocus(True)
    box.setAccessibleName(name)
    return box
