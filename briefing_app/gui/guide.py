"""What the window shows over itself when asked: the palette, the contents, what lies where, what went wrong."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from briefing_app.errors import BriefingError
from briefing_app.gui import dialogs
from briefing_app.gui.commands import Command, commands
from briefing_app.gui.palette import Choice
from briefing_app.i18n import _

if TYPE_CHECKING:
    from briefing_app.gui.main_window import MainWindow
    from briefing_app.workspace import Workspace


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
        for card_id, title in self._window.sidebar.titles():
            rows.append((Choice(title), partial(self._window.show_card, card_id)))
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
        known = self._window.sidebar.title
        dialogs.show_orphan_notes(self._window, [note for note in notes if known(note.card_id) is None])

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
