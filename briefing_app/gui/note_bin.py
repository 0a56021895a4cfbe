"""Deleted notes over the window, put back or destroyed; and any notes destroyed at once after the meeting."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from briefing_app.errors import BriefingError, MachineError
from briefing_app.i18n import _, ngettext

if TYPE_CHECKING:
    from briefing_app.gui.bin_dialog import Row
    from briefing_app.gui.main_window import MainWindow
    from briefing_app.notes.exchange import Item
    from briefing_app.workspace import Workspace


class NoteBin:
    """Shows notes in a small window over `window`, and does with them what the reader chose there."""

    def __init__(self, window: MainWindow, workspace: Workspace) -> None:
        self._window, self._workspace = window, workspace

    def show(self) -> None:
        """The notes that were deleted, the last one first."""
        sentence = _("What you delete stays here for 90 days and can be put back.")
        self._try(lambda: self._offer(_("Deleted notes"), sentence, [row for row in self._rows() if row.in_bin]))

    def show_all(self) -> None:
        """Everything that was written and marked, that of the card that is shown first and chosen."""
        sentence = _("Choose what shall be in no file of the app any more: with Shift and the arrows, or Ctrl+A.")
        self._try(lambda: self._offer(_("Destroy after the meeting"), sentence, self._rows(), self._window.card_id))

    # --- inside --------------------------------------------------------------------------------------------------

    def _offer(self, title: str, sentence: str, rows: Sequence[Row], card_id: str = "") -> None:
        from briefing_app.gui.bin_dialog import BinDialog

        rows = sorted(rows, key=lambda row: row.when, reverse=True)
        rows.sort(key=lambda row: row.card_id.lower() != card_id.lower())
        dialog = BinDialog(title, sentence, rows, card_id, self._window)
        accepted, wish, items = dialog.exec(), dialog.wish, dialog.chosen
        dialog.deleteLater()
        if accepted and wish == "put back":
            self._put_back(items)
        elif accepted and wish == "destroy":
            self._destroy(items)

    def _put_back(self, items: Sequence[str]) -> None:
        try:
            for item in items:
                self._workspace.annotations.undelete(item.partition(":")[2])
        finally:
            self._window.writing.take_back_changes()
        count = len(items)
        self._window.message.tell(
            ngettext("{count} note is back.", "{count} notes are back.", count).format(count=count)
        )

    def _destroy(self, items: Sequence[str]) -> None:
        try:
            left = self._workspace.shred(items)
        finally:  # where it failed, some may be gone all the same
            self._window.undoing.forget()
            self._window.writing.take_up_changes()
            self._window.marks_changed.emit()
        count = len(items)
        told = ngettext("{count} note is destroyed.", "{count} notes are destroyed.", count).format(count=count)
        if left:
            hint = _("These files cannot be read and may still hold it: {paths}")
            raise MachineError(told, hint.format(paths=", ".join(map(str, left))))
        self._window.message.tell(told)

    def _rows(self) -> list[Row]:
        """Every note, mark and comment, in the bin or not."""
        if not self._window.flush() or not self._workspace.has_notes:
            return []
        return [self._row(item) for item in self._workspace.note_items()]

    def _row(self, item: Item) -> Row:
        from briefing_app.gui.bin_dialog import Row

        name = item.item.partition(":")[2]
        card_id = item.facts.get("card_id", name)
        entry = self._workspace.index.entry(card_id) if card_id else None
        title = entry.title if entry else card_id or _("Journal")
        deleted = item.facts.get("deleted")
        return Row(item.item, card_id, title, _words(item), deleted or item.modified, deleted is not None)

    def _try(self, action: Callable[[], object]) -> None:
        try:
            action()
        except BriefingError as error:
            self._window.message.fail(error)


def _words(item: Item) -> str:
    """What a note says, below the words that are marked."""
    import json

    anchor = item.facts.get("anchor")
    return " – ".join(filter(None, (f"“{json.loads(anchor)[0]}”" if anchor else "", item.text)))
