"""Makes the pages beside the card: asks in the search's thread what they hold, and renders them in the window's."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from briefing_app.i18n import _
from briefing_app.screen.style import Page, PageStyle

if TYPE_CHECKING:
    from briefing_app.finder import Finder
    from briefing_app.gui.searching import Searcher
    from briefing_app.notebook import NoteFilter
    from briefing_app.screen.pages import NotesPage, PersonPage
    from briefing_app.workspace import Workspace


class Pages(QObject):
    """Home, persons, problems, all notes."""

    made = Signal(str, str, object)
    """Of which kind, what it is about, and the `Page`."""
    missing = Signal(str)
    """A sentence: why there is no such page."""

    def __init__(
        self, workspace: Workspace, searcher: Searcher, style: Callable[[], PageStyle], parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._workspace, self._searcher, self.style = workspace, searcher, style
        self.person: PersonPage | None = None  # of the page that was made last
        self.notes: NotesPage | None = None  # that was made last
        self.note_filter: NoteFilter | None = None  # what of the notes is to be on their page
        self.wanted: tuple[str, str] | None = None  # which is being made: its kind, and what it is about

    def make(self, kind: str, value: str = "") -> None:
        """Make the page "home", "problems", "notes", or that of a "person", and say so when it is made."""
        self.wanted = (kind, value)
        note_filter = self.note_filter
        self._searcher.ask(
            "page",
            lambda finder: self._content(finder, kind, value, note_filter),
            lambda content: self._render(kind, value, content),
        )

    def drop(self) -> None:
        """The reader has gone elsewhere: make nothing any more."""
        self.wanted = None

    def _content(self, finder: Finder, kind: str, value: str, note_filter: NoteFilter | None) -> Any:
        """In the search's thread."""
        from briefing_app import notebook, pages
        from briefing_app.notes.colours import colour_names

        today = datetime.now().astimezone().date()
        if kind == "home":
            return pages.home(finder, today)
        if kind == "notes":
            return notebook.notes_page(
                finder, note_filter or notebook.NoteFilter(), today, colour_names(self._workspace.settings.colours)
            )
        if kind == "person":
            return pages.person(finder, value)
        return pages.problems(self._workspace.problems(), self._workspace.entries())

    def _render(self, kind: str, value: str, content: Any) -> None:
        if self.wanted != (kind, value):
            return
        self.person = content if kind == "person" else None
        self.notes = content if kind == "notes" else self.notes
        if content is None:
            self.missing.emit(_("No card names “{name}” among its actors.").format(name=value.partition("\x1f")[0]))
            return
        renderer, style = self._workspace.renderer, self.style()
        make: dict[str, Callable[[Any, PageStyle], Page]] = {
            "home": renderer.home_page,
            "notes": renderer.notes_page,
            "person": renderer.person_page,
            "problems": renderer.library_problems_page,
        }
        self.made.emit(kind, value, make[kind](content, style))
