"""What the reader writes beside a card: out of its file, back into it, in step with what others write there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QTimer

from briefing_app.errors import BriefingError, MachineError, NotesUnreadableError
from briefing_app.i18n import _

if TYPE_CHECKING:
    from briefing_app.gui.main_window import MainWindow
    from briefing_app.notes.store import Note
    from briefing_app.workspace import Workspace


class Writing(QObject):
    """Ties the panel of notes and the marks of `window` to their file."""

    def __init__(self, window: MainWindow, workspace: Workspace) -> None:
        super().__init__(window)
        self._window, self._workspace = window, workspace

    def write_note(self) -> None:
        """Show the note and put the cursor into it."""
        if self._window.notes.card_id != self._window.card_id and not self.open_note(
            self._window.card_id
        ):  # but the journal
            return
        self._window.panes.show_notes(shown=True)
        self._window.notes.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def leave(self) -> None:
        """Go back from the note to the card."""
        if (
            self._window.card_id and self._window.notes.card_id != self._window.card_id
        ):  # the journal gives its place back
            self.open_note(self._window.card_id)
        self._window.view.setFocus()

    def turn(self, card_id: str) -> bool:
        """Show the note of the card that comes, "" for none; False while the one before cannot be saved."""
        if self._window.marking.flush() and (self.open_note(card_id) if card_id else self._window.notes.show_nothing()):
            return self._window.marking.show(card_id)
        QTimer.singleShot(
            0, self._window, self._window.show_current
        )  # not at once: the list is in the midst of choosing the other
        sentence = _("The note on this card is not saved yet, so the card stays open.")
        self._window.message.fail(MachineError(sentence, _("See beside the note why.")))
        return False

    def open_note(self, card_id: str) -> bool:
        """Show the note of a card for writing. False: the text shown before is not saved."""
        try:
            note = self._workspace.notes.get(card_id) if self._workspace.has_notes else None
        except NotesUnreadableError as error:
            return self._window.notes.show_unreadable(error)
        entry = self._workspace.index.entry(card_id)
        shown = self._window.notes.show_note(card_id, entry.title if entry else card_id, note)
        self._show_only()
        return shown

    def _show_only(self) -> None:
        """Let notes be read and not written while a later version's file is there."""
        if self._workspace.has_notes:
            reason = self._workspace.notes.only_shown()
            self._window.notes.show_only(reason)
            self._window.marking.show_only(reason)

    def save(self, card_id: str, text: str, base_revision: int) -> Note:
        """Save what the panel holds.

        Raises:
            NotSavedError, NotesUnreadableError: nothing is saved.
        """
        if ":" in card_id:  # no card's: a mark or a page of the journal
            return self._window.notebook.save(card_id, text, base_revision)
        return self._workspace.notes.save(card_id, text, base_revision)

    def offer_encryption(self) -> None:
        """Once, when there is something to encrypt: the first note."""
        if not self._workspace.settings.encryption_offered and self._workspace.has_notes:
            self._window.keep(encryption_offered=True)
            if not self._window.locking.is_encrypted:
                sentence = _("What you write lies on this computer alone, and unencrypted. A passphrase can lock it.")
                self._window.message.offer(sentence, _("Encrypt…"), lambda: self._window.guide.encrypt())  # noqa: PLW0108 - not yet

    def take_up_changes(self) -> None:
        """Another process wrote notes, or another window: show what is there now."""
        if self._window.is_covered:
            return
        self._window.show_marks()
        self._window.marking.load_again()
        if self._window.notes.card_id:
            try:
                note = self._kept_note(self._window.notes.card_id)
                if note is None and self._workspace.has_notes:
                    self._window.notes.note_destroyed()
                else:
                    self._window.notes.note_changed_elsewhere(note)
                self._show_only()
            except BriefingError as error:
                self._window.message.fail(error)

    def _kept_note(self, key: str) -> Note | None:
        return self._window.notebook.kept(key) if ":" in key else self._workspace.notes.get(key)

    def take_back_changes(self) -> None:
        """Notes were restored, taken back or done again by this window: show it, and let the others know."""
        self._window.marking.load_again(restored=True)
        if self._window.notes.card_id:
            try:
                self._window.notes.show_restored(self._kept_note(self._window.notes.card_id))
            except BriefingError as error:
                self._window.message.fail(error)
        self._window.marks_changed.emit()

    def not_saved(self, error: BriefingError) -> None:
        """Show the text that is not saved; the panel tries again by itself, and would say this each time."""
        if not self._window.notes.isVisible():
            self._window.panes.show_notes(shown=True)
            self._window.message.fail(error)
