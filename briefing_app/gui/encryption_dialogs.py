"""What the reader is told and asked about encrypting their notes: a passphrase, a recovery code, what protects them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont, QFontDatabase
from PySide6.QtWidgets import QCheckBox, QDialog, QDialogButtonBox, QLineEdit, QVBoxLayout, QWidget

from briefing_app.errors import BriefingError
from briefing_app.gui.lock_screen import password_field
from briefing_app.gui.text_dialog import LEAST_WIDTH, plain_label, titled_layout
from briefing_app.i18n import _

SHORT = 12  # letters, below which a passphrase is told to be short


class PassphraseDialog(QDialog):
    """Asks for words in some fields, and tries them: it stays, and says why, while they are refused."""

    def __init__(self, title: str, sentences: tuple[str, ...], action: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setMinimumWidth(LEAST_WIDTH + 60)
        self._fields: list[QLineEdit] = []
        self._new: tuple[QLineEdit, QLineEdit] | None = None
        self._work: Callable[..., object] = lambda *_words: None
        self._layout = titled_layout(self, title)
        for sentence in sentences:
            self._layout.addWidget(plain_label(sentence))
        self._boxes = QVBoxLayout()
        self._layout.addLayout(self._boxes)
        self._status = plain_label("", "lockStatus")
        self._layout.addWidget(self._status)
        self._action = action

    def ask_for(self, name: str) -> None:
        """Ask for the words that open the notes now."""
        self._add(name)

    def ask_for_new(self) -> None:
        """Ask for a new passphrase, twice."""
        self._new = self._add(_("New passphrase")), self._add(_("The same once more"))
        for field in self._new:
            field.textEdited.connect(self._look)

    def add_choice(self, text: str, *, chosen: bool) -> QCheckBox:
        """Ask one thing more."""
        box = QCheckBox(text)
        box.setChecked(chosen)
        self._boxes.addWidget(box)
        return box

    def run(self, work: Callable[..., object]) -> bool:
        """Show it until `work`, called with the words, raises no BriefingError; False where the reader gave up."""
        self._work = work
        self._add_buttons()  # after the fields: the keyboard is in the first of them, and goes on in this order
        return self.exec() == QDialog.DialogCode.Accepted

    def _add_buttons(self) -> None:
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        buttons.button(QDialogButtonBox.StandardButton.Cancel).setText(_("Cancel"))
        buttons.accepted.connect(self._try)
        buttons.rejected.connect(self.reject)
        self._layout.addWidget(buttons)
        # Only now: a button is the default of the dialog in which it stands. Else Return would cancel.
        buttons.addButton(self._action, QDialogButtonBox.ButtonRole.AcceptRole).setDefault(True)

    def _add(self, name: str) -> QLineEdit:
        field = password_field(name)
        self._boxes.addWidget(field)
        self._fields.append(field)
        return field

    def _look(self) -> None:
        """Say what would be wrong with the new passphrase."""
        if self._new is None:
            return
        first, second = (field.text() for field in self._new)
        if second and not first.startswith(second):
            self._status.setText(_("The two are not the same."))
        elif first and len(first) < SHORT:
            self._status.setText(_("Short. Four or five words that have nothing to do with each other are better."))
        else:
            self._status.setText("")

    def _try(self) -> None:
        if self._new is not None and self._new[0].text() != self._new[1].text():
            self._status.setText(_("The two are not the same."))
            return
        words = [field.text() for field in self._fields]
        asked = words[:-1] if self._new is not None else words
        try:
            self._work(*asked)
        except BriefingError as error:
            self._status.setText(" ".join(filter(None, (error.sentence, error.hint))))
            self._fields[0].setFocus()
        else:
            for field in self._fields:
                field.clear()
            self.accept()


class RecoveryDialog(QDialog):
    """Shows a recovery code, once, to be printed or written down."""

    def __init__(self, code: str, print_sheet: Callable[[], object], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        title = _("Recovery code")
        self.setWindowTitle(title)
        self.setMinimumWidth(LEAST_WIDTH + 60)
        layout = titled_layout(self, title)
        layout.addWidget(plain_label(_("It opens your notes when the passphrase is forgotten. It is shown this once.")))
        shown = plain_label(code, "recoveryCode")
        font = QFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        font.setPixelSize(18)
        shown.setFont(font)
        shown.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByKeyboard)
        shown.setAccessibleName(" ".join(code))
        layout.addWidget(shown)
        layout.addWidget(
            plain_label(
                _("Keep the sheet where you keep passports, away from the laptop. O is 0, I and L are 1."), "quiet"
            )
        )
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.button(QDialogButtonBox.StandardButton.Close).setText(_("Done"))
        sheet = buttons.addButton(_("Print the sheet…"), QDialogButtonBox.ButtonRole.ActionRole)
        sheet.setAutoDefault(False)
        sheet.clicked.connect(print_sheet)
        buttons.rejected.connect(self.accept)
        layout.addWidget(buttons)


def encryption_dialog(parent: QWidget) -> tuple[PassphraseDialog, QCheckBox]:
    """Asks for the passphrase of notes that are to be encrypted, after what that means is said."""
    dialog = PassphraseDialog(
        _("Encrypt the notes"),
        (
            _("Your notes, marks, their history, what you read, the journal and all copies become unreadable without a "
              "passphrase. You type it at each start, and after a pause."),
            _("There is no other way back: a forgotten passphrase is a lost one, for you and for us. A recovery code "
              "on paper opens the notes, too, if you make one."),
        ),
        _("Encrypt"),
        parent,
    )  # fmt: skip
    dialog.ask_for_new()
    return dialog, dialog.add_choice(_("Make a recovery code to print"), chosen=True)


def what_protects(notes: Path, *, encrypted: bool) -> str:
    """What keeps others from reading the notes, and what does not, for Settings."""
    if encrypted:
        return _(
            "The notes are encrypted: whoever takes the laptop, or a copy of its files, reads nothing of them without "
            "the passphrase. While they are open they can be read by programs that run under your name. Cards are not "
            "encrypted."
        )
    return _(
        "The notes are not encrypted. Other users of this computer cannot read them: the files belong to you alone. "
        "Whoever uses it under your name can. Whoever takes it, its disk or a backup of it can, unless the whole disk "
        "is encrypted, by BitLocker, FileVault or LUKS; the app cannot tell whether it is. They lie in {folder}."
    ).format(folder=notes.parent)
