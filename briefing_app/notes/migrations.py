"""Brings a file of notes from any earlier schema to today's: numbered steps, a transaction and a copy for each."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path

from briefing_app.notes import failures
from briefing_app.notes.copies import copy_beside
from briefing_app.notes.engine import sqlite3
from briefing_app.notes.journal import note_checksum
from briefing_app.notes.safe import Safe
from briefing_app.notes.undo import facts_of, note_facts_of

Migration = Callable[[sqlite3.Connection], object]

APPLICATION_ID = 0x42724E6F  # "BrNo" in the file's header, so that no other program's file is taken for ours


def create_notes(connection: sqlite3.Connection) -> None:
    """Schema 1.

    `revision` counts the edits of the whole file, since a clock can be set back. `written` is 1 where the text is
    more than blanks.
    """
    connection.execute(
        """
        CREATE TABLE note (
            card_id TEXT NOT NULL PRIMARY KEY COLLATE NOCASE,
            text TEXT NOT NULL,
            written INTEGER NOT NULL,
            revision INTEGER NOT NULL UNIQUE,
            created TEXT NOT NULL,
            modified TEXT NOT NULL
        )
        """
    )
    # Lets the list of cards ask which have a note without reading any note.
    connection.execute("CREATE INDEX note_written ON note (written, card_id)")


def create_reading(connection: sqlite3.Connection) -> None:
    """Schema 2: which version of a card was read and when, stars, tonight's queue, saved searches.

    A card that is unread, not starred and not queued has no row. `place` counts from 0 without gaps. `folded` is a
    search's name as names are compared. `token` is another number after every change of what is kept here or of
    which cards have a written note, whoever writes: an older version of the app may still have the file open.
    """
    renew = "BEGIN UPDATE change SET token = random(); END"
    for statement in (
        """
        CREATE TABLE reading (
            card_id TEXT NOT NULL PRIMARY KEY COLLATE NOCASE,
            version INTEGER,
            digest TEXT,
            time TEXT,
            starred INTEGER NOT NULL DEFAULT 0,
            place INTEGER
        ) WITHOUT ROWID
        """,
        "CREATE INDEX reading_place ON reading (place) WHERE place IS NOT NULL",
        """
        CREATE TABLE search (
            place INTEGER PRIMARY KEY AUTOINCREMENT,
            folded TEXT NOT NULL UNIQUE,
            name TEXT NOT NULL,
            query TEXT NOT NULL
        )
        """,
        "CREATE TABLE change (token INTEGER NOT NULL)",
        "INSERT INTO change VALUES (random())",
        f"CREATE TRIGGER note_added AFTER INSERT ON note WHEN new.written {renew}",
        f"CREATE TRIGGER note_rewritten AFTER UPDATE OF written ON note WHEN old.written <> new.written {renew}",
        f"CREATE TRIGGER note_removed AFTER DELETE ON note WHEN old.written {renew}",
    ):
        connection.execute(statement)


def create_history(connection: sqlite3.Connection) -> None:
    """Schema 3: a checksum of each note's text, what each item said before, and annotations.

    An item of the history is "note:CARD" or "mark:ID". `anchor` is a JSON array of the values of `anchors.Anchor`.

    `sha256` is "" where it is not known: an older version of the app may still have the file open and write.
    """
    connection.create_function("note_checksum", 2, note_checksum, deterministic=True)
    for statement in (
        "ALTER TABLE note ADD COLUMN sha256 TEXT NOT NULL DEFAULT ''",
        "UPDATE note SET sha256 = note_checksum(card_id, text)",
        """
        CREATE TRIGGER note_unchecked AFTER UPDATE OF text ON note WHEN new.sha256 = old.sha256
        BEGIN UPDATE note SET sha256 = '' WHERE card_id = new.card_id; END
        """,
        """
        CREATE TABLE history (
            item TEXT NOT NULL COLLATE NOCASE,
            revision INTEGER NOT NULL,
            time TEXT NOT NULL,
            device TEXT NOT NULL,
            text TEXT NOT NULL,
            PRIMARY KEY (item, revision)
        ) WITHOUT ROWID
        """,
        """
        CREATE TABLE mark (
            id TEXT NOT NULL PRIMARY KEY,
            card_id TEXT NOT NULL COLLATE NOCASE,
            kind TEXT NOT NULL,
            text TEXT NOT NULL,
            colour TEXT,
            audience TEXT NOT NULL,
            anchor TEXT,
            created TEXT NOT NULL,
            modified TEXT NOT NULL,
            revision INTEGER NOT NULL UNIQUE,
            deleted TEXT,
            sha256 TEXT NOT NULL
        ) WITHOUT ROWID
        """,
        "CREATE INDEX mark_card ON mark (card_id) WHERE deleted IS NULL",
    ):
        connection.execute(statement)


def add_audience(connection: sqlite3.Connection) -> None:
    """Schema 4: who may see the card's own note, and a checksum that stays where an update sets the same text."""
    for statement in (
        "ALTER TABLE note ADD COLUMN audience TEXT NOT NULL DEFAULT 'me'",
        "DROP TRIGGER note_unchecked",
        """
        CREATE TRIGGER note_unchecked AFTER UPDATE OF text ON note
        WHEN new.sha256 = old.sha256 AND new.text IS NOT old.text
        BEGIN UPDATE note SET sha256 = '' WHERE card_id = new.card_id; END
        """,
    ):
        connection.execute(statement)


