"""Takes back what was done last and does it again: deeds with cards of this session, and all that was ever written."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QObject

from briefing_app.errors import BriefingError
from briefing_app.i18n import _

if TYPE_CHECKING:
    from briefing_app.gui.main_window import MainWindow
    from briefing_app.notes.undo import Step, Way
    from briefing_app.workspace import Workspace

Work = Callable[[], object]


class Deed(NamedTuple):
    """Something that was done with cards, or taken back; `after` is the revision of what was written before it."""

    after: int
    undo: Work | None
    again: Work | None


class Undoing(QObject):
    """Goes back and forth over both, the newest first.

    What was written is told by the history of the notes, over restarts; deeds with cards only as long as the window is
    open.
    """

    def __init__(self, window: MainWindow, workspace: Workspace) -> None:
        super().__init__(window)
        self._window, self._workspace = window, workspace
        self._deeds: list[Deed] = []
        self._undone: list[Deed] = []
        self._again = False  # what is being done was done before
        self._left_at = 0  # the newest revision when a step was taken last: something new leaves nothing to do again
        window.message.undo_offered.connect(self._keep)
        window.message.undo_wanted.connect(self._take_back)

    def undo(self) -> None:
        """Take back what was done last."""
        if self._window.flush():
            self._try(self._undo)

    def redo(self) -> None:
        """Do again what was taken back last."""
        if self._window.flush():
            self._try(self._redo)

    def forget(self) -> None:
        """Know no deed with cards any more: notes are destroyed, and with them the order of what was done."""
        self._deeds.clear()
        self._undone.clear()

    # --- inside --------------------------------------------------------------------------------------------------

    def _undo(self) -> None:
        step = self._next_step("undo")
        if self._deeds and (step is None or self._deeds[-1].after >= step.after):
            self._window.message.hide()
            self._take_back(self._deeds[-1].undo)
        elif step is not None:
            self._go(step, "undo", _("Undone: {what}."))
        else:
            self._window.message.tell(_("There is nothing to undo."))

    def _redo(self) -> None:
        if self._last_edit() != self._left_at:
            self._undone.clear()
        step = self._next_step("redo")
        if self._undone and (step is None or self._undone[-1].after >= step.after):
            self._do_again(self._undone.pop())
        elif step is not None:
            self._go(step, "redo", _("Done again: {what}."))
        else:
            self._window.message.tell(_("There is nothing to do again."))

    def _try(self, action: Work) -> None:
        try:
            action()
        except BriefingError as error:
            self._window.message.fail(error)

    def _keep(self, undo: Work, again: Work | None) -> None:
        self._deeds.append(Deed(self._last_edit(), undo, again))
        if not self._again:
            self._undone.clear()

    def _take_back(self, undo: Work | None) -> None:
        if undo is not None:
            undo()
        self._left_at = self._last_edit()
        deed = next((deed for deed in reversed(self._deeds) if deed.undo is undo), None)
        if deed is None:  # the history tells of it
            return
        self._deeds.remove(deed)
        if deed.again is not None:
            self._undone.append(deed._replace(after=self._left_at))

    def _do_again(self, deed: Deed) -> None:
        if deed.again is not None:
            self._again = True
            deed.again()
            self._again = False

    def _go(self, step: Step, way: Way, sentence: str) -> None:
        card_id = self._take(step, way)
        self._left_at = self._last_edit()
        self._window.writing.take_back_changes()
        self._window.message.tell(sentence.format(what=self._in_words(step, card_id)))

    def _take(self, step: Step, way: Way) -> str:
        """Save what the item said before; the card to which it belongs."""
        kind, _colon, name = step.item.partition(":")
        if kind == "note":
            return self._workspace.notes.put_back(name, step.text, step.facts, way).card_id
        return self._workspace.annotations.put_back(name, step.text, step.facts, way).card_id

    def _in_words(self, step: Step, card_id: str) -> str:
        from briefing_app.notes.undo import deed_of

        entry = self._workspace.index.entry(card_id) if card_id else None
        place = f"“{entry.title if entry else card_id}”" if card_id else _("a page of the journal")
        words = {
            "written": _("what was written on {place}"),
            "marked": _("a mark on {place} is back"),
            "removed": _("a mark on {place} is in the bin"),
            "coloured": _("the colour of a mark on {place}"),
            "shared": _("who may see a note on {place}"),
            "set": _("where a mark stands on {place}"),
        }
        return words[deed_of(step)].format(place=place)

    def _next_step(self, way: Way) -> Step | None:
        return self._workspace.notes.next_step(way) if self._workspace.has_notes else None

    def _last_edit(self) -> int:
        try:
            return self._workspace.notes.last_edit() if self._workspace.has_notes else 0
        except BriefingError:  # the notes panel says why they cannot be read
            return 0
