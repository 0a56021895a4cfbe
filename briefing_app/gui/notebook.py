"""All notes in the window: their page and what narrows it, the journal, and whatever a note is opened or ticked by."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtWidgets import QBoxLayout

from briefing_app.errors import BriefingError, NotFoundError
from briefing_app.gui import dialogs
from briefing_app.gui.note_editor import NoteEditor
from briefing_app.gui.notes_bar import NotesBar
from briefing_app.gui.palette import Choice
from briefing_app.i18n import _, date_in_words
from briefing_app.notebook import JOURNAL, NoteFilter
from briefing_app.notes.check_boxes import with_box
from briefing_app.notes.colours import colour_names
from briefing_app.notes.recovery import MARK_ITEM, NOTE_ITEM
from briefing_app.notes.references import shorter_names
from briefing_app.notes.store import Note
from briefing_app.notes.written import Written, journal_page, local_day, of_annotation, of_note
from briefing_app.screen.pages import PARTS, link

if TYPE_CHECKING:
    from briefing_app.gui.main_window import MainWindow
    from briefing_app.notes.annotations import Annotation
    from briefing_app.workspace import Workspace

TYPING_MS = 120  # of rest in typing before the page is narrowed
WRITING_MS = 900  # of rest in writing before the page shows it


class Notebook(QObject):
    """Ties the page of all notes to the stores.

    In the notes panel "mark:ID" and "journal:DAY" stand for what is no card's own note.
    """

    def __init__(self, window: MainWindow, workspace: Workspace) -> None:
        super().__init__(window)
        self._window, self._workspace = window, workspace
        self.filter = NoteFilter()
        """What the page shows; it lasts as long as the window."""
        self._to_top = self._to_field = False  # when the page is made
        self._link = ""  # which link on it is to have the keyboard then
        self._pages_of_days: dict[str, str] = {}  # ids of pages of the journal that were begun here
        self._later = QTimer(self, interval=TYPING_MS, singleShot=True)
        self._later.timeout.connect(self._make)

    @cached_property
    def bar(self) -> NotesBar:
        """What stands above the page."""
        bar = NotesBar()
        bar.wanted.connect(self.narrow)
        bar.typed.connect(self._type)
        bar.card_wanted.connect(self._choose_card)
        bar.left.connect(self._window.view.setFocus)
        page = self._window.view.parentWidget()
        layout = page.layout() if page is not None else None
        if isinstance(layout, QBoxLayout):
            layout.insertWidget(0, bar)
        return bar

    def is_busy(self) -> bool:
        """Whether the page is still to be made anew."""
        return self._later.isActive()

    # --- the page ------------------------------------------------------------------------------------------------

    def show(self) -> None:
        """Show the page of all notes, ready to type what is looked for."""
        self._to_field = True
        self._make()

    def narrow(self, wanted: NoteFilter) -> None:
        """Show what fits, from its beginning."""
        self.filter, self._to_top = wanted, True
        self._make()

    def refresh(self) -> None:
        """Notes are others now; while somebody writes, the page waits for a rest."""
        writing = isinstance(self._window.focusWidget(), NoteEditor)
        self._later.start(WRITING_MS if writing else 0)

    def page_changed(self, *, shown: bool) -> None:
        """Another page is shown, or the same anew; whether it is that of the notes."""
        self.bar.setVisible(shown)
        content = self._window.pages.notes
        if not shown or content is None:
            return
        cards = {card_id or JOURNAL: title or _("Journal") for card_id, title, _count in content.cards}
        months = {month: date_in_words(month, self._workspace.language) for month in content.months}
        self.bar.show_filter(self.filter, colour_names(self._workspace.settings.colours), cards, months)
        if self._to_top:
            self._window.view.set_scroll_share(0.0)
        if self._to_field:
            self.bar.field.setFocus(Qt.FocusReason.ShortcutFocusReason)
            self.bar.field.selectAll()
        if self._link:
            self._window.view.focus_link(self._link)
        self._to_top, self._to_field, self._link = False, False, ""

    def export(self) -> None:
        """Write notes to a file: those on the page as it is narrowed, from elsewhere all."""
        content = self._window.pages.notes
        narrowed = self._window.shows_notes and content is not None and content.narrowed
        if self._window.flush():
            self._window.files.export_notes(content.items if narrowed and content is not None else None)

    def follow(self, value: str) -> None:
        """Do what a link of the page asks for: what to do, and with what."""
        action, *rest = value.split(PARTS)
        actions: dict[str, Callable[..., object]] = {
            "all": lambda: self.narrow(NoteFilter()),
            "tasks": lambda: self.narrow(self.filter._replace(open_tasks=not self.filter.open_tasks, page=0)),
            "page": lambda number: self.narrow(self.filter._replace(page=int(number))),
            "go": self.go,
            "edit": self.edit,
            "audience": self._window.audiences.choose,
            "task": self._tick,
            "person": self.go_to_person,
        }
        try:
            actions[action](*rest)
        except BriefingError as error:
            self._window.message.fail(error)

    def _make(self) -> None:
        self._later.stop()
        self._window.pages.note_filter = self.filter
        self._window.show_page("notes")

    def _type(self, wanted: NoteFilter) -> None:
        self.filter, self._to_top = wanted, True
        self._later.start(TYPING_MS)

    def _choose_card(self) -> None:
        content = self._window.pages.notes
        cards = content.cards if content is not None else ()
        rows: list[tuple[Choice, Callable[[], object]]] = [
            (Choice(_("All cards")), lambda: self.narrow(self.filter._replace(card_id="", page=0)))
        ]
        for card_id, title, count in cards:
            wanted = self.filter._replace(card_id=card_id or JOURNAL, page=0)
            words = f"{title or _('Journal')}  ({count:,})"
            rows.append((Choice(words), lambda wanted=wanted: self.narrow(wanted)))  # type: ignore[misc]
        dialogs.choose(self._window, _("Notes on a card"), rows)

    # --- one note ------------------------------------------------------------------------------------------------

    def written(self, item: str) -> Written:
        """A note by its item.

        Raises:
            NotFoundError: it is gone.
            NotesUnreadableError: the notes cannot be read.
        """
        key = item.partition(":")[2]
        own = self._workspace.notes.get(key) if item.startswith(NOTE_ITEM) else None
        return of_note(own) if own is not None else of_annotation(self._workspace.annotations.get(key))

    def go(self, item: str) -> None:
        """Show the card of a note at the passage it is about; a page of the journal is opened."""
        one = self.written(item)
        if not one.card_id:
            self.edit(item)
            return
        self._window.show_card(one.card_id)
        self._window.panes.show_notes(shown=True)
        if item.startswith(MARK_ITEM) and self._window.card_id.lower() == one.card_id.lower():
            self._window.marking.lead_to(one.key)

    def edit(self, item: str) -> None:
        """Open a note for writing, beside the page."""
        one = self.written(item)
        if item.startswith(NOTE_ITEM):
            opened = self._window.writing.open_note(one.card_id)
        else:
            opened = self._open(item, one, _as_note(self._workspace.annotations.get(one.key)))
        if opened:
            self._window.panes.show_notes(shown=True)
            self._window.notes.setFocus(Qt.FocusReason.OtherFocusReason)

    def open_journal(self) -> None:
        """Open today's page of the journal; it is made with the first words."""
        day = date.today()  # noqa: DTZ011 - by the reader's calendar
        try:
            page = self._page_of(day)
            if page is not None:
                self.edit(MARK_ITEM + page.id)
            elif self._open(JOURNAL + day.isoformat(), None, None):
                self._window.panes.show_notes(shown=True)
                self._window.notes.setFocus(Qt.FocusReason.ShortcutFocusReason)
        except BriefingError as error:
            self._window.message.fail(error)

    def save(self, key: str, text: str, base_revision: int) -> Note:
        """Save what the panel holds under "mark:ID" or "journal:DAY".

        Raises:
            NotSavedError, NotesUnreadableError: nothing is saved.
        """
        mark_id = self.mark_id(key)
        if not mark_id:
            saved = self._workspace.annotations.add("", text)
            self._pages_of_days[key] = saved.id
            return _as_note(saved, key)
        return _as_note(self._workspace.annotations.write(mark_id, text, base_revision), key)

    def turn_box(self) -> None:
        """Tick the box of the line that is written, or open it again; give it one where it has none."""
        focus = self._window.focusWidget()
        editor = focus if isinstance(focus, NoteEditor) else self._window.notes.editor
        if not editor.isReadOnly():
            self._window.panes.show_notes(shown=True)
            editor.setFocus(Qt.FocusReason.ShortcutFocusReason)
            editor.turn_boxes()

    def kept(self, key: str) -> Note | None:
        """What is kept under "mark:ID" or "journal:DAY"; None while it is not written."""
        mark_id = self.mark_id(key)
        try:
            return _as_note(self._workspace.annotations.get(mark_id), key) if mark_id else None
        except NotFoundError:  # it was destroyed
            return None

    def mark_id(self, key: str) -> str:
        """The mark or page of the journal that the panel shows under a key, "" while it is not written."""
        kind, _colon, name = key.partition(":")
        if kind == "mark":
            return name
        if key not in self._pages_of_days and (page := self._page_of(date.fromisoformat(name))) is not None:
            self._pages_of_days[key] = page.id
        return self._pages_of_days.get(key, "")

    def _page_of(self, day: date) -> Annotation | None:
        pages = self._workspace.annotations.all("") if self._workspace.has_notes else []
        return journal_page(pages, day)

    def _open(self, key: str, one: Written | None, note: Note | None) -> bool:
        """Show a mark or a page of the journal in the notes panel. False: what it shows is not saved."""
        if one is not None and one.card_id:
            entry = self._workspace.index.entry(one.card_id)
            title, heading = entry.title if entry else one.card_id, _("COMMENT")
            hint = _("What you say about this passage.") if one.passage else ""
        else:
            day = local_day(one.created).isoformat() if one is not None else key.removeprefix(JOURNAL)
            title = _("Journal, {date}").format(date=date_in_words(day, self._workspace.language))
            heading, hint = title.upper(), _("What was said, decided and left open today.")
        return self._window.notes.show_note(key, title, note, heading=heading, hint=hint)

    # --- what a note holds ---------------------------------------------------------------------------------------

    def _tick(self, item: str, number: str, revision: str, state: str) -> None:
        """Tick a check box or open it again, and leave the keyboard on it."""
        if not self._window.flush():
            return
        one = self.written(item)
        if one.revision != int(revision):
            self._window.message.tell(_("This note was changed meanwhile; here it is as it is now."))
        else:
            text = with_box(one.text, int(number), ticked=state == "done")
            if item.startswith(NOTE_ITEM):
                self._workspace.notes.save(one.card_id, text, one.revision)
            else:
                self._workspace.annotations.change(one.key, text=text)
            if self._window.view.hasFocus():
                self._link = link("note", "task", item, number) + "%1F"
        self._window.marks_changed.emit()
        self._window.writing.take_up_changes()

    def go_to_person(self, name: str) -> None:
        """Show the page of somebody whom a note names; of the words after the @ the last may be none of the name."""
        self._window.finding.searcher.ask(
            "named",
            lambda finder: next((shorter for shorter in shorter_names(name) if finder.persons(shorter)), name),
            lambda known: self._window.show_page("person", known),
        )


def _as_note(one: Annotation, key: str = "") -> Note:
    return Note(key or MARK_ITEM + one.id, one.text, one.created, one.modified, one.revision, one.audience, one.other)
