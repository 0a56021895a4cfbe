"""Cards out of the window: into a file or onto paper, while the window works on; and what may be done with the file."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from briefing_app.card_export import PLAIN, Draft, Exported, Wish, draft, pages_of, prepared, proof_of
from briefing_app.errors import BriefingError, MachineError, NotFoundError
from briefing_app.gui import desktop, dialogs
from briefing_app.gui.paper_dialog import PaperDialog
from briefing_app.gui.tasks import Tasks
from briefing_app.gui.work_bar import WorkBar
from briefing_app.i18n import _, ngettext
from briefing_app.making import CancelledError, Making, Stage

if TYPE_CHECKING:
    from briefing_app.gui.message_bar import MessageBar
    from briefing_app.gui.printing import PrintRun
    from briefing_app.workspace import Workspace

Done = Callable[[Exported, Wish], object]
Ready = Callable[[Draft], Callable[[Making], Any]]  # called in the window's thread; what it gives, in another


class PaperFiles(QObject):
    """Exports and prints cards. One thing at a time: what is asked for meanwhile waits for its turn.

    Attributes:
        bar: says how far it is, and gives it up; to stand at the window's foot.
    """

    settings_changed = Signal(dict)
    """Settings to keep, by name."""
    _told = Signal(object)

    def __init__(self, window: QWidget, workspace: Workspace, message: MessageBar) -> None:
        super().__init__(window)
        self._window, self._workspace, self._message = window, workspace, message
        self._tasks = Tasks(self)
        self._making: Making | None = None
        self._takes_longer = False
        self._written: Path | None = None
        self._run: PrintRun | None = None
        self.bar = WorkBar()
        self.bar.cancel_wanted.connect(self.cancel)
        self._told.connect(self._show_stage)

    def export(self, card_ids: Sequence[str], wish: Wish = PLAIN, done: Done | None = None) -> None:
        """Let the reader choose how cards go into which file, and write it.

        Args:
            wish: what is chosen to begin with.
            done: is called with what was written, and how.
        """
        dialog = self._ask(card_ids, wish, partial(self._choose_file, card_ids))
        if dialog is not None and dialog.target is not None:
            self.settings_changed.emit({"export_folder": str(dialog.target.parent)})
            self.write(card_ids, dialog.target, dialog.wish(), done, dialog.making.drafted)

    def write(
        self,
        card_ids: Sequence[str],
        target: Path,
        wish: Wish,
        done: Done | None = None,
        drafted: Draft | None = None,
    ) -> None:
        """Write cards to a file, its suffix saying as what; those that are `drafted` are not read again."""

        def ready(found: Draft) -> Callable[[Making], Exported]:
            return prepared(self._workspace, found, target, wish)

        def tell(written: Exported) -> None:
            self._written = target
            actions = ((_("Open"), self.open_written), (_("Show in folder"), self.show_written))
            self._message.tell_written(_("Written: {path}").format(path=target), actions)
            if done is not None:
                done(written, wish)

        self._make(card_ids, drafted, ready, tell)

    def print(self, card_ids: Sequence[str]) -> None:
        """Let the reader choose how cards are printed and on which printer, and print them."""
        dialog = self._ask(card_ids, PLAIN, None)
        if dialog is None:
            return
        wish = dialog.wish()

        def ready(found: Draft) -> Callable[[Making], bytes]:
            proof = proof_of(self._workspace, found.cards, wish)
            return partial(pages_of, self._workspace, proof, found.press)

        self._make(card_ids, dialog.making.drafted, ready, lambda pdf: self._print(pdf, wish.paper))

    def open_written(self) -> None:
        """Open the file that was written last."""
        self._with_written(desktop.open_file, _("The system has no program for “{name}”."))

    def show_written(self) -> None:
        """Show the file that was written last in its folder."""
        self._with_written(desktop.show_in_folder, _("The folder of “{name}” could not be opened."))

    def cancel(self) -> None:
        """Give up what is being made; nothing is written."""
        if self._making is not None:
            self._making.cancel()

    def busy(self) -> bool:
        """Whether something is being made."""
        return self._making is not None

    def end(self) -> None:
        """Give up what takes longer, and wait for what is done at once."""
        if self._takes_longer:
            self.cancel()
        self._tasks.finish()

    # --- asking --------------------------------------------------------------------------------------------------

    def _ask(
        self, card_ids: Sequence[str], wish: Wish, choose: Callable[[Wish], Path | None] | None
    ) -> PaperDialog | None:
        """The dialog, if it was accepted."""
        try:
            dialog = PaperDialog(self._workspace, card_ids, wish, choose, self._window)
        except BriefingError as error:
            self._message.fail(error)
            return None
        dialog.built_in_wanted.connect(self._message.built_in_wanted)
        accepted = dialog.exec()
        dialog.deleteLater()
        if not accepted:
            return None
        self.settings_changed.emit({"paper": dialog.wish().paper})
        return dialog

    def _choose_file(self, card_ids: Sequence[str], wish: Wish) -> Path | None:
        """An id is proposed for a name, never a card's title: names of files are seen by more people than files."""
        name = card_ids[0] if len(card_ids) == 1 else _("briefing book")
        folder = self._workspace.settings.export_folder
        parent = self._window
        return dialogs.choose_card_file(parent, name, folder, pdf_alone=wish.form not in ("card", "book"))

    # --- making --------------------------------------------------------------------------------------------------

    def _make(
        self, card_ids: Sequence[str], drafted: Draft | None, ready: Ready, then: Callable[[Any], object]
    ) -> None:
        """Read the cards, have `ready` take the notes to them in this thread, do what it gives in the background."""
        making = self._begin(takes_longer=len(card_ids) > 1)

        def go_on(found: Draft) -> None:
            try:
                work = ready(found)
            except BriefingError as error:
                self._fail(error)
                return
            self._tasks.run(partial(work, making), partial(self._finish, then), self._fail)

        if drafted is not None:
            go_on(drafted)
        else:
            self._tasks.run(partial(draft, self._workspace, card_ids, making), go_on, self._fail)

    def _begin(self, *, takes_longer: bool) -> Making:
        self._takes_longer = takes_longer
        self._making = Making(self._told.emit)
        return self._making

    def _show_stage(self, stage: Stage) -> None:
        if self._making is not None:
            self.bar.show_stage(stage)

    def _finish(self, then: Callable[[Any], object], result: Any) -> None:
        self._making = None
        self.bar.end()
        then(result)

    def _fail(self, error: Exception) -> None:
        self._finish(self._tell_failure, error)

    def _tell_failure(self, error: Exception) -> None:
        if isinstance(error, CancelledError):
            self._message.tell(_("Given up. Nothing was written."))
        elif isinstance(error, BriefingError):
            self._message.fail(error)
        else:
            raise error  # a bug: the exception hook shows it

    def _print(self, pdf: bytes, paper: str) -> None:
        from briefing_app.gui.printing import PrintRun, ask_for_printer  # the print dialog's library
        from briefing_app.paper.typesetter import page_count

        count = page_count(pdf)
        printer = ask_for_printer(self._window, count, paper)
        if printer is not None:
            self._run = PrintRun(
                printer, pdf, self._tasks, self._begin(takes_longer=True), partial(self._end_printing, count)
            )
            self._run.start()

    def _end_printing(self, count: int, error: Exception | None) -> None:
        self._run = None
        if error is not None:
            self._fail(error)
            return
        words = ngettext("{count} page given to the printer.", "{count} pages given to the printer.", count)
        self._finish(self._message.tell, words.format(count=f"{count:,}"))

    def _with_written(self, act: Callable[[Path], bool], refused: str) -> None:
        path = self._written
        if path is None:
            self._message.tell(_("No file was written yet."))
        elif not path.exists():
            self._message.fail(NotFoundError(_("“{name}” is not there any more.").format(name=path.name)))
        elif not act(path):
            self._message.fail(
                MachineError(refused.format(name=path.name), _("It lies here: {path}").format(path=path))
            )
