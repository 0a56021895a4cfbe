"""The window: list, card and notes side by side. It alone calls the stores; its panes tell it what happened."""

from __future__ import annotations

import base64
from collections.abc import Callable, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QByteArray, QEvent, QLocale, Qt, Signal
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent, QGuiApplication
from PySide6.QtWidgets import QApplication, QMainWindow, QPlainTextEdit, QTextEdit, QVBoxLayout, QWidget

from briefing_app.errors import BriefingError, MachineError
from briefing_app.gui import commands
from briefing_app.gui.card_files import CardFiles
from briefing_app.gui.card_rows import Known, Listing, month_headings
from briefing_app.gui.card_view import CardView
from briefing_app.gui.find_bar import FindBar
from briefing_app.gui.finding import Finding
from briefing_app.gui.fonts import FontShelf
from briefing_app.gui.looks import Looks
from briefing_app.gui.marking import Marking
from briefing_app.gui.message_bar import MessageBar
from briefing_app.gui.notes_panel import NotesPanel
from briefing_app.gui.pages import Pages
from briefing_app.gui.panes import Panes
from briefing_app.gui.reading import Reading
from briefing_app.gui.showing import CARD, HELP, LOADING, PAGE, STARTING, Showing
from briefing_app.gui.sidebar import Sidebar
from briefing_app.gui.style import text_font
from briefing_app.gui.tasks import Tasks
from briefing_app.gui.undoing import Undoing
from briefing_app.gui.writing import Writing
from briefing_app.i18n import _
from briefing_app.screen.style import PageStyle

if TYPE_CHECKING:
    from briefing_app.gui.audiences import Audiences
    from briefing_app.gui.books import Books
    from briefing_app.gui.cover import Cover
    from briefing_app.gui.guide import Guide
    from briefing_app.gui.locking import Locking
    from briefing_app.gui.note_bin import NoteBin
    from briefing_app.gui.note_files import NoteFiles
    from briefing_app.gui.note_links import NoteLinks
    from briefing_app.gui.notebook import Notebook
    from briefing_app.gui.upkeep import Upkeep
    from briefing_app.gui.versions import Versions
    from briefing_app.library.index import Entry
    from briefing_app.workspace import Workspace

NOTE_PX = 15
SIZE = (1280, 860)
FIRST_ROWS = 200  # of the list, which a start waits for


