"""The window: list, card and notes side by side. It alone calls the stores; its panes tell it what happened."""

from __future__ import annotations

import base64
from functools import cached_property
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QByteArray, QEvent, QLocale, Qt, QTimer
from PySide6.QtGui import QCloseEvent, QGuiApplication
from PySide6.QtWidgets import QApplication, QMainWindow, QPlainTextEdit, QTextEdit, QVBoxLayout, QWidget

from briefing_app.errors import BriefingError, MachineError, NotesUnreadableError, NotFoundError
from briefing_app.gui import commands
from briefing_app.gui.card_files import CardFiles
from briefing_app.gui.card_view import CardView
from briefing_app.gui.find_bar import FindBar
from briefing_app.gui.fonts import FontShelf
from briefing_app.gui.looks import Looks
from briefing_app.gui.message_bar import MessageBar
from briefing_app.gui.notes_panel import NotesPanel
from briefing_app.gui.panes import Panes
from briefing_app.gui.sidebar import Sidebar
from briefing_app.gui.style import text_font
from briefing_app.gui.tasks import Tasks
from briefing_app.i18n import _
from briefing_app.screen.style import Page, PageStyle

if TYPE_CHECKING:
    from briefing_app.gui.guide import Guide
    from briefing_app.notes.store import Note
    from briefing_app.workspace import Workspace

WATCH_MS = 1000
NOTE_PX = 15
SIZE = (1280, 860)


