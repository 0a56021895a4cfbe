"""What the reader does with the passphrase in a window: encrypt, lock, change it, print a code, make all plain."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSpinBox, QVBoxLayout, QWidget

from briefing_app.gui.encryption_dialogs import PassphraseDialog, RecoveryDialog, encryption_dialog, what_protects
from briefing_app.gui.text_dialog import plain_label
from briefing_app.i18n import _

if TYPE_CHECKING:
    from briefing_app.gui.locking import Locking

MOST_MINUTES = 240


class Encrypting:
    """Asks in dialogs over `parent`, and has `locking` do it."""

    def __init__(self, locking: Locking, parent: QWidget) -> None:
        self._locking, self._parent = locking, parent

    def encrypt(self) -> bool:
        """Ask for a passphrase and encrypt the notes; whether they are encrypted now."""
        dialog, with_code = encryption_dialog(self._parent)
        code = ""

        def work(words: str) -> None:
            nonlocal code
            self._locking.encrypt(words)
            code = self._locking.make_recovery_code(words) if with_code.isChecked() else ""

        done = dialog.run(work)
        dialog.deleteLater()
        if code:
            self._show(code)
        return done

    def change_passphrase(self) -> bool:
        """Ask for the passphrase and for another one."""
        dialog = PassphraseDialog(
            _("Change the passphrase"),
            (_("Backups that you made before still open with the old one."),),
            _("Change"),
            self._parent,
        )
        dialog.ask_for(_("Passphrase now, or recovery code"))
        dialog.ask_for_new()
        return _shown(dialog, self._locking.change_passphrase)

    def make_recovery_code(self) -> bool:
        """Ask for the passphrase and show another recovery code."""
        codes: list[str] = []
        dialog = PassphraseDialog(
            _("Recovery code"),
            (_("Another code is made. One that was made before opens nothing any more."),),
            _("Make a code"),
            self._parent,
        )
        dialog.ask_for(_("Passphrase"))
        done = _shown(dialog, lambda words: codes.append(self._locking.make_recovery_code(words)))
        for code in codes:
            self._show(code)
        return done

    def decrypt(self) -> bool:
        """Ask for the passphrase and make the notes plain."""
        dialog = PassphraseDialog(
            _("Make the notes plain"),
            (_("Whoever can read the files of this computer can then read the notes, their history and copies."),),
            _("Make plain"),
            self._parent,
        )
        dialog.ask_for(_("Passphrase or recovery code"))
        return _shown(dialog, self._locking.decrypt)

    def _show(self, code: str) -> None:
        from briefing_app.gui.printing import print_sheet

        dialog = RecoveryDialog(code, lambda: print_sheet(dialog, _sheet(code)), self._parent)
        dialog.exec()
        dialog.deleteLater()


class Protection(QWidget):
    """What protects the notes, in words, and what can be done about it: a part of Settings.

    Everything but the minutes is done at once; those are for whoever closes Settings to keep.
    """

    def __init__(self, locking: Locking, notes: Path, minutes: int, parent: QWidget | None = None) -> None:
        """`notes` is where they lie; `minutes` after how many they are locked, 0 for never."""
        super().__init__(parent)
        self._locking, self._notes = locking, notes
        self._encrypting = encrypting = Encrypting(locking, self)  # a connection alone would not keep it
        self._says = plain_label("")
        self._encrypt = self._button(_("Encrypt the notes…"), encrypting.encrypt)
        self._others = (
            self._button(_("Change the passphrase…"), encrypting.change_passphrase),
            self._button(_("Recovery code…"), encrypting.make_recovery_code),
            self._button(_("Make them plain…"), encrypting.decrypt),
        )
        self.minutes = QSpinBox()
        self.minutes.setRange(0, MOST_MINUTES)
        self.minutes.setValue(minutes)
        self.minutes.setSpecialValueText(_("never"))
        self.minutes.setSuffix(_(" min"))
        self._after = plain_label(_("Lock them after a pause of"))
        self._after.setBuddy(self.minutes)
        self.minutes.setAccessibleName(self._after.text())
        self._build()
        self._show()

    def _build(self) -> None:
        buttons, pause = QHBoxLayout(), QHBoxLayout()
        for button in (self._encrypt, *self._others):
            buttons.addWidget(button)
        buttons.addStretch()
        self._after.setWordWrap(False)
        pause.addWidget(self._after)
        pause.addWidget(self.minutes)
        pause.addStretch()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(12)
        layout.addWidget(self._says)
        layout.addLayout(buttons)
        layout.addLayout(pause)
        layout.addStretch()

    def _button(self, text: str, work: Callable[[], object]) -> QPushButton:
        button = QPushButton(text)
        button.setAutoDefault(False)
        button.clicked.connect(work)
        button.clicked.connect(self._show)
        return button

    def _show(self) -> None:
        encrypted = self._locking.is_encrypted
        self._says.setText(what_protects(self._notes, encrypted=encrypted))
        self._encrypt.setVisible(not encrypted)
        for widget in (*self._others, self._after, self.minutes):
            widget.setVisible(encrypted)


def _shown(dialog: PassphraseDialog, work: Callable[..., object]) -> bool:
    done = dialog.run(work)
    dialog.deleteLater()
    return done


def _sheet(code: str) -> str:
    """The sheet with the code, as HTML."""
    from html import escape

    lines = (
        _("This code opens the notes of Briefing App when their passphrase is forgotten."),
        _("At the field for the passphrase, type it as it stands here; hyphens and small letters do not matter."),
        _("Whoever has this sheet and the laptop can read the notes. Keep the two apart."),
    )
    rest = "".join(f"<p>{escape(line)}</p>" for line in lines)
    return f"<h1>{escape(_('Recovery code'))}</h1><p style='font-size:20pt'><code>{escape(code)}</code></p>{rest}"
