"""What the reader does with cards: read, starred, kept for tonight; all of it kept beside the notes, all undone."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from briefing_app.errors import BriefingError
from briefing_app.gui.card_rows import ReaderState
from briefing_app.i18n import _, ngettext

if TYPE_CHECKING:
    from briefing_app.gui.message_bar import MessageBar
    from briefing_app.library.index import Entry
    from briefing_app.notes.reading import State, Undo
    from briefing_app.workspace import Workspace

DWELL_MS = 4000  # for which a card stands open before it counts as read


class Reading(QObject):
    """Marks the card that stands open as read, and does what the reader asks with one card or many."""

    changed = Signal()
    """Marks of cards are others now."""

    def __init__(self, workspace: Workspace, message: MessageBar, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._workspace, self._message = workspace, message
        self._entry: Entry | None = None
        self._dwell = QTimer(self, interval=DWELL_MS, singleShot=True)
        self._dwell.timeout.connect(self.finish)

    def open(self, entry: Entry | None) -> None:
        """This card is shown now, None for another page."""
        self._entry = entry if entry is not None and not entry.broken else None
        if self._entry is None:
            self._dwell.stop()
        else:
            self._dwell.start()

    def finish(self) -> None:
        """The card that is shown was read: it stood open for some time, or was scrolled to its end."""
        entry, self._entry = self._entry, None
        self._dwell.stop()
        if entry is None:
            return
        state = self.states([entry])[entry.id.lower()]
        if state.unread or state.updated:
            self._do(lambda: self._workspace.reading.mark_read([(entry.id, entry.version, entry.digest)]))

    def states(self, entries: Iterable[Entry]) -> dict[str, ReaderState]:
        """What the reader did with some cards, by id in small letters; nothing where that cannot be read."""
        noted = self._noted()
        try:
            get = self._workspace.reading.get
            return {entry.id.lower(): _state(entry, get(entry.id), entry.id.lower() in noted) for entry in entries}
        except BriefingError:  # the notes pane says so
            return {}

    def toggle_star(self, entry: Entry) -> None:
        """Give a card a star, or take it away."""
        starred = not self.states([entry])[entry.id.lower()].starred
        self._do(lambda: self._workspace.reading.star([entry.id], starred))

    def toggle_tonight(self, entry: Entry) -> None:
        """Keep a card for tonight, or no longer."""
        reading = self._workspace.reading
        if self.states([entry])[entry.id.lower()].queued:
            self._do(lambda: reading.dequeue([entry.id]), _("No longer kept for tonight."))
        else:
            self._do(lambda: reading.enqueue([entry.id]), _("Kept for tonight."))

    def move_tonight(self, entry: Entry, by: int) -> None:
        """Move a card of tonight's queue up or down."""
        reading = self._workspace.reading
        place = reading.get(entry.id).place
        if place is not None:
            self._do(lambda: reading.move(entry.id, max(0, place + by)))

    def mark_unread(self, entry: Entry) -> None:
        """Forget that a card was read; it is not read again before it is opened again."""
        self._entry = None
        self._dwell.stop()
        self._do(lambda: self._workspace.reading.mark_unread([entry.id]), _("Marked as unread."))

    def mark_all(self, cards: Sequence[tuple[str, int, str]]) -> None:
        """Mark many cards as read, given as id, version and digest."""
        count = len(cards)
        sentence = ngettext("{count} card marked as read.", "{count} cards marked as read.", count)
        self._do(lambda: self._workspace.reading.mark_read(cards), sentence.format(count=f"{count:,}"))

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

    def _do(self, action: Callable[[], Undo], sentence: str = "") -> None:
        try:
            undo = action()
        except BriefingError as error:
            self._message.fail(error)
            return
        self.changed.emit()
        if sentence and undo.changes:
            self._message.tell(sentence, lambda: self._undo(undo))

    def _undo(self, undo: Undo) -> None:
        try:
            self._workspace.reading.undo(undo)
        except BriefingError as error:
            self._message.fail(error)
        self.changed.emit()

    def _noted(self) -> frozenset[str]:
        try:
            return self._workspace.noted_ids()
        except BriefingError:  # the notes pane says so
            return frozenset()


def _state(entry: Entry, state: State, has_note: bool) -> ReaderState:
    read = state.read_version is not None
    return ReaderState(
        unread=not read,
        updated=read and (state.read_version != entry.version or state.read_digest != entry.digest),
        starred=state.starred,
        queued=state.place is not None,
        has_note=has_note,
    )
