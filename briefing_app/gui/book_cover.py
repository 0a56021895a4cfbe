"""What the cover of a book says, in fields: told when the reader leaves one."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from briefing_app.gui.text_dialog import plain_label
from briefing_app.i18n import _


class CoverForm(QWidget):
    """One field a line of the cover."""

    edited = Signal(str, str)
    """A line, as `paper.edition.Cover` calls it, and what it shall say."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.fields: dict[str, QLineEdit] = {}
        self._shown: Mapping[str, str] = {}
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(3)
        layout.addWidget(plain_label(_("Cover"), "tabHeading"))
        for line, (name, example) in _lines().items():
            label, field = plain_label(name, "quiet"), QLineEdit()
            field.setAccessibleName(name)
            field.setPlaceholderText(example)
            field.setMaxLength(1000)
            field.editingFinished.connect(lambda line=line: self._tell(line))
            label.setBuddy(field)
            layout.addSpacing(5)
            layout.addWidget(label)
            layout.addWidget(field)
            self.fields[line] = field
        layout.addStretch(1)

    def show_cover(self, lines: Mapping[str, str], title: str) -> None:
        """Show what the cover says; `title` stands on it where none is chosen. What is being typed stays."""
        self._shown = dict(lines)
        self.fields["title"].setPlaceholderText(title)
        for line, field in self.fields.items():
            if not (field.hasFocus() and field.isModified()) and field.text() != lines.get(line, ""):
                with QSignalBlocker(field):
                    field.setText(lines.get(line, ""))
                    field.setCursorPosition(0)

    def flush(self) -> None:
        """Tell what is being typed."""
        for line, field in self.fields.items():
            if field.isModified():
                self._tell(line)

    def _tell(self, line: str) -> None:
        field = self.fields[line]
        field.setModified(False)
        text = " ".join(field.text().split())
        if text != self._shown.get(line, ""):
            self.edited.emit(line, text)


def _lines() -> dict[str, tuple[str, str]]:
    """The lines with their names and what might stand there."""
    return {
        "title": (_("Title"), ""),
        "occasion": (_("Occasion"), ""),
        "day": (_("Day"), _("2026-03-14, or words")),
        "prepared_for": (_("Prepared for"), ""),
        "prepared_by": (_("Prepared by"), ""),
        "copy": (_("Copy"), _("3 of 12")),
    }
