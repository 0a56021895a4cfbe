"""What the reader is asked, and what is told at length: small windows, plain text, each closed by Esc."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QStandardPaths, Qt, QUrl
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QFormLayout,
    QLabel,
    QMessageBox,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from briefing_app import __version__
from briefing_app.i18n import _

if TYPE_CHECKING:
    from briefing_app.notes.store import Note
    from briefing_app.paths import Paths

PAPERS = ("a4", "letter")


class Wish(NamedTuple):
    """What the reader wants on paper."""

    paper: str
    with_notes: bool


class PaperDialog(QDialog):
    """Asks for the sheet and whether the reader's note goes out; says in one line what the file will hold."""

    def __init__(self, title: str, action: str, paper: str, *, has_note: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self._paper = QComboBox()
        self._paper.addItems([_("A4"), _("US Letter")])
        self._paper.setCurrentIndex(PAPERS.index(paper))
        self._paper.setAccessibleName(_("Paper"))
        self._notes = QCheckBox(_("Add my note as the last section"))
        self._notes.setEnabled(has_note)
        self._has_note = has_note
        self._says = plain_label("", "quiet")
        self._notes.toggled.connect(self._say)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        go = buttons.addButton(action, QDialogButtonBox.ButtonRole.AcceptRole)
        go.setDefault(True)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        form = QFormLayout()
        form.setSpacing(10)
        form.addRow(plain_label(_("Paper")), self._paper)
        layout = _layout(self, title)
        layout.addLayout(form)
        layout.addWidget(self._notes)
        layout.addWidget(self._says)
        layout.addWidget(buttons)
        self._say()

    def wish(self) -> Wish:
        """What was chosen."""
        return Wish(PAPERS[self._paper.currentIndex()], self._notes.isChecked())

    def _say(self) -> None:
        if not self._has_note:
            sentence = _("You have no note on this card: the pages hold the card alone.")
        elif self._notes.isChecked():
            sentence = _("Your note goes out with the card: whoever gets the pages reads it.")
        else:
            sentence = _("Your note stays here: the pages hold the card alone.")
        self._says.setText(sentence)
        self._notes.setAccessibleDescription(sentence)


class OrphanNotes(QDialog):
    """The notes whose card is no longer in the library, to be read and copied."""

    def __init__(self, notes: Sequence[Note], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(_("Notes without a card"))
        self.resize(560, 420)
        layout = _layout(self, _("Notes without a card"))
        if notes:
            says = _(
                "These cards are not in the library now. Their notes stay; they stand beside the card when it is back."
            )
        else:
            says = _("Every note has its card.")
        layout.addWidget(plain_label(says, "quiet"))
        self.text = QPlainTextEdit(
            "\n\n".join(f"{note.card_id}\n{'─' * len(note.card_id)}\n{note.text}" for note in notes)
        )
        self.text.setReadOnly(True)
        self.text.setAccessibleName(_("Notes without a card"))
        self.text.setVisible(bool(notes))
        layout.addWidget(self.text)
        if not notes:
            layout.addStretch()
        _add_close(self, layout)


def choose(parent: QWidget, title: str, rows: Sequence[tuple[str, Callable[[], object]]]) -> None:
    """Let the reader pick a row by typing and do what it stands for."""
    from briefing_app.gui.palette import Palette

    palette = Palette(title, [words for words, _action in rows], parent)
    if palette.exec() and palette.chosen is not None:
        rows[palette.chosen][1]()


def ask_to_open_link(parent: QWidget, address: str) -> None:
    """Show a link's address; open it in the browser or copy it only if the reader says so."""
    box = _box(
        parent, _("Open this link?"), _("It leads out of Briefing App, to:\n\n{address}").format(address=address)
    )
    opener = box.addButton(_("Open in browser"), QMessageBox.ButtonRole.ActionRole)
    copier = box.addButton(_("Copy address"), QMessageBox.ButtonRole.ActionRole)
    cancel = box.addButton(QMessageBox.StandardButton.Cancel)
    box.setDefaultButton(cancel)
    box.exec()
    if box.clickedButton() is opener and QUrl(address).scheme() in ("http", "https", "mailto"):
        QDesktopServices.openUrl(QUrl(address))
    elif box.clickedButton() is copier:
        QGuiApplication.clipboard().setText(address)


def ask_to_lose_note(parent: QWidget) -> bool:
    """Whether to close although a note could not be saved; its text can be copied first."""
    box = _box(
        parent,
        _("The note is not saved"),
        _("The text beside the card could not be saved. If you close now, what you wrote since then is lost."),
    )
    stay = box.addButton(_("Stay"), QMessageBox.ButtonRole.RejectRole)
    leave = box.addButton(_("Close and lose it"), QMessageBox.ButtonRole.DestructiveRole)
    box.setDefaultButton(stay)
    box.setEscapeButton(stay)
    box.exec()
    return box.clickedButton() is leave


def show_failure(details: str, *, saved: bool) -> None:
    """Tell of a fault of ours: one sentence, what to do, details to copy. Nothing is sent.

    Args:
        saved: whether the note that was being written is on disk.
    """
    dialog = QDialog()
    dialog.setWindowTitle(_("Briefing App"))
    dialog.resize(620, 400)
    layout = _layout(dialog, _("Something went wrong in Briefing App."))
    says = (
        _("Your notes were saved first. You can go on; if it happens again, close the app and start it anew.")
        if saved
        else _("Your note could not be saved. Copy its text into another program before you close the app.")
    )
    layout.addWidget(plain_label(says))
    box = QPlainTextEdit(details)
    box.setReadOnly(True)
    box.setAccessibleName(_("Details"))
    layout.addWidget(box)
    layout.addWidget(plain_label(_("Nothing is sent. To report it, copy these details."), "quiet"))
    buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
    copier = buttons.addButton(_("Copy details"), QDialogButtonBox.ButtonRole.ActionRole)
    copier.clicked.connect(lambda: QGuiApplication.clipboard().setText(details))
    buttons.rejected.connect(dialog.reject)
    layout.addWidget(buttons)
    dialog.exec()
    dialog.deleteLater()


def show_places(parent: QWidget, paths: Paths) -> None:
    """Show where everything lies."""
    labels = {
        "data": _("Data"),
        "notes": _("Notes"),
        "library": _("Imported cards"),
        "settings": _("Settings"),
        "cache": _("Cache (may be deleted)"),
        "resources": _("Bundled cards and fonts"),
    }
    rows = [f"{label}\n    {getattr(paths, name)}" for name, label in labels.items()]
    _tell(parent, _("Where things lie"), "\n\n".join(rows))


def show_about(parent: QWidget) -> None:
    """Show what this is, what it promises, and what it does not."""
    text = _(
        "Briefing App {version}\n\nCurated briefings, read offline.\n\n"
        "A note is never lost. Nothing leaves the laptop. A card says only what its source says.\n\n"
        "A marking on a card is a label, not protection. This app is not accredited for classified systems.\n\n"
        "Apache License 2.0. The fonts are Noto, under the SIL Open Font License 1.1; the sources of the bundled cards "
        "are named on each card and in the file NOTICE."
    )
    _tell(parent, _("About Briefing App"), text.format(version=__version__))


def choose_cards(parent: QWidget) -> list[Path]:
    """Card files to import; none if the reader changed their mind."""
    kinds = f"{_('Cards')} (*.md);;{_('All files')} (*)"
    names, _kind = QFileDialog.getOpenFileNames(parent, _("Import cards"), _documents(), kinds)
    return list(map(Path, names))


def choose_folder(parent: QWidget) -> list[Path]:
    """A folder of cards to import; none if the reader changed their mind."""
    name = QFileDialog.getExistingDirectory(parent, _("Import a folder"), _documents())
    return [Path(name)] if name else []


def choose_pdf(parent: QWidget, card_id: str) -> Path | None:
    """Where the PDF goes; None if the reader changed their mind."""
    start = os.path.join(_documents(), f"{card_id}.pdf")
    name, _kind = QFileDialog.getSaveFileName(parent, _("Export as PDF"), start, "PDF (*.pdf)")
    if not name:
        return None
    return Path(name) if name.lower().endswith(".pdf") else Path(name + ".pdf")


def plain_label(text: str, name: str = "") -> QLabel:
    """A label that shows its text as it stands, whatever it holds."""
    label = QLabel(text)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    label.setObjectName(name)
    return label


def _tell(parent: QWidget, title: str, text: str) -> None:
    dialog = QDialog(parent)
    dialog.setWindowTitle(title)
    dialog.setMinimumWidth(460)
    layout = _layout(dialog, title)
    label = plain_label(text)
    label.setTextInteractionFlags(
        Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
    )
    layout.addWidget(label)
    _add_close(dialog, layout)
    dialog.exec()
    dialog.deleteLater()


def _layout(dialog: QDialog, title: str) -> QVBoxLayout:
    layout = QVBoxLayout(dialog)
    layout.setContentsMargins(24, 20, 24, 18)
    layout.setSpacing(14)
    layout.addWidget(plain_label(title, "dialogTitle"))
    return layout


def _add_close(dialog: QDialog, layout: QVBoxLayout) -> None:
    buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
    buttons.rejected.connect(dialog.reject)
    layout.addWidget(buttons)


def _box(parent: QWidget, title: str, text: str) -> QMessageBox:
    box = QMessageBox(parent)
    box.setWindowTitle(title)
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setText(title)
    box.setInformativeText(text)
    return box


def _documents() -> str:
    return QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
