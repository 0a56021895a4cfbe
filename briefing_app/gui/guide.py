"""What the window shows over itself when asked: the palette, the contents, what lies where, what went wrong."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from briefing_app.errors import BriefingError, MachineError
from briefing_app.files import write_whole
from briefing_app.gui import dialogs
from briefing_app.gui.commands import Command, commands
from briefing_app.gui.palette import Choice
from briefing_app.i18n import _

if TYPE_CHECKING:
    from briefing_app.gui.main_window import MainWindow
    from briefing_app.workspace import Workspace


PALETTE_CARDS = 500  # the newest; the search field finds the others
NAME_LENGTH = 60


class Guide:
    """Opens small windows over `window`, and does there what the reader chose in them."""

    def __init__(self, window: MainWindow, workspace: Workspace) -> None:
        self._window, self._workspace = window, workspace

    def show_palette(self) -> None:
        """Choose a command or a card by typing."""
        actions = self._window.actions_by_id
        rows: list[tuple[Choice, Callable[[], None]]] = [
            (_choice(command), actions[command.id].trigger)
            for command in commands()
            if command.id and command.id != "palette" and actions[command.id].isEnabled()
        ]
        rows += self._window.books.choices()
        index = self._workspace.index
        newest = index.entries(index.keys(PALETTE_CARDS))
        rows += [(Choice(entry.title), partial(self._window.show_card, entry.id)) for entry in newest]
        dialogs.choose(self._window, _("Commands and cards"), rows)

    def show_contents(self) -> None:
        """Choose a section to go to."""
        jump = self._window.view.jump_to
        rows = [(Choice(heading), partial(jump, anchor)) for anchor, heading in self._window.contents]
        dialogs.choose(self._window, _("Go to section"), rows)

    def show_orphan_notes(self) -> None:
        """Show the notes whose card is gone."""
        try:
            notes = self._workspace.notes.all()
        except BriefingError as error:
            self._window.message.fail(error)
            return
        entry = self._workspace.index.entry
        dialogs.show_orphan_notes(self._window, [note for note in notes if entry(note.card_id) is None])

    def show_settings(self) -> None:
        """Let the reader set what is not set by a command: folders, and what a start shows."""
        from briefing_app.gui.encrypting import Protection
        from briefing_app.gui.settings_dialog import SettingsDialog

        settings, theme = self._workspace.settings, self._window.looks.theme
        protection = Protection(self._window.locking, self._workspace.paths.notes, settings.lock_minutes)
        dialog = SettingsDialog(settings, self._workspace.own_folders, protection, theme, self._window)
        if dialog.exec():
            self._window.take_settings(dialog.wish())
            self._window.locking.follow_settings()
        dialog.deleteLater()

    def lock(self) -> None:
        """Lock the notes; where they are not encrypted, offer to encrypt them first."""
        if self._window.locking.is_encrypted:
            self._window.locking.lock_now()
        else:
            self.encrypt()

    def encrypt(self) -> None:
        """Ask for a passphrase and encrypt the notes."""
        from briefing_app.gui.encrypting import Encrypting

        if Encrypting(self._window.locking, self._window).encrypt():
            self._window.message.tell(_("The notes are encrypted. Ctrl+L locks them."))

    def save_search(self) -> None:
        """Keep the query in the search field under a name."""
        query = self._window.sidebar.text.strip()
        if not query:
            self._window.message.tell(_("Type a search first; then it can be kept under a name."))
            return
        name = dialogs.ask_for_name(self._window, _("Save this search"), _("Name in the sidebar:"), query[:NAME_LENGTH])
        if name:
            self._window.reading.save_search(name, query)
            self._window.sidebar.show_places(shown=True)

    def rename_search(self, name: str) -> None:
        """Give a saved search another name."""
        new = dialogs.ask_for_name(self._window, _("Rename this search"), _("Name in the sidebar:"), name)
        if new and new != name:
            self._window.reading.rename_search(name, new)

    def export_person(self) -> None:
        """Write what a person is quoted as saying, as the page shows it, to a text file."""
        from briefing_app.pages import person_text

        page = self._window.pages.person
        target = dialogs.choose_text(self._window, page.name) if page is not None else None
        if page is None or target is None:
            return
        try:
            write_whole(target, person_text(page).encode(errors="replace"))
        except OSError as error:
            sentence = _("The file “{path}” could not be written: {reason}.")
            self._window.message.fail(MachineError(sentence.format(path=target, reason=error.strerror)))
        else:
            self._window.message.tell(_("Written: {path}").format(path=target))

    def open_folder(self, folder: str) -> None:
        """Show a folder of the library in the system's file manager."""
        dialogs.open_folder(folder)

    def ask_about_link(self, address: str) -> None:
        """Show where a link leads; nothing is opened unasked."""
        dialogs.ask_to_open_link(self._window, address)

    def ask_to_lose_note(self) -> bool:
        """Whether to close although the note cannot be saved."""
        return dialogs.ask_to_lose_note(self._window)

    def show_places(self) -> None:
        """Show where data, notes and settings lie."""
        dialogs.show_places(self._window, self._workspace.paths)

    def show_problems(self) -> None:
        """Show what went wrong since the start, to be copied."""
        dialogs.show_problems(self._window, self._window.message.problems)

    def show_about(self) -> None:
        """Show what this is and what it promises."""
        dialogs.show_about(self._window)


def _choice(command: Command) -> Choice:
    words = command.text.replace("&", "").removesuffix("…")
    return Choice(words, command.keys[0] if command.keys else "")
