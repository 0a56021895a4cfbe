"""Notes into a file that the reader keeps, and out of one: a backup, and the JSON of other programs."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication

from briefing_app.errors import BriefingError, MachineError
from briefing_app.gui import dialogs
from briefing_app.i18n import _, ngettext
from briefing_app.notes.backups import BackupLockedError, back_up, becomes_plain, read_backup
from briefing_app.notes.exchange import Item, from_json, merge

if TYPE_CHECKING:
    from briefing_app.gui.main_window import MainWindow
    from briefing_app.workspace import Workspace

NAMED = 60  # letters of a note that is called by its words


class NoteFiles:
    """Asks over `window`, does it, and lets all windows show what came of it."""

    def __init__(self, window: MainWindow, workspace: Workspace) -> None:
        self._window, self._workspace = window, workspace

    def back_up(self) -> None:
        """Copy all notes to a file that the reader names."""
        target = dialogs.choose_backup_target(self._window)
        if target is not None and self._window.flush():
            self._try(lambda: self._back_up(target))

    def restore(self) -> None:
        """Take in the notes of a backup, once the reader has seen what that changes."""
        source = dialogs.choose_backup(self._window)
        if source is not None and self._window.flush():
            self._try(lambda: self._restore(source))

    def take_in(self) -> None:
        """Take in the notes of a JSON file, once the reader has seen what that changes."""
        source = dialogs.choose_notes(self._window)
        if source is not None and self._window.flush():
            self._try(lambda: self._take_in(_("Import notes"), _of_json(source)))

    # --- inside --------------------------------------------------------------------------------------------------

    def _back_up(self, target: Path) -> None:
        with _waiting():
            count = back_up(self._workspace.safe, target)
        told = ngettext("{count} note copied to {path}", "{count} notes copied to {path}", count)
        self._window.message.tell(told.format(count=count, path=target))

    def _restore(self, source: Path) -> None:
        plain = becomes_plain(source, self._workspace.safe)
        warning = _("The backup is encrypted and these notes are not: they can be read without a passphrase then.")
        self._take_in(_("Restore notes"), self._of_backup(source), warning if plain else "")

    def _of_backup(self, source: Path) -> list[Item] | None:
        """What a backup holds; None where the reader does not know what opens it."""
        try:
            return read_backup(source, self._workspace.safe)
        except BackupLockedError:
            return self._unlocked(source)

    def _unlocked(self, source: Path) -> list[Item] | None:
        from briefing_app.gui.encryption_dialogs import PassphraseDialog

        dialog = PassphraseDialog(
            _("Restore notes"),
            (_("It is encrypted, and takes the passphrase, or the recovery code, of the day when it was made."),),
            _("Open"),
            self._window,
        )
        dialog.ask_for(_("Passphrase or recovery code"))
        items: list[Item] = []
        done = dialog.run(lambda words: items.extend(read_backup(source, self._workspace.safe, lambda: words)))
        dialog.deleteLater()
        return items if done else None

    def _take_in(self, title: str, items: list[Item] | None, warning: str = "") -> None:
        from briefing_app.gui.restore_dialog import RestoreDialog

        if items is None:
            return
        with _waiting():
            merged = merge(self._workspace.safe, items, apply=False)
        by_name = {one.item: one for one in items}
        dialog = RestoreDialog(title, merged, lambda name: self._called(by_name[name]), self._window)
        if warning:
            dialog.warn(warning)
        accepted = dialog.exec()
        dialog.deleteLater()
        if not accepted:
            return
        with _waiting():
            done = merge(self._workspace.safe, items, apply=True)
        self._window.writing.take_back_changes()
        count = len(done.added) + len(done.replaced)
        told = ngettext("{count} note was taken in.", "{count} notes were taken in.", count)
        self._window.message.tell(told.format(count=count))

    def _called(self, item: Item) -> str:
        """A note by the title of its card and its first words."""
        card_id = item.facts.get("card_id", item.item.partition(":")[2])
        entry = self._workspace.index.entry(card_id) if card_id else None
        words = " ".join(item.text.split())
        shown = words if len(words) <= NAMED else words[: NAMED - 1] + "…"
        return ": ".join(filter(None, (entry.title if entry else card_id or _("Journal"), shown)))

    def _try(self, action: Callable[[], None]) -> None:
        try:
            action()
        except BriefingError as error:
            self._window.message.fail(error)
        except OSError as error:
            sentence = _("The file could not be read or written: {reason}.").format(reason=error.strerror)
            self._window.message.fail(MachineError(sentence))


def _of_json(source: Path) -> list[Item]:
    try:
        return from_json(source.read_text("utf-8-sig"), str(source))
    except UnicodeDecodeError as error:
        raise BriefingError(_("{path} is not UTF-8.").format(path=source), _("Nothing was changed.")) from error


@contextmanager
def _waiting() -> Iterator[None]:
    QGuiApplication.setOverrideCursor(Qt.CursorShape.WaitCursor)
    try:
        yield
    finally:
        QGuiApplication.restoreOverrideCursor()
