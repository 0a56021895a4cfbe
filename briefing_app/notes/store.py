"""The reader's notes, one a card, known by the card's id alone; a note is saved when the call has returned."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from briefing_app.errors import NotFoundError, NotSavedError
from briefing_app.i18n import _
from briefing_app.notes import failures
from briefing_app.notes.colours import AUDIENCES
from briefing_app.notes.engine import sqlite3
from briefing_app.notes.history import Edit, Said, came_between, edits, next_revision, remember
from briefing_app.notes.journal import Line, note_checksum
from briefing_app.notes.merge import keep_both
from briefing_app.notes.migrations import (
    AUDIENCE_SINCE,
    HISTORY_SINCE,
    MIGRATIONS,
    UNDO_SINCE,
    Migration,
    schema,
)
from briefing_app.notes.notes_file import NotesFile, storable
from briefing_app.notes.recovery import NOTE_ITEM, take_news
from briefing_app.notes.safe import Safe
from briefing_app.notes.undo import EDIT, Step, Way, last_edit, next_step, note_facts_of

COLUMNS = "card_id, text, created, modified, revision, audience"
UPSERT = f"""
    INSERT INTO note ({COLUMNS}, written, sha256) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT (card_id) DO UPDATE SET
        text = excluded.text, modified = excluded.modified, revision = excluded.revision, written = excluded.written,
        sha256 = excluded.sha256, audience = excluded.audience