def create_undo(connection: sqlite3.Connection) -> None:
    """Schema 5: what the history needs to take back what was written: see `undo`.

    `facts` is what is true of an item besides its text, a JSON object; "" where it is not known, or there is none.
    `step` is "edit", "undo" or "redo"; NULL for what is no step: rows from before, and older texts taken in.
    """
    connection.create_function("facts_of", 4, facts_of, deterministic=True)
    connection.create_function("note_facts_of", 1, note_facts_of, deterministic=True)
    for statement in (
        "ALTER TABLE history ADD COLUMN facts TEXT NOT NULL DEFAULT ''",
        "ALTER TABLE history ADD COLUMN step TEXT",
        "CREATE INDEX history_step ON history (revision, step) WHERE step IS NOT NULL",
        # What the next step would lead back to, of notes from before there was a history, too.
        """
        INSERT OR IGNORE INTO history (item, revision, time, device, text)
        SELECT 'note:' || card_id, revision, modified, '', text FROM note
        """,
        """
        UPDATE history SET facts = (
            SELECT facts_of(colour, audience, anchor, deleted) FROM mark WHERE history.item = 'mark:' || mark.id
        ) WHERE EXISTS (SELECT 1 FROM mark WHERE history.item = 'mark:' || mark.id AND mark.revision = history.revision)
        """,
        """
        UPDATE history SET facts = (
            SELECT note_facts_of(audience) FROM note WHERE history.item = 'note:' || card_id
        ) WHERE EXISTS (
            SELECT 1 FROM note WHERE history.item = 'note:' || card_id AND note.revision = history.revision
        )
        """,
    ):
        connection.execute(statement)


# The n-th brings schema n - 1 to schema n. One that was released is never changed again.
MIGRATIONS: tuple[Migration, ...] = (create_notes, create_reading, create_history, add_audience, create_undo)
STATES_SINCE, HISTORY_SINCE = MIGRATIONS.index(create_reading) + 1, MIGRATIONS.index(create_history) + 1
AUDIENCE_SINCE, UNDO_SINCE = MIGRATIONS.index(add_audience) + 1, MIGRATIONS.index(create_undo) + 1


def refuse_strangers(connection: sqlite3.Connection, path: Path, migrations: Sequence[Migration]) -> None:
    """Check, reading alone, that the file is ours and not from a later version.

    Raises:
        NotesUnreadableError: it is another program's, or from a later version of the app.
        sqlite3.DatabaseError: it is damaged, or no database at all.
    """
    if is_newer(connection, path, migrations):
        raise failures.newer(path, schema(connection))


def is_newer(connection: sqlite3.Connection, path: Path, migrations: Sequence[Migration]) -> bool:
    """Whether the file is from a later version that left everything in place which this one reads; reads alone.

    Raises:
        NotesUnreadableError: it is another program's, or from a later version with other tables.
        sqlite3.DatabaseError: it is damaged, or no database at all.
    """
    version = schema(connection)
    empty = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0] == 0
    ours = connection.execute("PRAGMA application_id").fetchone()[0] == APPLICATION_ID
    if not ours and not (empty and version == 0):
        raise failures.foreign(path)
    if version <= len(migrations):
        return False
    if not _columns_after(migrations) <= _columns(connection):
        raise failures.newer(path, version)
    return True


def _columns_after(migrations: Sequence[Migration]) -> set[tuple[str, str]]:
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as empty:
        for step in migrations:
            step(empty)
        return _columns(empty)


def _columns(connection: sqlite3.Connection) -> set[tuple[str, str]]:
    """Every (table, column)."""
    tables = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    return {(table, column[1]) for table in tables for column in connection.execute(f"PRAGMA table_info({table})")}


def refuse_damaged(connection: sqlite3.Connection) -> None:
    """Let SQLite look over its own structures; a changed letter inside a text is beyond it.

    Raises:
        sqlite3.DatabaseError: something is unsound.
    """
    found = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
    if found != "ok":
        raise failures.damage(str(found))


def migrate(connection: sqlite3.Connection, safe: Safe | None, migrations: Sequence[Migration]) -> None:
    """Run the steps that the open file lacks, each after a copy `NAME.before-VERSION` of what it finds.

    Where there is no `safe` no copy is made.

    A step that fails leaves the file as it was. Two processes may call this at once.

    Raises:
        OSError, sqlite3.Error: the disk or a lock stopped us, or the file is damaged and was left as it is.
    """
    holds_notes = schema(connection) > 0
    while (version := schema(connection)) < len(migrations):
        connection.execute("BEGIN IMMEDIATE")
        try:
            if schema(connection) == version:  # no other process came first
                if holds_notes and safe is not None:
                    _keep_copy(safe, version + 1)
                migrations[version](connection)
                connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
                connection.execute(f"PRAGMA user_version = {version + 1}")
            connection.execute("COMMIT")
        except BaseException:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            raise


def _keep_copy(safe: Safe, version: int) -> None:
    """Copy the file through a second connection, since the first one holds the lock that keeps writers out."""
    with closing(safe.connect(safe.path)) as reader:
        refuse_damaged(reader)
        copy_beside(reader, safe, f"before-{version}")


def schema(connection: sqlite3.Connection) -> int:
    """The number of the last step that ran, 0 for a file without any."""
    return int(connection.execute("PRAGMA user_version").fetchone()[0])
