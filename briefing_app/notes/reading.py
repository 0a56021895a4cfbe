"""What the reader has read, starred and queued, and saved searches: beside the notes, saved when the call returns."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from briefing_app.notes import failures, marks, searches, tonight
from briefing_app.notes.engine import sqlite3
from briefing_app.notes.marks import ReadChange
from briefing_app.notes.migrations import HISTORY_SINCE, STATES_SINCE, schema
from briefing_app.notes.notes_file import NotesFile, storable
from briefing_app.notes.places import Identity, identity_of
from briefing_app.notes.safe import Safe
from briefing_app.notes.searches import SavedSearch, SearchChange
from briefing_app.notes.tonight import Reorder

Row = tuple[str, int | None, str | None, bool, int | None, bool]

STATES = "SELECT card_id, version, digest, starred, place FROM reading"
NOTED = "SELECT card_id FROM note WHERE written = 1"
NOTED_OR_MARKED = f"{NOTED} UNION SELECT card_id FROM mark WHERE deleted IS NULL AND card_id <> ''"
NOTES_ALONE = "SELECT card_id, NULL, NULL, 0, NULL, 1 FROM"
ROWS = """
    SELECT card_id, version, digest, starred, place, card_id IN ({noted}) FROM reading
    UNION ALL {alone} ({noted}) WHERE card_id NOT IN (SELECT card_id FROM reading)
