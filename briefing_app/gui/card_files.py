"""Cards in and out of the window: import, export as PDF, print; long work in the background."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from briefing_app.errors import BriefingError
from briefing_app.i18n import _, ngettext

if TYPE_CHECKING:
    from briefing_app.gui.dialogs import Wish
    from briefing_app.gui.message_bar import MessageBar
    from briefing_app.gui.tasks import Tasks
    from briefing_app.library.imports import ImportResult
    from briefing_app.paper.pdf import Items
    from briefing_app.workspace import Workspace


class CardFiles(QObject):
    """The commands that read or write files of the reader's choice.

    Dialogs are imported when the first is opened: a start needs none.
    """

    imported = Signal()
    """The library has other cards now."""
    settings_changed = Signal(dict)
    """Settings to keep, by name."""
    busy = Signal(str)
    """What is being done, "" when it is over."""

    def __init__(self, window: QWidget, workspace: Workspace, tasks: Tasks, message: MessageBar) -> None:
        super().__init__(window)
        self._window, self._workspace, self._tasks, self._message = window, workspace, tasks, message
        self.card_id = ""

    def import_cards(self) -> None:
        """Choose card files and copy them into the library."""
        from briefing_app.gui import dialogs

        self.import_paths(dialogs.choose_cards(self._window))

    def import_folder(self) -> None:
        """Choose a folder and copy its cards into the library."""
        from briefing_app.gui import dialogs

        self.import_paths(dialogs.choose_folder(self._window))

    def import_paths(self, paths: Sequence[Path]) -> None:
        """Copy cards into the library."""
        if paths:
            self._run(_("Importing…"), lambda: self._workspace.imports.take_in(paths), self._tell_import)

    def export_card(self) -> None:
        """Ask what with and where to, then write the card as PDF."""
        from briefing_app.gui import dialogs

        wish = self._ask(_("Export as PDF"), _("Export…"))
        target = dialogs.choose_pdf(self._window, self.card_id) if wish else None
        if wish and target:
            self.export_to(target, wish)

    def export_to(self, target: Path, wish: Wish) -> None:
        """Write the card as PDF."""
        self._print(
            wish,
            lambda items: self._workspace.printer.write(items, target, wish.paper),
            lambda _nothing: self._message.tell(_("Written: {path}").format(path=target)),
        )

    def print_card(self) -> None:
        """Ask what with, make the pages, then ask for a printer."""
        from briefing_app.gui import printing  # the print dialog's library: not before it is wanted

        wish = self._ask(_("Print"), _("Choose a printer…"))
        if wish:
            self._print(
                wish,
                lambda items: self._workspace.printer.images(items, wish.paper),
                lambda pages: printing.print_pages(self._window, pages, wish.paper),
            )

    def _ask(self, title: str, action: str) -> Wish | None:
        from briefing_app.gui import dialogs

        has_note = self.card_id.lower() in self._workspace.noted_ids()
        dialog = dialogs.PaperDialog(title, action, self._workspace.paper, has_note=has_note, parent=self._window)
        accepted, wish = dialog.exec(), dialog.wish()
        dialog.deleteLater()
        if not accepted:
            return None
        self.settings_changed.emit({"paper": wish.paper})
        return wish

    def _print(self, wish: Wish, make: Callable[[Items], Any], done: Callable[[Any], object]) -> None:
        """Set the card in the background. What is printed is read here first: the notes belong to this thread."""
        try:
            items = self._workspace.printable([self.card_id], with_notes=wish.with_notes)
        except BriefingError as error:
            self._message.fail(error)
            return
        self._run(_("Making the pages…"), lambda: make(items), done)

    def _run(self, doing: str, work: Callable[[], Any], done: Callable[[Any], object]) -> None:
        self.busy.emit(doing)

        def end(result: Any) -> None:
            self.busy.emit("")
            done(result)

        def fail(error: Exception) -> None:
            self.busy.emit("")
            if not isinstance(error, BriefingError):
                raise error  # a bug: the exception hook shows it
            self._message.fail(error)

        self._tasks.run(work, end, fail)

    def _tell_import(self, result: ImportResult) -> None:
        self.imported.emit()
        sentence = _("Imported: {new} new, {replaced} replaced, {unchanged} unchanged.").format(
            new=len(result.new), replaced=len(result.replaced), unchanged=len(result.unchanged)
        )
        if not result.refused:
            self._message.tell(sentence)
            return
        count = len(result.refused)
        refused = ngettext("{count} file was refused.", "{count} files were refused.", count).format(count=count)
        problems = "\n".join(str(problem) for refusal in result.refused for problem in refusal.problems)
        hint = _("“Copy details” has every line to mend.")
        self._message.fail(BriefingError(f"{sentence} {refused}", hint, problems))
