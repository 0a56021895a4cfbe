"""What the reader does with cards: read, starred, kept for tonight; all of it kept beside the notes, all undone."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from briefing_app.errors import BriefingError
from briefing_app.gui.card_rows import ReaderState
from briefing_app.i18n import _, ngettext

if TYPE_CHECKING:
    from briefing_app.gui.message_bar import MessageBar
    from briefing_app.gui.searching import Searcher
    from briefing_app.library.index import Entry
    from briefing_app.notes.reading import State, Undo
    from briefing_app.workspace import Workspace

DWELL_MS = 4000  # for which a card stands open before it counts as read


class Reading(QObject):
    """Marks the card that stands open as read, and does what the reader asks with one card or many."""

    changed = Signal()
    """Marks of cards are others now."""
    searches_changed = Signal()
    """The saved searches are others now."""

    def __init__(
        self, workspace: Workspace, message: MessageBar, searcher: Searcher, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._workspace, self._message, self._ask = workspace, message, searcher.ask
        self._entry: Entry | None = None  # the card that is shown
        self._told = ""  # why cards could not be marked as read
        self._counts = False  # whether it will count as read
        self._dwell = QTimer(self, interval=DWELL_MS, singleShot=True)
        self._dwell.timeout.connect(self.finish)

    def open(self, entry: Entry | None) -> None:
        """This card is shown now, None for another page."""
        self._entry = entry
        self._counts = entry is not None and not entry.broken
        if self._counts:
            self._dwell.start()
        else:
            self._dwell.stop()

    def finish(self) -> None:
        """The card that is shown was read: it stood open for some time, or was scrolled to its end."""
        self._dwell.stop()
        entry, counts, self._counts = self._entry, self._counts, False
        if entry is None or not counts:
            return
        state = self.states([entry]).get(entry.id.lower(), ReaderState())
        if state.unread or state.updated:
            self._mark_read(entry)

    def _mark_read(self, entry: Entry) -> None:
        """Nobody asked for it: so the same failure is told once, not at each card."""
        try:
            undo = self._workspace.reading.mark_read([(entry.id, entry.version, entry.digest)])
        except BriefingError as error:
            if error.sentence != self._told:
                self._told = error.sentence
                self._message.fail(error)
            return
        self._told = ""
        self._say_changed(undo)

    def states(self, entries: Sequence[Entry]) -> dict[str, ReaderState]:
        """What the reader did with some cards, by id in small letters; nothing where that cannot be read."""
        if not self._workspace.has_notes:  # nor what was read: nothing need be opened, or imported, to tell
            return {entry.id.lower(): _state_of(entry, None, ()) for entry in entries}
        ids = [entry.id for entry in entries]
        try:
            noted = self._workspace.noted_ids(ids)
            states = self._workspace.reading.get_all(ids)
        except BriefingError:  # the notes pane says so
            return {}
        return {entry.id.lower(): _state_of(entry, states.get(entry.id.lower()), noted) for entry in entries}

    def toggle_star(self) -> None:
        """Give the card a star, or take it away."""
        if self._entry is not None:
            card_id, starred = self._entry.id, not self._state.starred
            sentence = _("Starred.") if starred else _("The star is taken away.")
            self._do(lambda: self._workspace.reading.star([card_id], starred), sentence)

    def toggle_tonight(self) -> None:
        """Keep the card for tonight, or no longer."""
        if self._entry is not None:
            card_id, reading = self._entry.id, self._workspace.reading
            if self._state.queued:
                self._do(lambda: reading.dequeue([card_id]), _("No longer kept for tonight."))
            else:
                self._do(lambda: reading.enqueue([card_id]), _("Kept for tonight."))

    def move_up(self) -> None:
        """Move the card up in tonight's queue."""
        self._move(-1)

    def move_down(self) -> None:
        """Move the card down in tonight's queue."""
        self._move(1)

    def mark_unread(self) -> None:
        """Forget that the card was read; it is not read again before it is opened again."""
        self._dwell.stop()
        self._counts = False
        if self._entry is not None:
            card_id = self._entry.id
            self._do(lambda: self._workspace.reading.mark_unread([card_id]), _("Marked as unread."))

    def tell_marked(self, undo: Undo) -> None:
        """Many cards were marked as read at once."""
        count = undo.changes
        sentence = ngettext("{count} card marked as read.", "{count} cards marked as read.", count)
        self._tell(undo, sentence.format(count=f"{count:,}"))

    def save_search(self, name: str, query: str) -> None:
        """Keep a search under a name."""
        self._do(lambda: self._workspace.reading.save_search(name, query), _("Saved as “{name}”.").format(name=name))

    def rename_search(self, old: str, new: str) -> None:
        """Give a saved search another name."""
        self._do(lambda: self._workspace.reading.rename_search(old, new))

    def remove_search(self, name: str) -> None:
        """Forget a saved search."""
        sentence = _("The search “{name}” is removed.").format(name=name)
        self._do(lambda: self._workspace.reading.remove_search(name), sentence)

    @property
    def _state(self) -> ReaderState:
        """What the reader did with the card that is shown."""
        states = self.states([self._entry]) if self._entry is not None else {}
        return next(iter(states.values()), ReaderState())

    def _move(self, by: int) -> None:
        try:
            place = self._workspace.reading.get(self._entry.id).place if self._entry is not None else None
        except BriefingError as error:
            self._message.fail(error)
            return
        if self._entry is not None and place is not None:
            card_id, wanted = self._entry.id, max(0, place + by)
            self._do(lambda: self._workspace.reading.move(card_id, wanted))

    def _do(self, action: Callable[[], Undo], sentence: str = "") -> None:
        try:
            undo = action()
        except BriefingError as error:
            self._message.fail(error)
            return
        self._tell(undo, sentence, lambda: self._do(action, sentence))

    def _tell(self, undo: Undo, sentence: str, again: Callable[[], object] | None = None) -> None:
        self._say_changed(undo)
        if sentence and undo.changes:
            self._message.tell(sentence, lambda: self._undo(undo), again)

    def _undo(self, undo: Undo) -> None:
        """In the background: it may be the whole library that was marked."""
        self._ask(
            f"undo {id(undo)}", lambda finder: finder.reading.undo(undo), lambda _nothing: self._say_changed(undo)
        )

    def _say_changed(self, undo: Undo) -> None:
        (self.changed if undo.search is None else self.searches_changed).emit()


def _state_of(entry: Entry, state: State | None, noted: Collection[str]) -> ReaderState:
    read = state is not None and state.read_version is not None
    return ReaderState(
        unread=not read,
        updated=read and state is not None and (state.read_version, state.read_digest) != (entry.version, entry.digest),
        starred=state is not None and state.starred,
        queued=state is not None and state.place is not None,
        has_note=entry.id.lower() in noted,
    )
