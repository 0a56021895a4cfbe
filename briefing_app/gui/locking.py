"""Locks and opens the notes for all windows; encrypts them, and makes them plain, while none has them open."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QDialog

from briefing_app.errors import BriefingError, MachineError
from briefing_app.gui.session_watch import SessionWatch
from briefing_app.i18n import _
from briefing_app.notes import encryption

if TYPE_CHECKING:
    from collections.abc import Iterator

    from briefing_app.gui.application import Windows
    from briefing_app.workspace import Workspace


class Locking(QObject):
    """Does with the notes of all windows at once what the passphrase is for."""

    def __init__(self, workspace: Workspace, windows: Windows) -> None:
        super().__init__(windows)
        self._workspace, self._windows = workspace, windows
        self.watch = SessionWatch(self)
        self.watch.left.connect(self.lock_now)
        self.follow_settings()

    @property
    def is_encrypted(self) -> bool:
        """Whether there is anything to lock."""
        return self._workspace.safe.is_encrypted

    def follow_settings(self) -> None:
        """Take the minutes that the reader set."""
        self.watch.idle_minutes = self._workspace.settings.lock_minutes

    def lock_now(self) -> bool:
        """Save everything, hide everything, and forget the key; False where a note could not be saved, or is plain."""
        if not self.is_encrypted or self._workspace.safe.is_locked:
            return False
        if not self._windows.flush():
            sentence = _("The notes are not locked: what you write is not saved yet, and would be lost.")
            self._windows.front.message.fail(MachineError(sentence, _("See beside the note why.")))
            return False
        _close_dialogs()
        for window in self._windows.opened:
            window.cover(self.unlock)
        self._let_go()
        self._workspace.safe.close()
        self.watch.stop()
        return True

    def unlock(self, words: str) -> None:
        """Open the notes and show every window as it was.

        Raises:
            WrongPassphraseError: they stay locked.
            NotesUnreadableError: the keys cannot be read.
        """
        encryption.unlock(self._workspace.safe, words)
        self.watch.start()
        for window in self._windows.opened:
            window.uncover()

    def encrypt(self, passphrase: str) -> None:
        """Encrypt the notes.

        Raises:
            BriefingError: see `encryption.encrypt`.
        """
        with self._alone():
            encryption.encrypt(self._workspace.safe, passphrase)
        self.watch.start()

    def decrypt(self, passphrase: str) -> None:
        """Make the notes plain.

        Raises:
            BriefingError: see `encryption.decrypt`.
        """
        with self._alone():
            encryption.decrypt(self._workspace.safe, passphrase)
        self.watch.stop()

    def change_passphrase(self, old: str, new: str) -> None:
        """Have the notes opened by another passphrase.

        Raises:
            BriefingError: see `encryption.change_passphrase`.
        """
        encryption.change_passphrase(self._workspace.safe, old, new)

    def make_recovery_code(self, words: str) -> str:
        """Another recovery code.

        Raises:
            BriefingError: see `encryption.make_recovery_code`.
        """
        return encryption.make_recovery_code(self._workspace.safe, words)

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """While no window has the file of notes open; what is being written is saved first."""
        if not self._windows.flush():
            raise BriefingError(_("What you write is not saved yet."), _("See beside the note why."))
        QGuiApplication.setOverrideCursor(Qt.CursorShape.WaitCursor)
        try:
            self._let_go()
            yield
        finally:
            QGuiApplication.restoreOverrideCursor()
            for window in self._windows.opened:
                window.writing.take_up_changes()

    def _let_go(self) -> None:
        for window in self._windows.opened:
            window.finding.searcher.let_go()
        self._workspace.close_notes()


def _close_dialogs() -> None:
    """Dialogs and menus may show what notes say."""
    while (popup := QApplication.activePopupWidget()) is not None:
        popup.close()
    for widget in QApplication.topLevelWidgets():
        if isinstance(widget, QDialog) and widget.isVisible():
            widget.reject()
