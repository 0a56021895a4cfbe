"""The reader's notes, one a card, known by the card's id alone; a note is saved when the call has returned."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from briefing_app.notes import failures
from briefing_app.notes.history import Edit, Said, came_between, edits, next_revision, remember
from briefing_app.notes.journal import Line, note_checksum
from briefing_app.notes.merge import keep_both
from briefing_app.notes.migrations import HISTORY_SINCE, MIGRATIONS, UNDO_SINCE, Migration, schema
from briefing_app.notes.notes_file import NotesFile, storable
from briefing_app.notes.recovery import NOTE_ITEM, take_news
from briefing_app.notes.undo import EDIT, Step, Way, last_edit, next_step

COLUMNS = "card_id, text, created, modified, revision"
UPSERT = f"""
    INSERT INTO note ({COLUMNS}, written, sha256) VALUES (?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT (card_id) DO UPDATE SET
        text = excluded.text, modified = excluded.modified, revision = excluded.revision, written = excluded.written,
        sha256 = excluded.sha256
"""


class Note(NamedTuple):
    """What the reader wrote beside one card.

    `created` and `modified` are ISO 8601 in UTC, by the computer's clock. `revision` grows with every edit in the
    file, whatever the clock says. `other` is, where `save` met a text that had come between, that text; the note holds
    both, and its history each.
    """

    card_id: str
    text: str
    created: str
    modified: str
    revision: int
    other: Edit | None = None


def _now() -> datetime:
    return datetime.now(UTC)


class NoteStore:
    """The notes in one SQLite file, readable by their owner alone.

    Several processes may use the file at once, each store from one thread. Nothing is opened before the first call
    and nothing created before the first saving. Card ids that differ in case alone are one.
    """

    def __init__(
        self,
        path: Path,
        *,
        migrations: Sequence[Migration] = MIGRATIONS,
        clock: Callable[[], datetime] = _now,
        busy_seconds: float = 1.0,
    ) -> None:
        """Touch nothing yet.

        Args:
            path: the file; its folder is created, or made private, with the first note.
            clock: gives aware times.
            busy_seconds: how long a call waits for another process that is writing.
        """
        self._file = NotesFile(path, migrations, busy_seconds)
        self._clock = clock
        self._last_revision = 0  # the highest that this store has handed out

    def get(self, card_id: str) -> Note | None:
        """The note of a card, None if none was ever saved.

        Raises:
            NotesUnreadableError: see `all`.
        """
        return next(iter(self._notes("WHERE card_id = ?", storable(card_id))), None)

    def all(self) -> list[Note]:
        """Every note that says something, the one edited last first.

        Raises:
            NotesUnreadableError: the file is damaged, from a later version, or cannot be read; it is left as it is.
        """
        return self._notes("WHERE written ORDER BY revision DESC")

    def ids_with_text(self, among: Sequence[str] | None = None) -> frozenset[str]:
        """The ids, in lower case, of the cards with a note that says something or an annotation; of those `among` some.

        Raises:
            NotesUnreadableError: see `all`.
        """
        with self._reading() as connection:
            marks = ", ".join("?" * len(among or ()))
            wanted = "" if among is None else f" AND card_id IN ({marks})"
            statement = f"SELECT lower(card_id) FROM note WHERE written = 1{wanted}"
            ids = [*map(storable, among or ())]
            if connection and schema(connection) >= HISTORY_SINCE:
                statement += f" UNION SELECT lower(card_id) FROM mark WHERE deleted IS NULL AND card_id <> ''{wanted}"
                ids *= 2
            rows = connection.execute(statement, ids) if connection else ()
            return frozenset(card_id for (card_id,) in rows)

    def save(self, card_id: str, text: str, base_revision: int | None = None, *, step: str = EDIT) -> Note:
        """Put `text` in place of a card's note; on disk when this returns.

        A lone surrogate, which no file can hold, becomes U+FFFD.

        Args:
            base_revision: the revision of the note that `text` was made from, 0 if there was none. If another text
                was saved since, none is lost: the note then holds both (see `merge.keep_both`), its history each of
                them. None replaces what is there.
            step: "undo" or "redo" where that is what `next_step` told.

        Returns:
            The note as it is now; its text may be more than `text`.

        Raises:
            NotSavedError: the disk is full, the file may not be written, or another program holds it.
            NotesUnreadableError: the file is damaged or from a later version; it is left as it is.
        """
        card_id, text = storable(card_id), storable(text)
        with self._file.told_as(failures.saving_failure):
            self._connection()
            with self._file.writing() as connection:
                note = self._saved(connection, card_id, text, base_revision, step)
        self._last_revision = max(self._last_revision, note.revision)
        return note

    def changed_elsewhere(self) -> bool:
        """Whether someone else wrote into the file since this was last asked; cheap enough to ask every second.

        Raises:
            NotesUnreadableError: see `all`.
        """
        with self._file.told_as(failures.reading_failure):
            self._connection()
            return self._file.changed_elsewhere()

    def history(self, card_id: str) -> list[Edit]:
        """What the note of a card said, the newest first.

        Raises:
            NotesUnreadableError: see `all`.
        """
        with self._reading() as connection:
            return edits(connection, NOTE_ITEM + storable(card_id)) if connection else []

    def next_step(self, way: Way) -> Step | None:
        """What to do to take back what was written last, here or elsewhere, or to do it again.

        Raises:
            NotesUnreadableError: see `all`.
        """
        with self._reading() as connection:
            return next_step(connection, way) if connection and schema(connection) >= UNDO_SINCE else None

    def last_edit(self) -> int:
        """The revision of what was written last, 0 for nothing.

        Raises:
            NotesUnreadableError: see `all`.
        """
        with self._reading() as connection:
            return last_edit(connection) if connection and schema(connection) >= UNDO_SINCE else 0

    def take_news(self) -> str:
        """What was restored after damage since this was last asked, in a sentence; "" for nothing."""
        return take_news(self._file.path)

    def close(self) -> None:
        """Empty SQLite's log into the file and let go of it; a later call would open it again."""
        self._file.close()

    def _saved(
        self, connection: sqlite3.Connection, card_id: str, text: str, base_revision: int | None, step: str
    ) -> Note:
        now = self._clock().astimezone(UTC).isoformat(timespec="seconds")
        row = connection.execute(f"SELECT {COLUMNS} FROM note WHERE card_id = ?", (card_id,)).fetchone()
        standing = Note(*row) if row else None
        if standing and standing.text == text:
            return standing
        item = NOTE_ITEM + (standing.card_id if standing else card_id)
        revision, other = max(next_revision(connection), self._last_revision + 1), None
        if standing:
            now_here = Edit(standing.revision, standing.modified, "", standing.text)
            if came_between(connection, item, base_revision, now_here):
                other, mine = now_here, text
                text = keep_both(mine, other.text, datetime.fromisoformat(other.when))
                if text != mine:
                    remember(connection, item, Said(revision, now, mine), apart=True)
                    revision += 1
        created = standing.created if standing else now
        note = Note(item.removeprefix(NOTE_ITEM), text, created, now, revision, other)
        connection.execute(UPSERT, (*note[:-1], bool(note.text.strip()), note_checksum(note.card_id, note.text)))
        was = step if base_revision is None else None
        remember(connection, item, Said(note.revision, now, note.text), apart=other is not None, step=was)
        self._file.record(Line(item, note.revision, now, note.text))
        return note

    def _notes(self, clause: str, *values: str) -> list[Note]:
        with self._reading() as connection:
            rows = connection.execute(f"SELECT {COLUMNS} FROM note {clause}", values).fetchall() if connection else ()
        notes = [Note(*row) for row in rows]
        self._last_revision = max((self._last_revision, *(note.revision for note in notes)))
        return notes

    @contextlib.contextmanager
    def _reading(self) -> Iterator[sqlite3.Connection | None]:
        with self._file.told_as(failures.reading_failure):
            yield self._connection()

    def _connection(self) -> sqlite3.Connection | None:
        """The open file, None while there is none.

        The revisions of a file that was put in place of ours are lifted above all that were handed out: else a text
        made from the old file could pass for one made from the new, and take its place.
        """
        connection = self._file.reading()
        if connection and self._file.replaced:
            with self._file.writing():
                lift = max(next_revision(connection), self._last_revision)
                for table in ("note", "mark", "history"):
                    connection.execute(f"UPDATE {table} SET revision = revision + ?", (lift,))
            self._file.replaced = False
        return connection
