"""What a note said before: its versions, how each differs from the one before or from now, and the way back to it."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import zip_longest

from PySide6.QtCore import QDateTime, QLocale, Qt
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QListWidget,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from briefing_app.gui.difference_view import DifferenceView
from briefing_app.gui.text_dialog import plain_label, titled_layout
from briefing_app.i18n import _
from briefing_app.notes.history import Edit
from briefing_app.screen.theme import Theme

SIZE = (820, 520)
LEAST = (420, 320)
LIST_WIDTH = 280
GAP = 10


class HistoryDialog(QDialog):
    """Accepted when the reader wants the version that is current back: `chosen` is its text."""

    def __init__(self, title: str, edits: Sequence[Edit], theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._edits = versions(edits)
        self.setWindowTitle(_("History"))
        self.setMinimumSize(*LEAST)
        self.resize(*SIZE)
        self._list = QListWidget()
        self._list.setObjectName("versionList")
        self._list.setAccessibleName(_("Versions, the newest first"))
        self._list.setWordWrap(True)
        self._list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._list.addItems([_name(edit, number) for number, edit in enumerate(self._edits)])
        self._list.currentRowChanged.connect(self._show)
        self._against = QComboBox()
        self._against.addItems([_("What changed in this version"), _("What changed since this version")])
        self._against.setAccessibleName(_("Compare"))
        self._against.currentIndexChanged.connect(self._show)
        self._view = DifferenceView(theme)
        self._says = plain_label("", "quiet")
        layout = titled_layout(self, title)
        if self._edits:
            layout.addWidget(self._panes(), 1)
        else:
            layout.addWidget(plain_label(_("Nothing was written here yet.")))
        layout.addWidget(self._buttons())
        self._list.setCurrentRow(0)
        self._list.setFocus()

    @property
    def chosen(self) -> str:
        """The text of the version that is current."""
        return self._edits[self._list.currentRow()].text

    def _panes(self) -> QWidget:
        right = QWidget()
        column = QVBoxLayout(right)
        column.setContentsMargins(GAP, 0, 0, 0)
        row = QHBoxLayout()
        row.addWidget(self._against)
        row.addStretch(1)
        column.addLayout(row)
        column.addWidget(self._view, 1)
        column.addWidget(self._says)
        panes = QSplitter()
        panes.setChildrenCollapsible(False)
        panes.addWidget(self._list)
        panes.addWidget(right)
        panes.setSizes([LIST_WIDTH, SIZE[0] - LIST_WIDTH])
        return panes

    def _buttons(self) -> QDialogButtonBox:
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        self._restore = buttons.addButton(_("&Restore this version"), QDialogButtonBox.ButtonRole.ActionRole)
        self._restore.setAutoDefault(False)
        self._restore.clicked.connect(self.accept)
        self._restore.setEnabled(False)
        self._restore.setToolTip(_("It is saved as a new version; nothing is lost."))
        buttons.rejected.connect(self.reject)
        buttons.button(QDialogButtonBox.StandardButton.Close).setDefault(True)
        return buttons

    def _show(self) -> None:
        row = self._list.currentRow()
        if row < 0:
            return
        said, now = self._edits[row].text, self._edits[0].text
        if self._against.currentIndex():
            words = self._view.show_difference(said, now)
        else:
            words = self._view.show_difference(self._edits[row + 1].text if row + 1 < len(self._edits) else "", said)
        self._says.setText(words)
        self._restore.setEnabled(said != now)


def versions(edits: Sequence[Edit]) -> list[Edit]:
    """The edits that changed the text, the newest first: a colour or an audience is no version."""
    return [edit for edit, before in zip_longest(edits, edits[1:]) if not before or edit.text != before.text]


def _name(edit: Edit, number: int) -> str:
    """When it was written and where; the newest is what stands now."""
    moment = QDateTime.fromString(edit.when, Qt.DateFormat.ISODate).toLocalTime()
    date = QLocale().toString(moment.date(), QLocale.FormatType.LongFormat)
    place = edit.device or _("Another computer")
    if number == 0:
        place = _("{computer} · as it is now").format(computer=place)
    return f"{date}, {moment.toString('HH:mm')}\n{place}"
