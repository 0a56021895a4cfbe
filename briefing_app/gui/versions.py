"""What notes said before, over the window: their history, and back to an earlier version."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from briefing_app.errors import BriefingError
from briefing_app.i18n import _

if TYPE_CHECKING:
    from briefing_app.gui.main_window import MainWindow
    from briefing_app.notes.history import Edit
    from briefing_app.workspace import Workspace


class Versions:
    """Shows the versions of a note in a small window over `window`, and saves the one that the reader wants back."""

    def __init__(self, window: MainWindow, workspace: Workspace) -> None:
        self._window, self._workspace = window, workspace

    def show_history(self) -> None:
        """The history of what is being written: of the comment or the mark that has the keyboard, else of the note."""
        mark_id = self._window.marking.current_id()
        if mark_id:
            self.show_mark_history(mark_id)
        else:
            self.show_note_history(self._window.card_id)

    def show_note_history(self, card_id: str) -> None:
        """The history of a card's own note."""
        entry = self._workspace.index.entry(card_id)
        title = _("Note on “{title}”").format(title=entry.title if entry else card_id)
        notes = self._workspace.notes
        self._show(title, lambda: notes.history(card_id), lambda text: notes.save(card_id, text))

    def show_mark_history(self, mark_id: str) -> None:
        """The history of a comment, another note, or a page of the journal."""
        marks = self._workspace.annotations
        self._show(_("Comment"), lambda: marks.history(mark_id), lambda text: marks.change(mark_id, text=text))

    def show_difference(self, before: str, now: str, title: str = "") -> None:
        """How one text differs from another."""
        from briefing_app.gui.difference_dialog import DifferenceDialog

        dialog = DifferenceDialog(title or _("Difference"), before, now, self._window.looks.theme, self._window)
        dialog.exec()
        dialog.deleteLater()

    def _show(self, title: str, read: Callable[[], Sequence[Edit]], save: Callable[[str], object]) -> None:
        from briefing_app.gui.history_dialog import HistoryDialog

        if not self._window.flush():
            return
        try:
            edits = read() if self._workspace.has_notes else ()
        except BriefingError as error:
            self._window.message.fail(error)
            return
        dialog = HistoryDialog(title, edits, self._window.looks.theme, self._window)
        if dialog.exec():
            self._restore(dialog.chosen, save)
        dialog.deleteLater()

    def _restore(self, text: str, save: Callable[[str], object]) -> None:
        try:
            save(text)
        except BriefingError as error:
            self._window.message.fail(error)
            return
        self._window.writing.take_back_changes()
        self._window.message.tell(_("The earlier version stands again; what stood there before is in the history."))
