"""What the reader sets once: which folders make the library, with what a start begins, what protects the notes."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from briefing_app.gui.dialogs import choose_folder
from briefing_app.gui.mark_styles import swatch
from briefing_app.gui.text_dialog import plain_label, titled_layout
from briefing_app.i18n import _
from briefing_app.notes.colours import COLOURS, colour_names

if TYPE_CHECKING:
    from briefing_app.gui.encrypting import Protection
    from briefing_app.screen.theme import Theme
    from briefing_app.settings import Settings

SWATCH_PX = 12
LONGEST_NAME = 24  # letters of a word for a colour
SIZE = (640, 520)
OWN = Qt.ItemDataRole.UserRole


class SettingsDialog(QDialog):
    """Changes nothing itself: `wish` says what was set.

    Args:
        own: the folders that are always read, the last of them that of the imported cards.
        protection: what protects the notes, which does what it offers itself.
    """

    def __init__(
        self,
        settings: Settings,
        own: Sequence[Path],
        theme: Theme,
        protection: Protection,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._protection = protection
        self.setWindowTitle(_("Settings"))
        self.resize(*SIZE)
        self.folders = QListWidget()
        self.folders.setObjectName("folders")
        self.folders.setAccessibleName(_("Folders of cards"))
        self.folders.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        for folder in own:
            words = _("Imported cards") if folder == own[-1] else _("Bundled cards")
            self._add(f"{words}: {folder}", folder, own=True)
        for name in settings.folders:
            self._add(name, Path(name))
        self._home = QCheckBox(_("Begin with what is new, updated and kept for tonight"))
        self._home.setChecked(settings.home)
        self._places = QCheckBox(_("Show places, shelves and saved searches above the list"))
        self._places.setChecked(settings.places)
        self._colours = [QLineEdit(own) for own in (*settings.colours, *[""] * len(COLOURS))[: len(COLOURS)]]
        self._theme = theme
        self._build()

    def wish(self) -> dict[str, Any]:
        """The settings by name; `folders` without those that are always read."""
        items = [self.folders.item(row) for row in range(self.folders.count())]
        return {
            "folders": tuple(item.toolTip() for item in items if not item.data(OWN)),
            "home": self._home.isChecked(),
            "places": self._places.isChecked(),
            "colours": tuple(field.text().strip() for field in self._colours),
            "lock_minutes": self._protection.minutes.value(),
        }

    def add(self, folder: Path) -> None:
        """Put a folder into the list, once."""
        if not any(Path(self.folders.item(row).toolTip()) == folder for row in range(self.folders.count())):
            self._add(str(folder), folder)
        self.folders.setCurrentRow(self.folders.count() - 1)

    def _build(self) -> None:
        sentence = _(
            "Card files are read where they lie and never written. A folder may be a git checkout or a shared drive; "
            "its sub-folders are shelves. Of two equal cards, that of the folder further down is shown."
        )
        adding = QPushButton(_("Add a folder…"))
        adding.setAutoDefault(False)
        adding.clicked.connect(self._ask)
        self._removing = QPushButton(_("Take out of the library"))
        self._removing.setAutoDefault(False)
        self._removing.clicked.connect(self._remove)
        self.folders.currentItemChanged.connect(self._enable)
        row = QHBoxLayout()
        row.addWidget(adding)
        row.addWidget(self._removing)
        row.addStretch()
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel)
        buttons.button(QDialogButtonBox.StandardButton.Ok).setText(_("OK"))
        buttons.button(QDialogButtonBox.StandardButton.Cancel).setText(_("Cancel"))
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        tabs = QTabWidget()
        library = _tab(tabs, _("Library"))
        library.addWidget(plain_label(_("Folders of the library")))
        library.addWidget(self.folders)
        library.addLayout(row)
        library.addWidget(plain_label(sentence, "quiet"))
        library.addWidget(self._home)
        library.addWidget(self._places)
        notes = _tab(tabs, _("Notes"))
        notes.addWidget(plain_label(_("What the colours of marks mean to you")))
        notes.addLayout(self._colour_row())
        notes.addWidget(self._protection)
        layout = titled_layout(self, _("Settings"))
        layout.addWidget(tabs)
        layout.addWidget(buttons)
        self._enable()

    def _colour_row(self) -> QHBoxLayout:
        row = QHBoxLayout()
        for (colour, name), field in zip(colour_names().items(), self._colours, strict=True):
            field.addAction(swatch(colour, self._theme, SWATCH_PX), QLineEdit.ActionPosition.LeadingPosition)
            field.setToolTip(name)
            field.setPlaceholderText(name)
            field.setAccessibleName(_("Your word for “{name}”").format(name=name))
            field.setMaxLength(LONGEST_NAME)
            row.addWidget(field)
        return row

    def _add(self, words: str, folder: Path, *, own: bool = False) -> None:
        item = QListWidgetItem(words)
        item.setToolTip(str(folder))
        item.setData(OWN, own)
        self.folders.addItem(item)

    def _ask(self) -> None:
        for folder in choose_folder(self, _("Add a folder to the library")):
            self.add(folder.absolute())

    def _remove(self) -> None:
        self.folders.takeItem(self.folders.currentRow())

    def _enable(self) -> None:
        item = self.folders.currentItem()
        self._removing.setEnabled(item is not None and not item.data(OWN))


def _tab(tabs: QTabWidget, name: str) -> QVBoxLayout:
    page = QWidget()
    tabs.addTab(page, name)
    layout = QVBoxLayout(page)
    layout.setContentsMargins(14, 14, 14, 14)
    layout.setSpacing(12)
    return layout