class MainWindow(QMainWindow):
    """One reader's window on their workspace; several may stand on one, and share its `upkeep`."""

    window_wanted = Signal(str)
    """The reader wants another window, on the card with this id."""
    templates_wanted = Signal()
    """The reader wants the pages that are shown set again with their own templates, which they may have changed."""
    built_in_templates_wanted = Signal()
    """The reader wants their own templates left out from now on."""
    quit_wanted = Signal()
    """The reader wants to close all windows."""
    marks_changed = Signal()
    """What the reader did with cards, or a note, is other now: the other windows show it, too."""
    closed = Signal()

    def __init__(self, workspace: Workspace, fonts: FontShelf, upkeep: Upkeep, locking: Callable[[], Locking]) -> None:
        """`locking` gives what locks the notes of all windows."""
        super().__init__()
        self._get_locking = locking
        self._workspace = workspace
        self._fonts = fonts
        self.upkeep = upkeep
        self._tasks = Tasks(self)
        self._start_with = ""  # a card, as soon as the notes are open
        self._wanted = ""  # a card to show as soon as the library has it
        self._started = False
        self._share = 0.0  # how far down the page was, while it is covered
        self._told: set[str] = set()  # what keeps folders from being read
        self.looks = Looks(workspace, self)
        self.setWindowTitle(_("Briefing App"))
        self.setObjectName("mainWindow")
        self.setAcceptDrops(True)
        self._build()
        self.actions_by_id = commands.install(self)
        self._connect()
        self.looks.apply()
        self._restore()

    # --- building ------------------------------------------------------------------------------------------------

    def _build(self) -> None:
        self.sidebar = Sidebar(QLocale(self._workspace.language), self.looks.theme, self._read_cards)
        self.view = CardView()
        self.find_bar = FindBar(self.view)
        self.message = MessageBar()
        self.writing = Writing(self, self._workspace)
        self.notes = NotesPanel(self.writing.save)
        self.files = CardFiles(self, self._workspace, self._tasks, self.upkeep, self.message)
        self.finding = Finding(self._workspace, self.sidebar, self)
        self.reading = Reading(self._workspace, self.message, self.finding.searcher, self)
        self.pages = Pages(self._workspace, self.finding.searcher, self._page_style, self)
        self.showing = Showing(self._workspace, self._fonts, self.view, self.pages, self.writing.turn)
        page = QWidget()
        layout = QVBoxLayout(page)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        for part in (self.view, self.find_bar, self.message):
            layout.addWidget(part)
        page.setFocusProxy(self.view)
        self.marking = Marking(self._workspace, self.view, self.message, self.notes)
        self.undoing = Undoing(self, self._workspace)
        self.panes = Panes(self.sidebar, page, self.marking.side, self.flush)
        content = QWidget()
        self._around = QVBoxLayout(content)
        self._around.setContentsMargins(0, 0, 0, 0)
        self._around.addWidget(self.panes)
        self.setCentralWidget(content)
        self.statusBar().setSizeGripEnabled(False)
        self.statusBar().hide()

    def _connect(self) -> None:
        self.sidebar.card_chosen.connect(self.show_card)
        self.sidebar.list.read_on.connect(self.read_on)
        self.sidebar.list.book_wanted.connect(lambda card_id: self.books.add(card_id))  # noqa: PLW0108 - not yet
        self.view.book_wanted.connect(lambda: self.books.add_current())  # noqa: PLW0108 - not yet
        self.sidebar.renaming_wanted.connect(lambda name: self.guide.rename_search(name))  # noqa: PLW0108 - not yet
        self.sidebar.removal_wanted.connect(self.reading.remove_search)
        self.finding.shown.connect(self._answer_shown)
        self.finding.saving_wanted.connect(lambda: self.guide.save_search())  # noqa: PLW0108 - not yet
        self.finding.went.connect(lambda place: self.show_page(place.removesuffix(":")))
        self.finding.failed.connect(self.upkeep.fail)
        self.reading.changed.connect(self.marks_changed)
        self.reading.searches_changed.connect(self.finding.show_places)
        self.marks_changed.connect(self.show_marks)
        self.pages.made.connect(self.showing.show_made)
        self.showing.changed.connect(self._page_changed)
        self.showing.updated.connect(self._card_updated)
        self.pages.missing.connect(self.message.tell)
        self.upkeep.refreshed.connect(self._refreshed)
        self.upkeep.failed.connect(self._not_refreshed)
        self.upkeep.filled.connect(self.finding.again)
        self.upkeep.progress.connect(self._show_status)
        self.upkeep.renewing.connect(self.finding.searcher.renew)
        self.upkeep.notes_changed.connect(self.writing.take_up_changes)
        self.upkeep.notes_failed.connect(self.message.fail)
        self.message.built_in_wanted.connect(self.built_in_templates_wanted)
        self.files.doing.connect(self._show_status)
        self.files.foot_wanted.connect(self._around.addWidget)
        for part in (self.files, self.looks, self.finding):
            part.settings_changed.connect(self._keep_settings)
        self.looks.changed.connect(self._apply_looks)
        self.panes.notes_shown.connect(self.actions_by_id["notes-pane"].setChecked)
        self.view.link_chosen.connect(lambda address: self.guide.ask_about_link(address))  # noqa: PLW0108 - not yet
        self.view.inner_link_chosen.connect(self._follow)
        self.view.read_to_end.connect(self.reading.finish)
        self.view.next_wanted.connect(self.read_on)
        self.view.link_hovered.connect(self._show_status)
        self.view.columns_changed.connect(self.showing.redraw)
        self.view.zoom_stepped.connect(self.looks.zoom_by)
        self.notes.note_saved.connect(self.marks_changed)
        self.notes.note_saved.connect(self.writing.offer_encryption)
        self.marking.changed.connect(self.marks_changed)
        self.marking.changed.connect(self.writing.offer_encryption)
        self.marking.save_failed.connect(self.writing.not_saved)
        self.marking.audience_wanted.connect(lambda mark_id: self.audiences.choose_for_mark(mark_id))  # noqa: PLW0108
        for writing in (self.notes, self.marking):
            writing.difference_wanted.connect(lambda *texts: self.versions.show_difference(*texts))  # noqa: PLW0108
        self.notes.escape_pressed.connect(self.writing.leave)
        self.notes.audience_pressed.connect(lambda: self.audiences.choose_for_note())  # noqa: PLW0108 - not yet
        self.notes.save_failed.connect(self.writing.not_saved)

    def _restore(self) -> None:
        settings = self._workspace.settings
        if not settings.geometry or not self.restoreGeometry(QByteArray.fromBase64(settings.geometry.encode())):
            room = QGuiApplication.primaryScreen().availableSize()
            self.resize(min(SIZE[0], room.width()), min(SIZE[1], room.height()))
        self.panes.restore(settings.splitter, notes_wanted=settings.notes_open)
        theme = settings.theme if settings.theme in ("light", "dark") else "system"
        for choice in (f"theme-{theme}", f"sort-{settings.sort}", f"group-{settings.grouping}", "list-pane"):
            if choice in self.actions_by_id:
                self.actions_by_id[choice].setChecked(True)
        self.actions_by_id["dense"].setChecked(settings.dense)

    @cached_property
    def guide(self) -> Guide:
        """What is shown over the window; its dialogs are too dear to import for a start that opens none."""
        from briefing_app.gui.guide import Guide

        return Guide(self, self._workspace)

    @cached_property
    def books(self) -> Books:
        """The named books; no start needs them."""
        from briefing_app.gui.books import Books

        return Books(self, self._workspace)

    @property
    def locking(self) -> Locking:
        """What locks and encrypts the notes, for all windows."""
        return self._get_locking()

    @cached_property
    def _cover(self) -> Cover:
        from briefing_app.gui.cover import Cover

        return Cover(self, self.panes, self._around, str(self._workspace.paths.notes))

    @cached_property
    def notebook(self) -> Notebook:
        """All notes on one page, the journal, and what notes lead to; no start needs it."""
        from briefing_app.gui.notebook import Notebook

        return Notebook(self, self._workspace)

    @cached_property
    def note_files(self) -> NoteFiles:
        """Notes into files that the reader keeps, and out of them."""
        from briefing_app.gui.note_files import NoteFiles

        return NoteFiles(self, self._workspace)

    @cached_property
    def note_links(self) -> NoteLinks:
        """What notes name; begins to serve after the first paint."""
        from briefing_app.gui.note_links import NoteLinks

        return NoteLinks(self, self._workspace)

    @cached_property
    def audiences(self) -> Audiences:
        """Who may see a note, and the asking before it is more people."""
        from briefing_app.gui.audiences import Audiences

        return Audiences(self, self._workspace)

    @cached_property
    def versions(self) -> Versions:
        """What notes said before."""
        from briefing_app.gui.versions import Versions

        return Versions(self, self._workspace)

    @cached_property
    def note_bin(self) -> NoteBin:
        """What was deleted, and what is to be destroyed."""
        from briefing_app.gui.note_bin import NoteBin

        return NoteBin(self, self._workspace)

    # --- starting ------------------------------------------------------------------------------------------------

    def start(self, card_id: str = "") -> None:
        """Show the window with a list and a card from what the index knows; the folders follow after the first paint.

        The card is set once the panes have their widths, and before anything is painted.
        """
        if self._workspace.is_locked:
            self._start_with = card_id
            self.cover(self.locking.unlock)
            self.show()
            return
        settings = self._workspace.settings
        self.sidebar.list.set_dense(dense=settings.dense)
        keys = self._workspace.index.keys(FIRST_ROWS)
        self.sidebar.show_listing(
            Listing(keys, month_headings(keys, QLocale(self._workspace.language))), keep_place=False
        )
        self.view.first_painted.connect(self._after_first_paint, Qt.ConnectionType.QueuedConnection)
        self.show()
        if settings.home and not card_id and keys:
            self.showing.state = LOADING  # its template takes longer to load than the window may take to open
            self._wanted = "home:"
        else:
            self.show_wanted(card_id or settings.last_card)
        if self.state == CARD and not card_id:
            self.view.set_scroll_share(settings.scroll)
        self.sidebar.setFocus()

    def show_wanted(self, card_id: str) -> None:
        """Show the card that was asked for from outside; if it is not known, look whether its file came meanwhile."""
        if self.is_covered:
            self._start_with = card_id
            return
        if self._entry(card_id) is not None:
            self.show_card(card_id)
            return
        self._wanted = card_id
        if self.state == STARTING:
            self._show_first_or_state(LOADING)
        elif card_id:
            self.refresh()

    def _after_first_paint(self) -> None:
        self._started = True
        self.finding.again()
        self.note_links.serve(self.notes.editor)
        self.marking.editor_made.connect(self.note_links.serve)
        self.note_links.show_card(self.card_id if self.state == CARD else "")
        if self._workspace.settings.places:
            self.sidebar.show_places(shown=True)
        if self._wanted == "home:":
            self._wanted = ""
            self.show_page("home")
        self.upkeep.start()

    def refresh(self) -> None:
        """Read the folders again, in the background; show the page with the reader's templates as they are now."""
        if self._workspace.paths.templates.is_dir():
            self.templates_wanted.emit()
        self.upkeep.refresh()

    def _refreshed(self, changed: bool) -> None:
        wanted, self._wanted = self._wanted, ""
        if wanted and self._entry(wanted) is not None:
            self.show_card(wanted)
        if changed or self.state == LOADING:
            self.finding.again()
            self._show_what_is_there()
        self._fonts.take_rest()
        problems = self._workspace.library.folder_problems()
        for problem in problems:
            if problem.sentence not in self._told:
                self.message.fail(problem)
        told = {problem.sentence for problem in problems}  # again only after it was mended
        self.message.withdraw(self._told - told)
        self._told = told

    def _not_refreshed(self, error: Exception) -> None:
        if not isinstance(error, BriefingError):
            raise error  # a bug: the exception hook shows it
        self.message.fail(error)

    def _show_what_is_there(self) -> None:
        """After the library changed: the same page as it is now, else the first card, else why there is none."""
        if self.card_id:
            self.showing.look_again()
        elif self.pages.wanted is not None:
            self.show_page(*self.pages.wanted)
        elif self.state == PAGE:
            self.show_page(*self.showing.page_of)
        elif self.state != HELP:
            denied = self._workspace.library.folder_problems()
            self._show_first_or_state("folder-denied" if denied else "empty-library")

    def _card_updated(self, is_other_text: bool) -> None:
        if is_other_text:
            self.message.tell(_("This card was just updated. You see the new text."))
        self._page_changed()

    def _show_first_or_state(self, state: str) -> None:
        first = self._workspace.index.entries(self._workspace.index.keys(1))
        if first:
            self.show_card(first[0].id)
        else:
            self.showing.show_state(state, folder=str(self._workspace.paths.library))

    def _entry(self, card_id: str) -> Entry | None:
        return self._workspace.index.entry(card_id) if card_id else None

    def _read_cards(self, keys: Sequence[int]) -> Known:
        """The rows of some cards, for the list; a negative key is that of a card whose note was found."""
        entries = self._workspace.index.entries([abs(key) for key in keys])
        states = self.reading.states(entries)
        if self._fonts.take_for("".join(entry.title for entry in entries)):
            self.sidebar.list.draw_anew()
        wanted = set(keys)
        return [e for e in entries if e.key in wanted] + [
            entry._replace(key=-entry.key) for entry in entries if -entry.key in wanted
        ], states

    def show_marks(self) -> None:
        """Show anew what the reader did with cards."""
        self.sidebar.model.forget()
        self.finding.marks_changed()
        if self._started:
            self.note_links.show_card(self.card_id if self.state == CARD else "")
        if self.state == PAGE and self.showing.page_of[0] == "home":
            self.pages.make(*self.showing.page_of)
        elif self.shows_notes:
            self.notebook.refresh()

    # --- the list ------------------------------------------------------------------------------------------------

    def next_card(self) -> None:
        """Show the card below the current one."""
        self.sidebar.step(1)

    def previous_card(self) -> None:
        """Show the card above the current one."""
        self.sidebar.step(-1)

    def focus_search(self) -> None:
        """Type to search the cards."""
        self.toggle_list(shown=True)
        self.sidebar.focus_field()

    def toggle_places(self) -> None:
        """Show the places of the sidebar or fold them away."""
        self.toggle_list(shown=True)
        self.sidebar.show_places(shown=not self.sidebar.places_shown)

    def toggle_filters(self) -> None:
        """Show the filters or fold them away."""
        self.toggle_list(shown=True)
        self.sidebar.show_filters(shown=not self.sidebar.filters_shown)

    def use_dense_rows(self, dense: bool) -> None:
        """Give each card one line, or as many as its text takes."""
        self.keep(dense=dense)
        self.sidebar.list.set_dense(dense=dense)

    def read_on(self, forward: bool = True) -> None:
        """Show the next screen of the card; at its end the next unread card."""
        if self.state == CARD and self.view.read_on(forward=forward):
            return
        if forward:
            self.reading.finish()
            self.finding.find_next_unread(self._key(), self._open_next)

    def _open_next(self, card_id: str) -> None:
        if card_id:
            self.show_card(card_id)
        else:
            self.message.tell(_("There is no further unread card in this list. That is all."))

    def mark_all_read(self) -> None:
        """Mark every card of the list as read; can be undone."""
        self.finding.mark_all_read(self.reading.tell_marked)

    def undo(self) -> None:
        """Take back what was done last, with cards or in notes."""
        self.undoing.undo()

    def redo(self) -> None:
        """Do again what was taken back last."""
        self.undoing.redo()

    def toggle_list(self, shown: bool) -> None:
        """Show the list or fold it away."""
        self.panes.show_sidebar(shown)
        self.actions_by_id["list-pane"].setChecked(shown)

    # --- the card ------------------------------------------------------------------------------------------------

    @property
    def card_id(self) -> str:
        """The card that is shown, "" for none."""
        return self.showing.card_id

    @property
    def contents(self) -> tuple[tuple[str, str], ...]:
        """The sections of the page that is shown, as (anchor, heading)."""
        return self.showing.contents

    @property
    def state(self) -> str:
        """What the page is: "card", "page", "help", or the state that tells why there is no card."""
        return self.showing.state

    def is_busy(self) -> bool:
        """Whether something is still being done in the background."""
        if self.is_covered:
            return False
        work = (self.upkeep.busy, self._tasks.busy, self.files.busy, self.finding.busy, self.marking.is_busy)
        return not self._started or any(busy() for busy in work) or (self.shows_notes and self.notebook.is_busy())

    def show_card(self, card_id: str) -> None:
        """Show a card and its note; not while the note of the card before it cannot be saved."""
        self.showing.show_card(card_id)

    def show_page(self, kind: str, value: str = "") -> None:
        """Show "home", "problems", "notes", or the page of a "person" of some name, as soon as it is made."""
        self.pages.make(kind, value)

    def _page_changed(self) -> None:
        """Let all that stands around the page follow it."""
        is_card = self.state == CARD
        entry = self.showing.entry if is_card else None
        name = _("Briefing App")
        self.setWindowTitle(f"{' '.join(entry.title.split())} – {name}" if entry is not None else name)
        if entry is not None and not entry.available:
            self.message.tell(_("The folder of this card is not there now. You see it as it was read last."))
        self.view.shows_card = is_card
        self.view.set_private(private=self.state == PAGE and self.showing.page_of[0] == "notes")
        self.files.card_id = self.card_id if is_card else ""
        self.reading.open(entry)
        if self._started:
            self.note_links.show_card(self.card_id if is_card else "")
        if self.shows_notes or "notebook" in self.__dict__:
            self.notebook.page_changed(shown=self.shows_notes)
        self.find_bar.mark_searched(self.finding.needles() if is_card else ())
        self.show_current()
        for command in commands.commands():
            if command.needs_card:
                self.actions_by_id[command.id].setEnabled(is_card)

    def _answer_shown(self, is_complete: bool) -> None:
        self.show_current()
        if is_complete and self.state == CARD:
            self.find_bar.mark_searched(self.finding.needles(), lead=False)  # the reader's place stays

    def show_current(self) -> None:
        """Choose the card that is shown in the list."""
        self.sidebar.show_current(self._key())

    def _key(self) -> int:
        return self.showing.entry.key if self.showing.entry is not None else -1

    @property
    def shows_notes(self) -> bool:
        """Whether the page is that of all notes."""
        return self.state == PAGE and self.showing.page_of[0] == "notes"

    def go_home(self) -> None:
        """Show what is new, updated, kept for tonight."""
        self.show_page("home")

    def show_all_notes(self) -> None:
        """Show all that the reader wrote and marked, narrowed as it was last."""
        if self.flush():  # also what is being written
            self.notebook.show()

    def show_library_problems(self) -> None:
        """Show every problem of every card file."""
        self.show_page("problems")

    def go_back(self) -> None:
        """Go back: within the page after a jump there, else to the page before."""
        if self.view.can_go_back():
            self.view.backward()
        else:
            self.showing.travel(-1)

    def go_forward(self) -> None:
        """Go forward again to the page from which the reader went back."""
        self.showing.travel(1)

    def _follow(self, scheme: str, value: str) -> None:
        """Go where a link inside the app leads."""
        if scheme == "card":
            self.show_card(value)
        elif scheme == "actor":
            self.show_page("person", value)
        elif scheme == "search":
            self.finding.go(value)
        elif scheme == "folder":
            self.guide.open_folder(value)
        elif scheme == "home":
            self.go_home()
        elif scheme == "note":
            self.notebook.follow(value)
        elif value == "export-person":  # no command: it is about the page that is shown
            self.guide.export_person()
        elif value in self.actions_by_id:
            self.actions_by_id[value].trigger()

    def _page_style(self) -> PageStyle:
        return PageStyle(self.looks.theme_name, self.looks.zoom, self.view.columns())

    def copy_selection(self) -> None:
        """Copy what is selected where the keyboard is, in the card where it is nowhere."""
        focus = QApplication.focusWidget()
        (focus if isinstance(focus, QTextEdit | QPlainTextEdit) else self.view).copy()

    def _show_status(self, words: str) -> None:
        self.statusBar().setVisible(bool(words))
        self.statusBar().showMessage(words)

    # --- notes ---------------------------------------------------------------------------------------------------

    def flush(self) -> bool:
        """Save the note that is being written. False: it could not be saved, and is still in the editor."""
        return self.notes.flush() and self.marking.flush()

    def toggle_notes(self, shown: bool) -> None:
        """Fold the notes away or show them."""
        self.panes.show_notes(shown)

    # --- locked ---------------------------------------------------------------------------------------------------

    @property
    def is_covered(self) -> bool:
        """Whether the notes are locked, and a field for the passphrase stands in place of everything."""
        return "_cover" in self.__dict__ and self._cover.is_on

    def cover(self, unlock: Callable[[str], None]) -> None:
        """Let go of all that is shown, once it is saved, and ask for the passphrase."""
        if self._started:
            self._share = self.view.scroll_share()
            self.reading.open(None)
            self.notes.forget()
            self.marking.forget()
            self.pages.notes = None
            self.note_links.show_card("")
            self.view.clear()
        if "books" in self.__dict__:
            self.books.close()
        self._cover.put_on(unlock)

    def uncover(self) -> None:
        """Show again what was shown, at the same place."""
        self._cover.take_off()
        wanted, self._start_with = self._start_with, ""
        if not self._started:
            self.start(wanted)
            return
        self.message.hide()
        if self.card_id:
            self.writing.turn(self.card_id)
        self.showing.redraw()
        self.view.set_scroll_share(self._share)
        self._page_changed()
        self.finding.again()
        self.show_marks()
        if wanted:
            self.show_wanted(wanted)

    # --- looks ---------------------------------------------------------------------------------------------------

    def _apply_looks(self) -> None:
        self.sidebar.set_theme(self.looks.theme)
        self.find_bar.set_theme(self.looks.theme)
        self.marking.set_theme(self.looks.theme)
        self.view.set_zoom(self.looks.zoom)
        for writing in (self.notes, self.marking):
            writing.set_text_font(text_font(round(NOTE_PX * self.looks.zoom)))
        self.showing.redraw()

    def next_pane(self) -> None:
        """Move the keyboard to the pane on the right."""
        self.panes.move_focus(1)

    def previous_pane(self) -> None:
        """Move the keyboard to the pane on the left."""
        self.panes.move_focus(-1)

    def toggle_full_screen(self, wanted: bool) -> None:
        """Fill the screen, or stop."""
        self.setWindowState(
            self.windowState() | Qt.WindowState.WindowFullScreen
            if wanted
            else self.windowState() & ~Qt.WindowState.WindowFullScreen
        )

    # --- help ----------------------------------------------------------------------------------------------------

    def show_help(self, topic: str) -> None:
        """Show a page of help in place of the card: "card-format" or "searching"."""
        self.showing.show_help(topic)

    def ask_for_window(self) -> None:
        """Open another window on the same card."""
        self.window_wanted.emit(self.card_id)

    def take_settings(self, wish: dict[str, Any]) -> None:
        """Do what the reader set in the dialog: settings by name."""
        folders = [Path(folder) for folder in wish.pop("folders")]
        self.keep(**wish)
        self.sidebar.show_places(shown=self._workspace.settings.places)
        self.marking.set_theme(self.looks.theme)  # its list says what the colours mean
        self.show_marks()
        if folders != [*map(Path, self._workspace.settings.folders)]:
            self.files.use_folders(folders)

    def quit(self) -> None:
        """Close all windows."""
        self.quit_wanted.emit()

    # --- keeping -------------------------------------------------------------------------------------------------

    def keep_place(self) -> None:
        """Write the window's place, the last card and how far it was read."""
        self.keep(
            geometry=base64.b64encode(self.saveGeometry().data()).decode(),
            splitter=self.panes.widths(),
            notes_open=self.panes.notes_wanted,
            last_card=self.card_id or self._workspace.settings.last_card,
            scroll=self._share if self.is_covered else self.view.scroll_share(),
        )

    def _keep_settings(self, changes: dict[str, Any]) -> None:
        self.keep(**changes)

    def keep(self, **changes: Any) -> None:
        """Set settings by name and write them; where they cannot be written, say so."""
        try:
            self._workspace.save_settings(self._workspace.settings._replace(**changes))
        except MachineError as error:
            self.message.fail(error)

    def changeEvent(self, event: QEvent) -> None:
        """Save the note when the reader turns to another program; look at the folders when they come back."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.ActivationChange and self._started:
            if not self.isActiveWindow():
                self.flush()
            else:
                self.upkeep.look()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take card files and folders of this machine."""
        if any(url.isLocalFile() for url in event.mimeData().urls()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Import files; read folders in place."""
        event.acceptProposedAction()
        self.files.take_dropped([Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()])

    def closeEvent(self, event: QCloseEvent) -> None:
        """Save everything first; while a note cannot be saved, ask before it would be lost."""
        if not self.flush() and not self.guide.ask_to_lose_note():
            event.ignore()
            return
        if self._started:
            self.keep_place()
        self.end_work()
        event.accept()
        self.closed.emit()

    def end_work(self) -> None:
        """Wait for what runs in the background for this window, and begin nothing more."""
        self._started = False
        self.upkeep.disconnect(self)
        self.files.end()
        if "books" in self.__dict__:
            self.books.end()
        self._tasks.finish()
        self.finding.searcher.close()
