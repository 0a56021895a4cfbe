"""Who may see a note: a menu at the note, and a question before it is more people than before."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QActionGroup, QCursor
from PySide6.QtWidgets import QMenu, QWidget

from briefing_app.errors import BriefingError
from briefing_app.gui import dialogs
from briefing_app.i18n import _
from briefing_app.notes.colours import AUDIENCES, audience_names
from briefing_app.notes.recovery import MARK_ITEM, NOTE_ITEM

if TYPE_CHECKING:
    from briefing_app.gui.main_window import MainWindow
    from briefing_app.workspace import Workspace


class Audiences:
    """Changes the audience of notes, highlights and pages of the journal."""

    def __init__(self, window: MainWindow, workspace: Workspace) -> None:
        self._window, self._workspace = window, workspace

    def choose_for_current(self) -> None:
        """Choose for the note in which the keyboard is, for the mark that is current in the list, else for the note
        beside the page."""
        mark_id = self._window.marking.current_id()
        if mark_id:
            self.choose_for_mark(mark_id)
        else:
            self.choose_for_note()

    def choose_for_mark(self, mark_id: str) -> None:
        """Choose for a mark of the card that is shown."""
        if self._window.flush():
            focus = self._window.focusWidget()
            self._choose(MARK_ITEM + mark_id, _below(focus) if focus is not None else QCursor.pos())

    def choose_for_note(self) -> None:
        """Choose for what the notes panel shows."""
        notes = self._window.notes
        if not self._window.flush():
            return
        item = self._item_of(notes.card_id or "")
        if item:
            self._window.panes.show_notes(shown=True)
            self._choose(item, _below(notes.audience))
        else:
            self._window.message.tell(_("Write something first; then you can say who may see it."))

    def choose(self, item: str) -> None:
        """Choose for a note on the page, where the reader clicked or where the keyboard is."""
        view = self._window.view
        area = view.viewport()
        pointer = area.mapFromGlobal(QCursor.pos())
        at_pointer = area.rect().contains(pointer) and view.anchorAt(pointer)
        self._choose(item, QCursor.pos() if at_pointer else area.mapToGlobal(view.cursorRect().bottomLeft()))

    def change(self, item: str, audience: str) -> None:
        """Let `audience` see a note; where that is more than before, ask first."""
        try:
            before = self._window.notebook.written(item).audience
            raised = AUDIENCES.index(audience) > AUDIENCES.index(before) if before in AUDIENCES else True
            if audience == before or (raised and not dialogs.ask_to_raise(self._window, audience)):
                return
            key = item.partition(":")[2]
            if item.startswith(NOTE_ITEM):
                self._workspace.notes.set_audience(key, audience)
            else:
                self._workspace.annotations.change(key, audience=audience)
        except BriefingError as error:
            self._window.message.fail(error)
            return
        self._window.writing.take_up_changes()
        self._window.marks_changed.emit()

    def _choose(self, item: str, where: QPoint) -> None:
        try:
            current = self._window.notebook.written(item).audience
        except BriefingError as error:
            self._window.message.fail(error)
            return
        menu = QMenu(self._window)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.setAccessibleName(_("Who may see it"))
        group = QActionGroup(menu)
        for audience, name in audience_names().items():
            action = menu.addAction(name)
            action.setCheckable(True)
            action.setChecked(audience == current)
            action.triggered.connect(partial(self._change_later, item, audience))
            group.addAction(action)
            if audience == current:
                menu.setActiveAction(action)
        menu.popup(where)

    def _change_later(self, item: str, audience: str, _checked: bool = False) -> None:
        self.change(item, audience)

    def _item_of(self, key: str) -> str:
        """The item that the notes panel shows under a key, "" where nothing of it is written yet."""
        if ":" in key:
            kept = self._window.notebook.kept(key)
            return MARK_ITEM + self._window.notebook.mark_id(key) if kept is not None else ""
        return NOTE_ITEM + key if key and self._workspace.notes.get(key) is not None else ""


def _below(widget: QWidget) -> QPoint:
    return widget.mapToGlobal(widget.rect().bottomLeft())