"""


class State(NamedTuple):
    """What is known of the reader and one card.

    `read_version` and `read_digest` say what was read, None while the card is unread; `place` is the card's position
    in tonight's queue, from 0, None while it is not queued.
    """

    card_id: str
    read_version: int | None
    read_digest: str | None
    starred: bool
    place: int | None


class Undo(NamedTuple):
    """What an action changed, for `ReadingStore.undo`; nothing for an action that changed nothing."""

    read: tuple[ReadChange, ...] = ()
    stars: tuple[str, ...] = ()  # where a star was set or taken away
    starred: bool = False  # which of the two
    queue: Reorder | None = None
    search: SearchChange | None = None

    @property
    def changes(self) -> int:
        """How many cards, or searches, the action changed."""
        queued = len(self.queue.card_ids) if self.queue else 0
        return len(self.read) + len(self.stars) + queued + (self.search is not None)


def _now() -> datetime:
    return datetime.now(UTC)


class ReadingStore:
    """The reading state in the file of notes, readable by its owner alone.

    Several processes and stores may use the file at once, each store from one thread. Nothing is opened before the
    first call and nothing created before the first change. Card ids that differ in case alone are one.

    Each action is one transaction, on disk when it returns, and gives what `undo` takes. Every action raises

    - NotSavedError: the disk is full, the file may not be written, or another program holds it;
    - NotesUnreadableError: the file is damaged or from a later version; it is left as it is.
    """

    def __init__(self, place: Path | Safe, *, clock: Callable[[], datetime] = _now, busy_seconds: float = 1.0) -> None:
        """Touch nothing yet.

        Args:
            place: the file, or the safe that has the key to it; its folder is created, or made private, with the
                first change.
            clock: gives aware times.
            busy_seconds: how long a call waits for another process that is writing.
        """
        self._file = NotesFile(place, busy_seconds=busy_seconds)
        self._clock = clock

    def get(self, card_id: str) -> State:
        """The state of a card, a blank one if nothing is kept of it.

        Raises:
            NotesUnreadableError: see `all`.
        """
        card_id = storable(card_id)
        states = self._states("WHERE card_id = ?", card_id)
        return states[0] if states else State(card_id, None, None, starred=False, place=None)

    def get_all(self, card_ids: Sequence[str]) -> dict[str, State]:
        """The states of some cards, by their ids in small letters; cards of which nothing is kept are left out.

        Raises:
            NotesUnreadableError: see `all`.
        """
        marks = ", ".join("?" * len(card_ids))
        states = self._states(f"WHERE card_id IN ({marks})", *map(storable, card_ids))
        return {state.card_id.lower(): state for state in states}

    def all(self) -> list[State]:
        """The states of all cards that are read, starred or queued, by id.

        Raises:
            NotesUnreadableError: the file is damaged, from a later version, or cannot be read; it is left as it is.
        """
        return self._states("ORDER BY card_id")

    def queue(self) -> list[str]:
        """The ids of the cards in tonight's queue, in the order that the reader made.

        Raises:
            NotesUnreadableError: see `all`.
        """
        with self._reading() as connection:
            return tonight.queue(connection) if connection else []

    def mark_read(self, cards: Iterable[tuple[str, int, str]]) -> Undo:
        """Keep that these versions of cards were read.

        Args:
            cards: id, version and digest of the content of each.
        """
        now = self._clock().astimezone(UTC).isoformat(timespec="seconds")
        read = [(storable(card_id), version, storable(digest), now) for card_id, version, digest in cards]
        return self._act(lambda connection: Undo(read=marks.mark(connection, read)), creating=bool(read))

    def mark_unread(self, card_ids: Iterable[str]) -> Undo:
        """Forget that cards were read."""
        unread = [(card_id, None, None, None) for card_id in map(storable, card_ids)]
        return self._act(lambda connection: Undo(read=marks.mark(connection, unread)))

    def star(self, card_ids: Iterable[str], starred: bool) -> Undo:
        """Set the stars of cards, or take them away."""
        ids = list(map(storable, card_ids))
        return self._act(
            lambda connection: Undo(stars=marks.star(connection, ids, starred), starred=starred),
            creating=starred and bool(ids),
        )

    def enqueue(self, card_ids: Iterable[str]) -> Undo:
        """Put cards at the end of tonight's queue; those in it stay where they are."""
        ids = list(map(storable, card_ids))
        return self._act(lambda connection: _reordered(tonight.enqueue(connection, ids)), creating=bool(ids))

    def dequeue(self, card_ids: Iterable[str]) -> Undo:
        """Take cards out of tonight's queue."""
        ids = list(map(storable, card_ids))
        return self._act(lambda connection: _reordered(tonight.dequeue(connection, ids)))

    def move(self, card_id: str, place: int) -> Undo:
        """Give a card of the queue another place in it; a card that is not queued stays out.

        Args:
            place: 0 for the first; beyond the end means the last.
        """
        card_id = storable(card_id)
        return self._act(lambda connection: _reordered(tonight.move(connection, card_id, place)))

    def undo(self, undo: Undo) -> None:
        """Take back what an action changed, but not where something else was changed to another value since.

        The queue gets its order back as far as it is still possible: see `tonight.order_without`.
        """

        def take_back(connection: sqlite3.Connection) -> Undo:
            marks.unmark(connection, undo.read)
            marks.star(connection, undo.stars, not undo.starred)
            if undo.queue:
                tonight.put_back(connection, undo.queue)
            if undo.search:
                searches.put_back(connection, undo.search)
            return undo

        if undo.changes:
            self._act(take_back, creating=True)

    def searches(self) -> list[SavedSearch]:
        """The saved searches in the order of saving.

        Raises:
            NotesUnreadableError: see `all`.
        """
        with self._reading() as connection:
            return searches.searches(connection) if connection else []

    def save_search(self, name: str, query: str) -> Undo:
        """Save a search; one whose name differs in case at most is replaced in its place."""
        name, query = storable(name), storable(query)
        return self._act(lambda connection: _searched(searches.save(connection, name, query)), creating=True)

    def remove_search(self, name: str) -> Undo:
        """Remove a saved search, if it is there."""
        return self._act(lambda connection: _searched(searches.remove(connection, storable(name))))

    def rename_search(self, old: str, new: str) -> Undo:
        """Give a saved search another name.

        Raises:
            NotFoundError: there is none named `old`.
            BriefingError: another one has the name `new`.
        """
        old, new = storable(old), storable(new)
        if not self.searches():  # perhaps no file either, and none is created for a search that is not there
            raise searches.not_found(old)
        return self._act(lambda connection: _searched(searches.rename(connection, old, new)))

    def revision(self) -> tuple[Identity, int]:
        """Another value after every change of what `rows` gives, whoever made it; cheap enough to ask every second.

        Values of several stores on one path may be compared with each other.

        Raises:
            NotesUnreadableError: see `all`.
        """
        with self._file.told_as(failures.state_failure):
            connection = self._file.reading()
            if connection is None:
                return None, 0
            token = "SELECT token FROM change" if _holds_states(connection) else "PRAGMA data_version"
            return identity_of(self._file.path), int(connection.execute(token).fetchone()[0])

    def rows(self) -> Iterator[Row]:
        """Every card with a state or a written note, in no order and as they were at one moment.

        Read it to the end or close it, and change nothing through this store meanwhile: as long, SQLite keeps that
        moment for it.

        Yields:
            Card id, the version and the digest that were read, whether it is starred, its place in the queue,
            whether it has a written note.

        Raises:
            NotesUnreadableError: see `all`.
        """
        with self._file.told_as(failures.state_failure):
            connection = self._file.reading()
            if connection is None:
                return
            with contextlib.closing(connection.execute(_rows_of(schema(connection)))) as cursor:
                for card_id, version, digest, starred, place, noted in cursor:
                    yield card_id, version, digest, bool(starred), place, bool(noted)

    def changed_elsewhere(self) -> bool:
        """Whether someone else wrote into the file, be it a note, since this was last asked; cheap.

        Raises:
            NotesUnreadableError: see `all`.
        """
        with self._file.told_as(failures.state_failure):
            return self._file.changed_elsewhere()

    def close(self) -> None:
        """Empty SQLite's log into the file and let go of it; a later call would open it again."""
        self._file.close()

    def _act(self, action: Callable[[sqlite3.Connection], Undo], *, creating: bool = False) -> Undo:
        """Run `action` in a transaction; without a file only if it is `creating` something."""
        with self._file.told_as(failures.change_failure):
            if not creating and self._file.reading() is None:
                return Undo()
            with self._file.writing() as connection:
                undo = action(connection)
                if undo.changes:
                    connection.execute("UPDATE change SET token = random()")
        return undo

    def _states(self, clause: str, *values: str) -> list[State]:
        with self._reading() as connection:
            rows = connection.execute(f"{STATES} {clause}", values).fetchall() if connection else ()
        return [
            State(card_id, version, digest, bool(starred), place) for card_id, version, digest, starred, place in rows
        ]

    @contextlib.contextmanager
    def _reading(self) -> Iterator[sqlite3.Connection | None]:
        """The open file, None while it holds no states."""
        with self._file.told_as(failures.state_failure):
            connection = self._file.reading()
            yield connection if connection and _holds_states(connection) else None


def _holds_states(connection: sqlite3.Connection) -> bool:
    """False for the file of an earlier version that may not be written and so stays at its schema."""
    return schema(connection) >= STATES_SINCE


def _rows_of(version: int) -> str:
    """The query for `rows` of a file that may be of an earlier schema."""
    noted = NOTED_OR_MARKED if version >= HISTORY_SINCE else NOTED
    return ROWS.format(noted=noted, alone=NOTES_ALONE) if version >= STATES_SINCE else f"{NOTES_ALONE} ({noted})"


def _reordered(change: Reorder) -> Undo:
    return Undo(queue=change) if change.card_ids else Undo()


def _searched(change: SearchChange) -> Undo:
    return Undo(search=change) if change.before != change.after else Undo()