class MainWindow(QMainWindow):
    """One reader's window on their workspace."""

    def __init__(self, workspace: Workspace, fonts: FontShelf) -> None:
        super().__init__()
        self._workspace = workspace
        self._fonts = fonts
        self._tasks = Tasks(self)
        self._card_id = ""
        self._state = "starting"
        self._facts: dict[str, str] = {}
        self._wanted = ""  # a card to show as soon as the library has it
        self._notes_seen = False
        self.looks = Looks(workspace, self)
        self.setWindowTitle(_("Briefing App"))
        self.setObjectName("mainWindow")
        self._build()
        self.actions_by_id = commands.install(self)
        self._connect()
        self._watch = QTimer(self, interval=WATCH_MS)
        self._watch.timeout.connect(self._look_at_notes)
        self.looks.apply()
        self._restore()

    # --- building ------------------------------------------------------------------------------------------------

    def _build(self) -> None:
        self.sidebar = Sidebar(QLocale(self._workspace.language), self.looks.theme)
        self.view = CardView()
        self.find_bar = FindBar(self.view)
        self.message = MessageBar()
        self.notes = NotesPanel(self._save_note)
        self.files = CardFiles(self, self._workspace, self._tasks, self.message)
        page = QWidget()
        layout = QVBoxLayout(page)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        for part in (self.view, self.find_bar, self.message):
            layout.addWidget(part)
        page.setFocusProxy(self.view)
        self.panes = Panes(self.sidebar, page, self.notes, self.notes.flush)
        self.setCentralWidget(self.panes)
        self.statusBar().setSizeGripEnabled(False)
        self.statusBar().hide()

    def _connect(self) -> None:
        self.sidebar.card_chosen.connect(self.show_card)
        self.sidebar.files_dropped.connect(self.files.import_paths)
        self.files.imported.connect(self._library_changed)
        self.files.busy.connect(self._show_status)
        for part in (self.files, self.looks):
            part.settings_changed.connect(self._keep_settings)
        self.looks.changed.connect(self._apply_looks)
        self.panes.notes_shown.connect(self.actions_by_id["notes-pane"].setChecked)
        self.view.link_chosen.connect(lambda address: self.guide.ask_about_link(address))  # noqa: PLW0108 - not yet
        self.view.link_hovered.connect(self._show_status)
        self.view.columns_changed.connect(self._redraw)
        self.view.zoom_stepped.connect(self.looks.zoom_by)
        self.notes.note_saved.connect(self._note_saved)
        self.notes.escape_pressed.connect(self.view.setFocus)
        self.notes.save_failed.connect(self._note_not_saved)

    def _restore(self) -> None:
        settings = self._workspace.settings
        if not settings.geometry or not self.restoreGeometry(QByteArray.fromBase64(settings.geometry.encode())):
            room = QGuiApplication.primaryScreen().availableSize()
            self.resize(min(SIZE[0], room.width()), min(SIZE[1], room.height()))
        self.panes.restore(settings.splitter, notes_wanted=settings.notes_open)
        theme = settings.theme if settings.theme in ("light", "dark") else "system"
        self.actions_by_id[f"theme-{theme}"].setChecked(True)
        self.actions_by_id["list-pane"].setChecked(True)

    @cached_property
    def guide(self) -> Guide:
        """What is shown over the window; its dialogs are too dear to import for a start that opens none."""
        from briefing_app.gui.guide import Guide

        return Guide(self, self._workspace)

    # --- starting ------------------------------------------------------------------------------------------------

    def start(self, card_id: str = "") -> None:
        """Show the window with a list and a card from what the index knows; the folders follow after the first paint.

        The card is set once the panes have their widths, and before anything is painted.
        """
        self.sidebar.show_entries(self._workspace.entries(), self._noted())
        self.view.first_painted.connect(self._after_first_paint, Qt.ConnectionType.QueuedConnection)
        self.show()
        settings = self._workspace.settings
        self.show_wanted(card_id or settings.last_card)
        if self._state == "card" and not card_id:
            self.view.set_scroll_share(settings.scroll)
        self.sidebar.setFocus()

    def show_wanted(self, card_id: str) -> None:
        """Show the card that was asked for from outside; if it is not known, look whether its file came meanwhile."""
        if self.sidebar.title(card_id) is not None:
            self.show_card(card_id)
            return
        self._wanted = card_id
        if self._state == "starting":
            self._show_first_or_state("loading")
        elif card_id:
            self.refresh()

    def _after_first_paint(self) -> None:
        self._watch.start()
        self.refresh()

    def refresh(self) -> None:
        """Read the folders again, in the background."""
        self._tasks.run(
            self._workspace.library.refresh, lambda done: self._refreshed(changed=done.changed), self._not_refreshed
        )

    def _library_changed(self) -> None:
        self._refreshed(changed=True)

    def _refreshed(self, *, changed: bool) -> None:
        problems = self._workspace.library.folder_problems()
        if changed or self._state == "loading":
            self.sidebar.show_entries(self._workspace.entries(), self._noted())
            self._show_what_is_there("folder-denied" if problems else "empty-library")
        if self.sidebar.title(self._wanted) is not None:
            self.show_card(self._wanted)
        self._wanted = ""
        self._fonts.take_rest()
        if self._fonts.take_for("".join(title for _id, title in self.sidebar.titles())):
            self.sidebar.list.draw_anew()
        for problem in problems:
            self.message.fail(problem)

    def _not_refreshed(self, error: Exception) -> None:
        if not isinstance(error, BriefingError):
            raise error  # a bug: the exception hook shows it
        self.message.fail(error)

    def _show_what_is_there(self, state_of_none: str) -> None:
        """After the library changed: the same page as it is now, else the first card, else why there is none."""
        if self._card_id and self.sidebar.title(self._card_id) is None:
            self._show_state("card-gone", card=self._card_id)
        elif self._card_id:
            self._state = "card"  # it may have come back
            self._redraw()
        elif self._state != "help":
            self._show_first_or_state(state_of_none)

    def _show_first_or_state(self, state: str) -> None:
        first = next(iter(self.sidebar.titles()), None)
        if first is not None:
            self.show_card(first[0])
        else:
            self._show_state(state, folder=str(self._workspace.paths.library))

    # --- the list ------------------------------------------------------------------------------------------------

    def next_card(self) -> None:
        """Show the card below the current one."""
        self.sidebar.step(1)

    def previous_card(self) -> None:
        """Show the card above the current one."""
        self.sidebar.step(-1)

    def focus_filter(self) -> None:
        """Type to filter the titles."""
        self.toggle_list(shown=True)
        self.sidebar.focus_filter()

    def toggle_list(self, shown: bool) -> None:
        """Show the list or fold it away."""
        self.panes.show_sidebar(shown)
        self.actions_by_id["list-pane"].setChecked(shown)

    # --- the card ------------------------------------------------------------------------------------------------

    @property
    def card_id(self) -> str:
        """The card that is shown, "" for none."""
        return self._card_id

    @property
    def contents(self) -> tuple[tuple[str, str], ...]:
        """The sections of the page that is shown, as (anchor, heading)."""
        return self._page.contents

    @property
    def state(self) -> str:
        """What the page is: "card", "help", or the state that tells why there is no card."""
        return self._state

    def is_busy(self) -> bool:
        """Whether something is still being done in the background."""
        return not self._watch.isActive() or self._tasks.busy()

    def show_card(self, card_id: str) -> None:
        """Show a card and its note; not while the note of the card before it cannot be saved."""
        if card_id.lower() == self._card_id.lower():
            return
        if not self._show_note(card_id):
            self._stay()
            return
        self._card_id, self._state = card_id, "card"
        self._draw(keep_place=False)
        self.sidebar.show_current(card_id)
        self._enable_card_commands()
        self.files.card_id = card_id

    def _stay(self) -> None:
        """Keep the card whose note is not saved, and say so."""
        # Not at once: the list is in the midst of choosing the other card.
        QTimer.singleShot(0, self, lambda: self.sidebar.show_current(self._card_id))
        sentence = _("The note on this card is not saved yet, so the card stays open.")
        self.message.fail(MachineError(sentence, _("See beside the note why.")))

    def _draw(self, *, keep_place: bool) -> None:
        try:
            page = self._workspace.card_page(self._card_id, self._page_style())
        except NotFoundError:
            self._show_state("card-gone", card=self._card_id)
            return
        self._show_page(page, keep_place=keep_place)

    def _show_page(self, page: Page, *, keep_place: bool) -> None:
        self._fonts.take_for(page.html)
        self._page = page
        self.view.show_page(page, keep_place=keep_place)

    def _show_state(self, state: str, **facts: str) -> None:
        """Show why there is no card to read and what to do. The note of a card that is gone stays open."""
        self._state, self._facts = state, facts
        if state != "card-gone" and self.notes.show_nothing():
            self._card_id = ""
        self._show_page(self._workspace.renderer.state_page(state, self._page_style(), **facts), keep_place=False)
        self._enable_card_commands()

    def _redraw(self) -> None:
        """The same page in another size, theme or edition, at the same place."""
        if self._state == "card":
            self._draw(keep_place=True)
        elif self._state == "help":
            self._show_page(self._workspace.renderer.help_page(self._page_style()), keep_place=True)
        elif self._state != "starting":
            self._show_state(self._state, **self._facts)

    def _page_style(self) -> PageStyle:
        return PageStyle(self.looks.theme_name, self.looks.zoom, self.view.columns())

    def _enable_card_commands(self) -> None:
        for command in commands.commands():
            if command.needs_card:
                self.actions_by_id[command.id].setEnabled(self._state == "card")

    def find_in_card(self) -> None:
        """Open the line that finds words in the card."""
        self.find_bar.open()

    def find_next(self) -> None:
        """Go to the next hit."""
        self.find_bar.find_next()

    def find_previous(self) -> None:
        """Go to the hit before."""
        self.find_bar.find_previous()

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
        return self.notes.flush()

    def write_note(self) -> None:
        """Show the note and put the cursor into it."""
        self.panes.show_notes(shown=True)
        self.notes.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def toggle_notes(self, shown: bool) -> None:
        """Fold the notes away or show them."""
        self.panes.show_notes(shown)

    def _show_note(self, card_id: str) -> bool:
        try:
            note = self._workspace.notes.get(card_id) if self._workspace.paths.notes.exists() else None
        except NotesUnreadableError as error:
            return self.notes.show_unreadable(error)
        return self.notes.show_note(card_id, self.sidebar.title(card_id) or card_id, note)

    def _save_note(self, card_id: str, text: str, base_revision: int) -> Note:
        return self._workspace.notes.save(card_id, text, base_revision)

    def _note_saved(self, _note: object) -> None:
        self.sidebar.mark_noted(self._noted())

    def _note_not_saved(self, error: BriefingError) -> None:
        """Show the text that is not saved; the panel tries again by itself, and would say this each time."""
        if not self.notes.isVisible():
            self.panes.show_notes(shown=True)
            self.message.fail(error)

    def _noted(self) -> frozenset[str]:
        try:
            return self._workspace.noted_ids()
        except BriefingError:  # the notes pane says so
            return frozenset()

    def _look_at_notes(self) -> None:
        """Take up what another process wrote."""
        try:
            if not self._workspace.paths.notes.exists():
                return
            seen, self._notes_seen = self._notes_seen, True
            if self._workspace.notes.changed_elsewhere() or not seen:
                self.sidebar.mark_noted(self._workspace.noted_ids())
                if self._card_id:
                    self.notes.note_changed_elsewhere(self._workspace.notes.get(self._card_id))
        except BriefingError as error:
            self._watch.stop()
            self.message.fail(error)

    # --- looks ---------------------------------------------------------------------------------------------------

    def _apply_looks(self) -> None:
        self.sidebar.set_theme(self.looks.theme)
        self.find_bar.set_theme(self.looks.theme)
        self.view.set_zoom(self.looks.zoom)
        self.notes.set_text_font(text_font(round(NOTE_PX * self.looks.zoom)))
        self._redraw()

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

    def show_format(self) -> None:
        """Show how a card is written, in place of the card."""
        if not self.notes.show_nothing():
            self._stay()
            return
        self._state, self._card_id = "help", ""
        self._show_page(self._workspace.renderer.help_page(self._page_style()), keep_place=False)
        self.sidebar.show_current("")
        self._enable_card_commands()

    # --- keeping -------------------------------------------------------------------------------------------------

    def keep_place(self) -> None:
        """Write the window's place, the last card and how far it was read."""
        self._keep(
            geometry=base64.b64encode(self.saveGeometry().data()).decode(),
            splitter=self.panes.widths(),
            notes_open=self.panes.notes_wanted,
            last_card=self._card_id,
            scroll=self.view.scroll_share(),
        )

    def _keep_settings(self, changes: dict[str, Any]) -> None:
        self._keep(**changes)

    def _keep(self, **changes: Any) -> None:
        try:
            self._workspace.save_settings(self._workspace.settings._replace(**changes))
        except MachineError as error:
            self.message.fail(error)

    def changeEvent(self, event: QEvent) -> None:
        """Save the note when the reader turns to another program; look at the folders when they come back."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.ActivationChange and self._watch.isActive():
            if not self.isActiveWindow():
                self.notes.flush()
            elif not self._tasks.busy():
                self.refresh()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Save everything first; while a note cannot be saved, ask before it would be lost."""
        if not self.notes.flush() and not self.guide.ask_to_lose_note():
            event.ignore()
            return
        self.keep_place()
        self.end_work()
        event.accept()

    def end_work(self) -> None:
        """Wait for what runs in the background, and begin nothing more."""
        self._watch.stop()
        self._tasks.finish()
