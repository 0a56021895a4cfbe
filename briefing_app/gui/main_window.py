"""The window: list, card and notes side by side. It alone calls the stores; its panes tell it what happened."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QByteArray, QEvent, QLocale, QSignalBlocker, Qt, QTimer
from PySide6.QtGui import QCloseEvent, QGuiApplication, QShowEvent
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QMainWindow, QSplitter, QVBoxLayout, QWidget

from briefing_app.errors import BriefingError, MachineError, NotesUnreadableError, NotFoundError
from briefing_app.gui import commands, dialogs
from briefing_app.gui.card_files import CardFiles
from briefing_app.gui.card_list import CardList, CardListModel
from briefing_app.gui.card_row import CardRowDelegate
from briefing_app.gui.card_view import CardView
from briefing_app.gui.find_bar import FindBar
from briefing_app.gui.fonts import FontShelf
from briefing_app.gui.looks import Looks
from briefing_app.gui.message_bar import MessageBar
from briefing_app.gui.notes_panel import NotesPanel
from briefing_app.gui.style import text_font
from briefing_app.gui.tasks import Tasks
from briefing_app.i18n import _, ngettext
from briefing_app.screen.style import Page, PageStyle

if TYPE_CHECKING:
    from briefing_app.notes.store import Note
    from briefing_app.workspace import Workspace

WATCH_MS = 1000
NOTE_PX = 15
PANE_WIDTHS = (300, 720, 260)


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
        self._first_show = True
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
        self.model = CardListModel(QLocale(self._workspace.language), self)
        self.delegate = CardRowDelegate(self.looks.theme, self)
        self.list = CardList(self.model, self.delegate)
        self.filter = QLineEdit()
        self.filter.setObjectName("filter")
        self.filter.setAccessibleName(_("Filter the list by title"))
        self.filter.setClearButtonEnabled(True)
        self.list_message = QLabel()
        self.list_message.setObjectName("listMessage")
        self.list_message.setTextFormat(Qt.TextFormat.PlainText)
        self.list_message.setWordWrap(True)
        self.list_message.setMargin(18)
        self.list_message.hide()
        self.view = CardView()
        self.view.setObjectName("cardView")
        self.find_bar = FindBar(self.view)
        self.find_bar.setObjectName("findBar")
        self.message = MessageBar()
        self.notes = NotesPanel(self._save_note)
        self.files = CardFiles(self, self._workspace, self._tasks, self.message)
        self.splitter = QSplitter(Qt.Orientation.Horizontal)
        self.splitter.setHandleWidth(1)
        self.splitter.setChildrenCollapsible(False)
        sidebar = _column(self.filter, self.list_message, self.list, margins=(8, 10, 2, 0))
        sidebar.setObjectName("sidebar")
        sidebar.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        sidebar.setMinimumWidth(180)
        self.notes.setMinimumWidth(180)
        for pane in (sidebar, _column(self.view, self.find_bar, self.message), self.notes):
            self.splitter.addWidget(pane)
        for number, stretch in enumerate((0, 1, 0)):
            self.splitter.setStretchFactor(number, stretch)
        self.setCentralWidget(self.splitter)
        self.statusBar().setSizeGripEnabled(False)
        self.statusBar().hide()

    def _connect(self) -> None:
        self.list.card_chosen.connect(self.show_card)
        self.list.typed.connect(self._filter_by_letter)
        self.list.files_dropped.connect(self.files.import_paths)
        self.files.imported.connect(self._library_changed)
        self.files.busy.connect(self._show_status)
        for part in (self.files, self.looks):
            part.settings_changed.connect(self._keep_settings)
        self.looks.changed.connect(self._apply_looks)
        self.filter.textChanged.connect(self._filter)
        self.filter.returnPressed.connect(self._choose_first)
        self.view.link_chosen.connect(self._open_link)
        self.view.link_hovered.connect(self._show_status)
        self.view.columns_changed.connect(self._redraw)
        self.notes.note_saved.connect(self._note_saved)
        self.notes.escape_pressed.connect(self.view.setFocus)
        self.notes.save_failed.connect(self._note_not_saved)

    def _restore(self) -> None:
        settings = self._workspace.settings
        if not settings.geometry or not self.restoreGeometry(QByteArray.fromBase64(settings.geometry.encode())):
            room = QGuiApplication.primaryScreen().availableSize()
            self.resize(min(1280, room.width()), min(860, room.height()))
        self.splitter.setSizes(list(settings.splitter if len(settings.splitter) == 3 else PANE_WIDTHS))
        self.notes.setVisible(settings.notes_open)
        self.actions_by_id["notes-pane"].setChecked(settings.notes_open)
        self.actions_by_id[
            f"theme-{settings.theme}" if settings.theme in ("light", "dark") else "theme-system"
        ].setChecked(True)

    # --- starting ------------------------------------------------------------------------------------------------

    def start(self, card_id: str = "") -> None:
        """Show the list and a card from what the index knows; what changed on disk follows after the first paint."""
        entries = self._workspace.entries()
        self._set_entries(entries)
        settings = self._workspace.settings
        wanted = card_id or settings.last_card
        known = {entry.id.lower() for entry in entries}
        if wanted.lower() in known:
            self.show_card(wanted)
            if not card_id:
                self.view.set_place(settings.scroll)
        elif entries:
            self.show_card(entries[0].id)
        else:
            self._show_state("loading")
        self.list.setFocus()

    def showEvent(self, event: QShowEvent) -> None:
        """After the first paint, look at the folders and load the fonts of the titles."""
        super().showEvent(event)
        if self._first_show:
            self._first_show = False
            QTimer.singleShot(0, self._after_first_paint)

    def _after_first_paint(self) -> None:
        self._watch.start()
        self.refresh()

    def refresh(self) -> None:
        """Read the folders again, in the background."""
        self._tasks.run(self._workspace.library.refresh, self._refreshed, self._not_refreshed)

    def _library_changed(self) -> None:
        self._refreshed(changed=True)

    def _refreshed(self, changed: bool) -> None:
        if changed or self._state == "loading":
            self._set_entries(self._workspace.entries())
            self._show_what_is_there()
        if self._fonts.take_for("".join(title for _id, title in self.model.titles())):
            self.list.viewport().update()
        for problem in self._workspace.library.folder_problems():
            self.message.fail(problem)

    def _not_refreshed(self, error: Exception) -> None:
        if not isinstance(error, BriefingError):
            raise error  # a bug: the exception hook shows it
        self.message.fail(error)

    def _show_what_is_there(self) -> None:
        """After the list changed: the same card as it is now, else the first, else what to do about having none."""
        ids = self.model.card_ids()
        if self._card_id and self._card_id.lower() in (card_id.lower() for card_id in ids):
            self._redraw()
        elif self._card_id:
            self._show_state("card-gone", card=self._card_id)
        elif ids:
            self.show_card(ids[0])
        elif not self.filter.text():
            problems = self._workspace.library.folder_problems()
            folder = str(self._workspace.paths.library)
            self._show_state("folder-denied" if problems else "empty-library", folder=folder)

    # --- the list ------------------------------------------------------------------------------------------------

    def _set_entries(self, entries: Sequence[Any]) -> None:
        place = self.list.verticalScrollBar().value()
        with QSignalBlocker(self.list):
            self.model.set_entries(entries, self._noted())
        count = ngettext("Filter {count} card", "Filter {count} cards", len(entries)).format(count=len(entries))
        self.filter.setPlaceholderText(count)
        self.list.show_current(self._card_id)
        self.list.verticalScrollBar().setValue(place)
        self._say_when_nothing_fits()

    def _filter(self, text: str) -> None:
        with QSignalBlocker(self.list):
            self.model.set_filter(text)
        self.list.show_current(self._card_id)
        self._say_when_nothing_fits()

    def _filter_by_letter(self, letter: str) -> None:
        self.filter.setFocus()
        self.filter.setText(self.filter.text() + letter)

    def _say_when_nothing_fits(self) -> None:
        nothing = not self.model.rowCount()
        words = self.filter.text().strip()
        if nothing and words:
            sentence = _("No card's title holds “{words}”. Esc shows all cards again.")
            self.list_message.setText(sentence.format(words=words))
        elif nothing:
            self.list_message.setText(_("No cards yet. Drop card files here, or import them from the File menu."))
        self.list_message.setVisible(nothing)

    def _choose_first(self) -> None:
        ids = self.model.card_ids()
        if ids:
            self.list.setFocus()
            if self._card_id not in ids:
                self.list.step(0)

    def next_card(self) -> None:
        """Show the card below the current one."""
        self.list.step(1)

    def previous_card(self) -> None:
        """Show the card above the current one."""
        self.list.step(-1)

    def focus_filter(self) -> None:
        """Type to filter the titles."""
        self.filter.setFocus()
        self.filter.selectAll()

    # --- the card ------------------------------------------------------------------------------------------------

    @property
    def card_id(self) -> str:
        """The card that is shown, "" for none."""
        return self._card_id

    def show_card(self, card_id: str) -> None:
        """Show a card and its note; not while the note of the card before it cannot be saved."""
        if card_id.lower() == self._card_id.lower():
            return
        if not self._show_note(card_id):
            self.list.show_current(self._card_id)
            self.message.fail(
                MachineError(
                    _("The note on this card is not saved yet, so it stays open."), _("See beside the note why.")
                )
            )
            return
        self._card_id, self._state = card_id, "card"
        self._draw(keep_place=False)
        self.list.show_current(card_id)
        self._enable_card_commands()
        self.files.card_id = card_id

    def _draw(self, *, keep_place: bool) -> None:
        try:
            page = self._workspace.card_page(self._card_id, self._page_style())
        except NotFoundError:
            self._show_state("card-gone", card=self._card_id)
            return
        self._show_page(page, keep_place=keep_place)
        self.setWindowTitle(_("Briefing App"))

    def _show_page(self, page: Page, *, keep_place: bool) -> None:
        self._fonts.take(page.families)
        self._page = page
        self.view.show_page(page, keep_place=keep_place)
        self.find_bar.page_changed()

    def _show_state(self, state: str, **facts: str) -> None:
        """Show why there is no card to read and what to do."""
        self._state = state
        if state != "card-gone":
            self._card_id = ""
            self.notes.show_nothing()
        self._facts = facts
        self._show_page(self._workspace.renderer.state_page(state, self._page_style(), **facts), keep_place=False)
        self._enable_card_commands()

    def _redraw(self) -> None:
        """The same page in another size, theme or edition, at the same place."""
        if self._state == "card":
            self._draw(keep_place=True)
        elif self._state == "help":
            self._show_page(self._workspace.renderer.help_page(self._page_style()), keep_place=True)
        else:
            self._show_state(self._state, **self._facts)

    def _page_style(self) -> PageStyle:
        return PageStyle(self.looks.theme_name, self.looks.zoom, self.view.columns_for_width(self.looks.zoom))

    def _enable_card_commands(self) -> None:
        for command in commands.commands():
            if command.needs_card:
                self.actions_by_id[command.id].setEnabled(self._state == "card")

    def show_contents(self) -> None:
        """Choose a section to go to."""
        dialogs.choose(
            self,
            _("Go to section"),
            [(heading, lambda a=anchor: self.view.go_to(a)) for anchor, heading in self._page.contents],
        )

    def find_in_card(self) -> None:
        """Open the line that finds words in the card."""
        self.find_bar.open()

    def find_next(self) -> None:
        """Go to the next hit."""
        self.find_bar.find_next()

    def find_previous(self) -> None:
        """Go to the hit before."""
        self.find_bar.find_previous()

    def _open_link(self, address: str) -> None:
        dialogs.ask_to_open_link(self, address)

    def _show_status(self, words: str) -> None:
        self.statusBar().setVisible(bool(words))
        self.statusBar().showMessage(words)

    # --- notes ---------------------------------------------------------------------------------------------------

    def flush(self) -> bool:
        """Save the note that is being written. False: it could not be saved, and is still in the editor."""
        return self.notes.flush()

    def write_note(self) -> None:
        """Show the note and put the cursor into it."""
        self.actions_by_id["notes-pane"].setChecked(True)
        self.notes.show()
        self.notes.setFocus()

    def toggle_notes(self, shown: bool) -> None:
        """Fold the notes away or show them."""
        if not shown and not self.notes.flush():
            self.actions_by_id["notes-pane"].setChecked(True)
            return
        self.notes.setVisible(shown)

    def show_orphan_notes(self) -> None:
        """Show the notes whose card is gone."""
        known = {entry.id.lower() for entry in self._workspace.entries()}
        try:
            notes = [note for note in self._workspace.notes.all() if note.card_id.lower() not in known]
        except BriefingError as error:
            self.message.fail(error)
            return
        dialogs.OrphanNotes(notes, self).exec()

    def _show_note(self, card_id: str) -> bool:
        try:
            note = self._workspace.notes.get(card_id) if self._workspace.paths.notes.exists() else None
        except NotesUnreadableError as error:
            return self.notes.show_unreadable(error)
        except BriefingError as error:
            self.message.fail(error)
            return False
        return self.notes.show_note(card_id, self._title(card_id), note)

    def _title(self, card_id: str) -> str:
        return dict(self.model.titles()).get(card_id, card_id)

    def _save_note(self, card_id: str, text: str, base_revision: int) -> Note:
        return self._workspace.notes.save(card_id, text, base_revision)

    def _note_saved(self, _note: object) -> None:
        self.model.set_noted(self._noted())

    def _note_not_saved(self, error: BriefingError) -> None:
        self.write_note()
        self.message.fail(error)

    def _noted(self) -> frozenset[str]:
        try:
            return self._workspace.noted_ids()
        except BriefingError:  # the notes pane says so
            return frozenset()

    def _look_at_notes(self) -> None:
        """Take up what another process wrote."""
        try:
            if self._workspace.paths.notes.exists() and self._workspace.notes.changed_elsewhere():
                self.model.set_noted(self._workspace.noted_ids())
                if self._card_id:
                    self.notes.note_changed_elsewhere(self._workspace.notes.get(self._card_id))
        except BriefingError as error:
            self._watch.stop()
            self.message.fail(error)

    # --- looks ---------------------------------------------------------------------------------------------------

    def _apply_looks(self) -> None:
        self.delegate.set_theme(self.looks.theme)
        self.view.set_theme(self.looks.theme)
        self.notes.set_text_font(text_font(round(NOTE_PX * self.looks.zoom)))
        if self._state != "starting":
            self._redraw()
            self.list.viewport().update()

    def next_pane(self) -> None:
        """Move the keyboard to the pane on the right."""
        self._move_pane(1)

    def previous_pane(self) -> None:
        """Move the keyboard to the pane on the left."""
        self._move_pane(-1)

    def _move_pane(self, by: int) -> None:
        panes = [pane for pane in (self.list, self.view, self.notes) if pane.isVisible()]
        focus = QApplication.focusWidget()
        here = next((n for n, pane in enumerate(panes) if focus is pane or (focus and pane.isAncestorOf(focus))), -1)
        panes[(here + by) % len(panes)].setFocus()

    def toggle_full_screen(self, wanted: bool) -> None:
        """Fill the screen, or stop."""
        self.setWindowState(
            self.windowState() | Qt.WindowState.WindowFullScreen
            if wanted
            else self.windowState() & ~Qt.WindowState.WindowFullScreen
        )

    # --- help ----------------------------------------------------------------------------------------------------

    def show_palette(self) -> None:
        """Choose a command or a card by typing."""
        rows = [
            (_command_words(command), self.actions_by_id[command.id].trigger)
            for command in commands.commands()
            if command.id and command.id != "palette" and self.actions_by_id[command.id].isEnabled()
        ]
        rows += [(title, lambda i=card_id: self.show_card(i)) for card_id, title in self.model.titles()]
        dialogs.choose(self, _("Commands and cards"), rows)

    def show_format(self) -> None:
        """Show how a card is written, in place of the card."""
        self._state = "help"
        self._show_page(self._workspace.renderer.help_page(self._page_style()), keep_place=False)
        self._card_id = "" if self.notes.show_nothing() else self._card_id
        self.list.show_current("")
        self._enable_card_commands()

    def show_places(self) -> None:
        """Show where data, notes and settings lie."""
        dialogs.show_places(self, self._workspace.paths)

    def show_about(self) -> None:
        """Show what this is and what it promises."""
        dialogs.show_about(self)

    # --- keeping -------------------------------------------------------------------------------------------------

    def keep_place(self) -> None:
        """Write the window's place, the last card and how far it was read."""
        self._keep(
            geometry=base64.b64encode(self.saveGeometry().data()).decode(),
            splitter=tuple(self.splitter.sizes()) if self.notes.isVisible() else self._workspace.settings.splitter,
            notes_open=self.actions_by_id["notes-pane"].isChecked(),
            last_card=self._card_id,
            scroll=self.view.place(),
        )

    def _keep_settings(self, changes: dict[str, Any]) -> None:
        self._keep(**changes)

    def _keep(self, **changes: Any) -> None:
        try:
            self._workspace.save_settings(self._workspace.settings._replace(**changes))
        except MachineError as error:
            self.message.fail(error)

    def changeEvent(self, event: QEvent) -> None:
        """Save the note when the reader turns to another program."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.ActivationChange and not self.isActiveWindow():
            self.notes.flush()

    def keyPressEvent(self, event: Any) -> None:
        """Esc leaves the filter."""
        if event.key() == Qt.Key.Key_Escape and self.filter.text():
            self.filter.clear()
            self.list.setFocus()
        else:
            super().keyPressEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Save everything first; while a note cannot be saved, ask before it would be lost."""
        if not self.notes.flush() and not dialogs.ask_to_lose_note(self):
            event.ignore()
            return
        self.keep_place()
        self._watch.stop()
        self._tasks.finish()
        event.accept()


def _column(*widgets: QWidget, margins: tuple[int, int, int, int] = (0, 0, 0, 0)) -> QWidget:
    column = QWidget()
    layout = QVBoxLayout(column)
    layout.setContentsMargins(*margins)
    layout.setSpacing(6 if any(margins) else 0)
    for widget in widgets:
        layout.addWidget(widget)
    return column


def _command_words(command: commands.Command) -> str:
    keys = f"   {command.keys[0]}" if command.keys else ""
    return command.text.replace("&", "").rstrip("…") + keys
