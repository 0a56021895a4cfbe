"""What notes name, in the window: links followed and completed where they are written, and the notes that link here."""

from __future__ import annotations

from functools import cached_property, partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtWidgets import QBoxLayout, QLabel, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from briefing_app.errors import BriefingError
from briefing_app.i18n import _
from briefing_app.notebook import links_to, names_begun

if TYPE_CHECKING:
    from briefing_app.finder import Finder
    from briefing_app.gui.main_window import MainWindow
    from briefing_app.gui.note_editor import NoteEditor
    from briefing_app.workspace import Workspace

ITEM = Qt.ItemDataRole.UserRole
MOST_ROWS = 4  # in sight


class NoteLinks(QObject):
    """Ties editors of notes, and the list of back links, to the search's thread."""

    def __init__(self, window: MainWindow, workspace: Workspace) -> None:
        super().__init__(window)
        self._window, self._workspace = window, workspace

    @cached_property
    def back_links(self) -> BackLinks:
        """The notes that link to the card; made when there is one."""
        back_links = BackLinks()
        back_links.list.itemActivated.connect(self._go)
        back_links.list.itemClicked.connect(self._go)
        layout = self._window.marking.side.layout()
        if isinstance(layout, QBoxLayout):
            layout.addWidget(back_links)
        return back_links

    def show_card(self, card_id: str) -> None:
        """Show which notes link to a card, "" for none."""
        if "back_links" in self.__dict__:
            self.back_links.show_rows(())
        if card_id and self._workspace.has_notes:
            self._window.finding.searcher.ask(
                "links", lambda finder: _links_to(finder, card_id), partial(self._show, card_id)
            )

    def serve(self, editor: NoteEditor) -> None:
        """Follow and complete what is named in an editor."""
        editor.link_chosen.connect(self.follow)
        editor.name_begun.connect(partial(self._complete, editor))

    def follow(self, kind: str, target: str) -> None:
        """Go to a card, or to somebody's page."""
        if kind == "card":
            self._window.show_card(target)
        else:
            self._window.notebook.go_to_person(target)

    def _complete(self, editor: NoteEditor, kind: str, begun: str) -> None:
        self._window.finding.searcher.ask(
            "names", lambda finder: names_begun(finder, kind, begun), partial(editor.offer, begun)
        )

    def _show(self, card_id: str, rows: list[tuple[str, str]]) -> None:
        if card_id == self._window.card_id and (rows or "back_links" in self.__dict__):
            self.back_links.show_rows(rows)

    def _go(self, row: QListWidgetItem) -> None:
        QTimer.singleShot(0, self, partial(self._window.notebook.go, row.data(ITEM)))  # the list is about to go


class BackLinks(QWidget):
    """A heading and a row for each note that links to the card; nothing where there is none."""

    def __init__(self) -> None:
        super().__init__()
        heading = QLabel(_("YOUR NOTES THAT LINK HERE"))
        heading.setObjectName("notesHeading")
        heading.setWordWrap(True)
        self.list = QListWidget()
        self.list.setObjectName("markList")
        self.list.setAccessibleName(_("Your notes that link here"))
        self.list.setFrameShape(self.list.Shape.NoFrame)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        heading.setBuddy(self.list)
        layout = QVBoxLayout(self)
        layout.setSpacing(0)
        layout.addWidget(heading)
        layout.addWidget(self.list)
        self.hide()

    def show_rows(self, rows: list[tuple[str, str]] | tuple[()]) -> None:
        """Show notes by their item and words."""
        self.list.clear()
        for item, words in rows:
            row = QListWidgetItem(words)
            row.setData(ITEM, item)
            row.setToolTip(words)
            self.list.addItem(row)
        if rows:
            self.list.setFixedHeight(self.list.sizeHintForRow(0) * min(len(rows), MOST_ROWS) + 6)
        self.setVisible(bool(rows))


def _links_to(finder: Finder, card_id: str) -> list[tuple[str, str]]:
    """In the search's thread; the window tells elsewhere why notes cannot be read."""
    try:
        return links_to(finder, card_id)
    except BriefingError:
        return []
