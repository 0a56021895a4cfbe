"""Cards in and out of the window: import, folders, export as PDF, print; long work in the background."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from briefing_app.errors import BriefingError
from briefing_app.i18n import _, ngettext

if TYPE_CHECKING:
    from briefing_app.card_export import Exported, Wish
    from briefing_app.gui.message_bar import MessageBar
    from briefing_app.gui.paper_files import PaperFiles
    from briefing_app.gui.tasks import Tasks
    from briefing_app.gui.upkeep import Upkeep
    from briefing_app.library.imports import Change, ImportResult
    from briefing_app.workspace import Workspace


class CardFiles(QObject):
    """The commands that read or write files of the reader's choice.

    Dialogs are imported when the first is opened: a start needs none.
    """

    settings_changed = Signal(dict)
    """Settings to keep, by name."""
    foot_wanted = Signal(QWidget)
    """A line that is to stand at the window's foot."""
    doing = Signal(str)
    """What is being done, "" when it is over."""

    def __init__(
        self, window: QWidget, workspace: Workspace, tasks: Tasks, upkeep: Upkeep, message: MessageBar
    ) -> None:
        super().__init__(window)
        self._window, self._workspace, self._message = window, workspace, message
        self._tasks, self._upkeep = tasks, upkeep
        self.card_id = ""

    def import_cards(self) -> None:
        """Choose card files and copy them into the library."""
        from briefing_app.gui import dialogs

        self.import_paths(dialogs.choose_cards(self._window))

    def import_folder(self) -> None:
        """Choose a folder and copy its cards into the library."""
        from briefing_app.gui import dialogs

        self.import_paths(dialogs.choose_folder(self._window, _("Import a folder")))

    def import_paths(self, paths: Sequence[Path]) -> None:
        """Copy cards into the library."""
        if paths:
            self._change(_("Importing…"), lambda: self._workspace.imports.take_in(paths), self._tell_import)

    def take_dropped(self, paths: Sequence[Path]) -> None:
        """Import files; read folders in place, as part of the library from now on."""
        folders = [path for path in paths if path.is_dir()]
        self.import_paths([path for path in paths if path not in folders])
        if folders:
            self.use_folders([*map(Path, self._workspace.settings.folders), *folders])

    def add_folder(self) -> None:
        """Choose a folder whose cards are read where they lie, from now on."""
        from briefing_app.gui import dialogs

        chosen = dialogs.choose_folder(self._window, _("Add a folder to the library"))
        if chosen:
            self.use_folders([*map(Path, self._workspace.settings.folders), *chosen])

    def use_folders(self, folders: Sequence[Path]) -> None:
        """Make these the folders that are read in place beside the app's own; can be undone."""
        before = tuple(map(Path, self._workspace.settings.folders))
        wanted = tuple(dict.fromkeys(folder.absolute() for folder in folders))
        if wanted == before:
            self._message.tell(_("This folder is part of the library already."))
            return
        self._upkeep.use_folders(wanted, self._tell_failure)
        added = [folder for folder in wanted if folder not in before]
        sentence = (
            _("The cards in “{folder}” are read where they lie.").format(folder=added[-1])
            if added
            else _("The folder is no longer part of the library. Its files and your notes stay.")
        )
        self._message.tell(sentence, lambda: self._upkeep.use_folders(before, self._tell_failure))

    def remove_card(self) -> None:
        """Put the file of an imported card into the trash; can be undone."""
        card_id = self.card_id

        def tell(change: Change) -> None:
            sentence = _("“{id}” is removed; its file lies in the trash of the app, your note stays.")
            self._message.tell(sentence.format(id=card_id), lambda: self._undo([change]))

        self._change(_("Removing…"), lambda: self._workspace.imports.remove(card_id), tell)

    def export_card(self) -> None:
        """Let the reader choose how the card goes into which file."""
        self.export_cards([self.card_id])

    def export_cards(
        self,
        card_ids: Sequence[str],
        wish: Wish | None = None,
        done: Callable[[Exported, Wish], object] | None = None,
    ) -> None:
        """Let the reader choose how cards go into which file, and write it.

        Args:
            wish: what is chosen to begin with.
            done: is called with what was written, and how.
        """
        from briefing_app.card_export import PLAIN

        self.paper.export(card_ids, wish or PLAIN, done)

    def print_card(self) -> None:
        """Let the reader choose how the card is printed, and on which printer."""
        self.paper.print([self.card_id])

    def open_written(self) -> None:
        """Open the file that was written last."""
        self.paper.open_written()

    def show_written(self) -> None:
        """Show the file that was written last in its folder."""
        self.paper.show_written()

    def stop_making(self) -> None:
        """Give up the file that is being made."""
        if "paper" in self.__dict__:
            self.paper.cancel()

    def busy(self) -> bool:
        """Whether a file of cards is being made."""
        return "paper" in self.__dict__ and self.paper.busy()

    def end(self) -> None:
        """Leave nothing that runs."""
        if "paper" in self.__dict__:
            self.paper.end()

    @cached_property
    def paper(self) -> PaperFiles:
        """Cards into files and onto paper; no start needs it."""
        from briefing_app.gui.paper_files import PaperFiles

        paper = PaperFiles(self._window, self._workspace, self._message)
        paper.settings_changed.connect(self.settings_changed)
        self.foot_wanted.emit(paper.bar)
        return paper

    def export_notes(self, only: Collection[str] | None) -> None:
        """Ask where to, then write notes as PDF, Markdown or JSON: all, or those items alone."""
        from briefing_app.gui import dialogs
        from briefing_app.note_export import prepared
        from briefing_app.notes.colours import colour_names

        target = dialogs.choose_notes_file(self._window)
        if target is None:
            return
        try:
            count, write = prepared(self._workspace, target, colour_names(self._workspace.settings.colours), only)
        except BriefingError as error:
            self._message.fail(error)
            return
        words = ngettext("{count} note written to {path}", "{count} notes written to {path}", count)
        told = words.format(count=f"{count:,}", path=target)
        self._run(_("Making the file…"), write, lambda _nothing: self._message.tell(told))

    def _run(self, doing: str, work: Callable[[], Any], done: Callable[[Any], object]) -> None:
        self.doing.emit(doing)
        self._tasks.run(work, partial(self._end, done), partial(self._end, self._tell_failure))

    def _change(self, doing: str, work: Callable[[], Any], done: Callable[[Any], object]) -> None:
        """Change the folder of imported cards."""
        self.doing.emit(doing)
        self._upkeep.do(work, partial(self._end, done), partial(self._end, self._tell_failure))

    def _end(self, then: Callable[[Any], object], result: Any) -> None:
        self.doing.emit("")
        then(result)

    def _tell_failure(self, error: Exception) -> None:
        if not isinstance(error, BriefingError):
            raise error  # a bug: the exception hook shows it
        self._message.fail(error)

    def _undo(self, changes: Sequence[Change]) -> None:
        self._change(
            _("Undoing…"),
            lambda: self._workspace.imports.undo(changes),
            lambda _nothing: self._message.tell(_("Undone.")),
        )

    def _tell_import(self, result: ImportResult) -> None:
        sentence = _("Imported: {new} new, {replaced} replaced, {unchanged} unchanged.").format(
            new=len(result.new), replaced=len(result.replaced), unchanged=len(result.unchanged)
        )
        undo = partial(self._undo, result.changes) if result.changes else None
        if not result.refused:
            self._message.tell(sentence, undo)
            return
        count = len(result.refused)
        refused = ngettext("{count} file was refused.", "{count} files were refused.", count).format(count=count)
        problems = "\n".join(str(problem) for refusal in result.refused for problem in refusal.problems)
        hint = _("“Copy details” has every line to mend.")
        self._message.fail(BriefingError(f"{sentence} {refused}", hint, problems), undo)