"""


class Note(NamedTuple):
    """What the reader wrote beside one card.

    `created` and `modified` are ISO 8601 in UTC, by the computer's clock. `revision` grows with every edit in the
    file, whatever the clock says. `audience` is one of `colours.AUDIENCES`. `other` is, where `save` met a text that
    had come between, that text; the note holds both, and its history each.
    """

    card_id: str
    text: str
    created: str
    modified: str
    revision: int
    audience: str = AUDIENCES[0]
    other: Edit | None = None


def columns_of(connection: sqlite3.Connection) -> str:
    """What makes a `Note`, as an open file has it: one of an earlier version may be open for reading alone."""
    return COLUMNS if schema(connection) >= AUDIENCE_SINCE else COLUMNS.replace("audience", f"'{AUDIENCES[0]}'")


def _now() -> datetime:
    return datetime.now(UTC)


class Change(NamedTuple):
    """What is to be another: the text, who may see it, or both; what is None stays.

    The text was made from `base_revision`, None to replace what is there; `step` is "edit", "undo" or "redo".
    """

    text: str | None = None
    audience: str | None = None
    base_revision: int | None = None
    step: str = EDIT


class NoteStore:
    """The notes in one SQLite file, readable by their owner alone.

    Several processes may use the file at once, each store from one thread. Nothing is opened before the first call
    and nothing created before the first saving. Card ids that differ in case alone are one.
    """

    def __init__(
        self,
        place: Path | Safe,
        *,
        migrations: Sequence[Migration] = MIGRATIONS,
        clock: Callable[[], datetime] = _now,
        busy_seconds: float = 1.0,
    ) -> None:
        """Touch nothing yet.

        Args:
            place: the file, or the safe that has the key to it; its folder is created, or made private, with the
                first note.
            clock: gives aware times.
            busy_seconds: how long a call waits for another process that is writing.
        """
        self._file = NotesFile(place, migrations, busy_seconds)
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

    def save(self, card_id: str, text: str, base_revision: int | None = None) -> Note:
        """Put `text` in place of a card's note; on disk when this returns.

        A lone surrogate, which no file can hold, becomes U+FFFD.

        Args:
            base_revision: the revision of the note that `text` was made from, 0 if there was none. If another text
                was saved since, none is lost: the note then holds both (see `merge.keep_both`), its history each of
                them. None replaces what is there.

        Returns:
            The note as it is now; its text may be more than `text`.

        Raises:
            NotSavedError: the disk is full, the file may not be written or is from a later version, or another program
                holds it.
            NotesUnreadableError: the file is damaged; it is left as it is.
        """
        return self._write(card_id, Change(storable(text), base_revision=base_revision))

    def put_back(self, card_id: str, text: str, facts: str, step: str) -> Note:
        """Save what a note said before and who could see it then, as `undo.Step` tells; `step` is the way.

        Raises:
            NotSavedError, NotesUnreadableError: see `save`.
        """
        audience = json.loads(facts)["audience"] if facts else None
        return self._write(card_id, Change(text, audience, step=step))

    def set_audience(self, card_id: str, audience: str) -> Note:
        """Say who may see the note of a card: one of `colours.AUDIENCES`; on disk when this returns.

        Raises:
            NotFoundError: the card has no note.
            NotSavedError, NotesUnreadableError: see `save`.
        """
        return self._write(card_id, Change(audience=audience))

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

    def only_shown(self) -> NotSavedError | None:
        """Why the notes can be read and not changed: a later version of the app wrote them. None where they can.

        Raises:
            NotesUnreadableError: see `all`.
        """
        with self._reading():
            return failures.only_shown(self._file.path) if self._file.newer else None

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

    def _write(self, card_id: str, change: Change) -> Note:
        with self._file.told_as(failures.saving_failure):
            self._connection()
            with self._file.writing() as connection:
                note = self._saved(connection, storable(card_id), change)
        self._last_revision = max(self._last_revision, note.revision)
        return note

    def _saved(self, connection: sqlite3.Connection, card_id: str, change: Change) -> Note:
        now = self._clock().astimezone(UTC).isoformat(timespec="seconds")
        row = connection.execute(f"SELECT {COLUMNS} FROM note WHERE card_id = ?", (card_id,)).fetchone()
        standing = Note(*row) if row else None
        if standing is None and change.text is None:
            raise NotFoundError(_("There is no note on “{id}”.").format(id=card_id))
        text = change.text if change.text is not None else standing.text if standing else ""
        if standing and standing.text == text and change.audience in (None, standing.audience):
            return standing
        item = NOTE_ITEM + (standing.card_id if standing else card_id)
        revision, other = max(next_revision(connection), self._last_revision + 1), None
        if standing:
            now_here = Edit(standing.revision, standing.modified, "", standing.text)
            if came_between(connection, item, change.base_revision, now_here):
                other, mine = now_here, text
                text = keep_both(mine, other.text, datetime.fromisoformat(other.when))
                if text != mine:
                    remember(connection, item, Said(revision, now, mine, note_facts_of(standing.audience)), apart=True)
                    revision += 1
        created, shown_to = (standing.created, standing.audience) if standing else (now, AUDIENCES[0])
        note = Note(item.removeprefix(NOTE_ITEM), text, created, now, revision, change.audience or shown_to, other)
        was = change.step if change.base_revision is None else None
        said = Said(note.revision, now, note.text, note_facts_of(note.audience))
        remember(connection, item, said, apart=other is not None, step=was)
        return self._put(connection, note)

    def _put(self, connection: sqlite3.Connection, note: Note) -> Note:
        connection.execute(UPSERT, (*note[:-1], bool(note.text.strip()), note_checksum(note.card_id, note.text)))
        facts = {"audience": note.audience}
        self._file.record(Line(NOTE_ITEM + note.card_id, note.revision, note.modified, note.text, facts))
        return note

    def _notes(self, clause: str, *values: str) -> list[Note]:
        with self._reading() as connection:
            columns = columns_of(connection) if connection else COLUMNS
            rows = connection.execute(f"SELECT {columns} FROM note {clause}", values).fetchall() if connection else ()
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
        if connection and self._file.replaced and not self._file.newer:
            with self._file.writing():
                lift = max(next_revision(connection), self._last_revision)
                for table in ("note", "mark", "history"):
                    connection.execute(f"UPDATE {table} SET revision = revision + ?", (lift,))
            self._file.replaced = False
        return connection
