"""Makes a file of notes anew that is damaged or gone: from what can be read of it, the journal and the newest copy."""

from __future__ import annotations

import contextlib
import os
import shutil
import time
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

from briefing_app.i18n import _, ngettext
from briefing_app.notes import failures
from briefing_app.notes.copies import copies_of, is_sound
from briefing_app.notes.engine import sqlite3
from briefing_app.notes.history import next_revision
from briefing_app.notes.journal import Journal, Line, note_checksum
from briefing_app.notes.migrations import MIGRATIONS, Migration, is_newer, migrate, refuse_damaged, refuse_strangers
from briefing_app.notes.places import (
    create_private,
    identity_of,
    journal_file_of,
    log_of,
    reading_mode_of,
    shared_memory_of,
    size_of,
)
from briefing_app.notes.safe import Safe

NOTE_ITEM, MARK_ITEM = "note:", "mark:"
LONGEST_SECONDS = 30.0  # that another process may take to do the same
_KEYS = {"note": "card_id", "reading": "card_id", "search": "folded", "history": "item, revision", "mark": "id"}


def is_missing(path: Path) -> bool:
    """Whether there is no file, or an empty one, where the journal or a copy tells of notes."""
    empty = size_of(path) == 0
    return empty and bool(size_of(log_of(path)) or size_of(journal_file_of(path)) or copies_of(path))


def refuse_faulty(connection: sqlite3.Connection) -> None:
    """Look over what the reader wrote in an open file: its tables, and whether each text is the one that was saved.

    What was read, perhaps a whole library, is looked over before something is written: see `migrations.refuse_damaged`.

    Raises:
        sqlite3.DatabaseError: something is unsound.
    """
    for table in ("note", "mark"):
        found = str(connection.execute(f"PRAGMA quick_check({table})").fetchone()[0])
        if found != "ok":
            raise failures.damage(found)
    statement = (
        "SELECT CAST(card_id AS BLOB), CAST(text AS BLOB), sha256 FROM note WHERE sha256 <> '' UNION ALL "
        "SELECT CAST(id AS BLOB), CAST(text || coalesce(anchor, '') AS BLOB), sha256 FROM mark"
    )
    for card_id, text, wanted in connection.execute(statement):
        if note_checksum(card_id.decode("utf-8", "replace"), text) != wanted:
            raise failures.damage("the text of a note is not the one that was saved")


def faults_of(safe: Safe) -> list[str]:
    """What is wrong with the file of notes, in sentences, and with its journal; nothing is changed."""
    path, journal = safe.path, Journal(safe)
    if is_missing(path):
        return [_("The file of notes is missing or empty.")]
    if not size_of(path):
        return []
    found: list[str] = []
    try:
        with closing(safe.connect(path, reading_mode_of(path))) as connection:
            refuse_damaged(connection)
            if is_newer(connection, path, MIGRATIONS):  # only that version knows what its checksums are of
                return found
            refuse_faulty(connection)
            if journal.last_revision() >= next_revision(connection):
                found.append(_("Edits that the journal tells of are missing from the file of notes."))
    except sqlite3.Error as error:
        sound = _("The file of notes cannot be looked over now: {reason}.")
        damaged = _("The file of notes is damaged: {reason}. It is restored when the notes are opened next.")
        found.append((damaged if failures.is_damage(error) else sound).format(reason=error))
    if unread := journal.unreadable():
        sentence = ngettext(
            "{count} line of the journal cannot be read.", "{count} lines of the journal cannot be read.", unread
        )
        found.append(sentence.format(count=unread))
    return found


def fill_up(connection: sqlite3.Connection, safe: Safe) -> None:
    """Put into the open file what the journal has and the file lacks, as after its log was lost."""
    journal = Journal(safe)
    if journal.last_revision() < next_revision(connection):
        return
    connection.execute("BEGIN IMMEDIATE")
    with _finished(connection):
        count = _take_journal(connection, journal)
    if count:
        _tell(safe.path, _("Edits were missing from the file of notes; {notes} from the journal."), count)


def shorten_journal(connection: sqlite3.Connection, journal: Journal) -> None:
    """Leave one line for each note in the journal.

    The lines come from the file of notes, which knows of every edit, also of one whose line another process has still
    to append; a text that is not the one that was saved, from the journal.

    Raises:
        OSError, sqlite3.Error: the journal is as it was.
    """
    connection.execute("BEGIN IMMEDIATE")
    with _finished(connection):
        kept = journal.newest()
        for card_id, revision, time_saved, text, audience, wanted in connection.execute(
            "SELECT card_id, revision, modified, text, audience, sha256 FROM note"
        ):
            if wanted in ("", note_checksum(card_id, text)):
                facts = {"audience": audience}
                kept[NOTE_ITEM + card_id] = Line(NOTE_ITEM + card_id, revision, time_saved, text, facts)
        there = {MARK_ITEM + mark for (mark,) in connection.execute("SELECT id FROM mark")}
        kept = {item: line for item, line in kept.items() if not item.startswith(MARK_ITEM) or item in there}
        journal.keep(kept.values())


def restore(safe: Safe, migrations: Sequence[Migration]) -> None:
    """Put the damaged file aside, as it is, and make another in its place; tells what was restored to `take_news`.

    Raises:
        NotesUnreadableError: a later version made the copies: what it knows would be lost.
        OSError, sqlite3.Error: it could not be done; the damaged file is where it was, or beside, as it was.
        NotesLockedError: it needs a key.
    """
    path = safe.path
    safe.key()  # without it nothing is touched
    with _alone(path) as first:
        if not first:  # another process has done it
            return
        if copy := _newest_copy(safe):
            with closing(safe.connect(copy, "immutable=1")) as connection:
                refuse_strangers(connection, path, migrations)
        kept = _put_aside(path)
        part = path.with_name(f".{path.name}.restoring")
        part.unlink(missing_ok=True)
        count = _rebuild(part, safe, kept, migrations)
        os.replace(part, path)
    sentence = _("The file of notes was damaged; {notes}. The damaged file is kept as {name}.")
    missing = _("The file of notes was missing; {notes}.")
    _tell(path, sentence if kept.exists() else missing, count, name=kept.name)


def take_news(path: Path) -> str:
    """What was restored since this was last asked, in a sentence; "" for nothing."""
    news = _news(path)
    with contextlib.suppress(OSError):
        sentence = news.read_text("utf-8")
        news.unlink()
        return sentence
    return ""


def _tell(path: Path, sentence: str, count: int, **names: str) -> None:
    """Leave the sentence that says what was restored, for whoever looks first."""
    notes = ngettext("{count} note was restored", "{count} notes were restored", count).format(count=count)
    news = _news(path)
    create_private(news)
    news.write_text(sentence.format(notes=notes, **names), "utf-8")


def _news(path: Path) -> Path:
    return path.with_name(f"{path.name}.restored")


@contextlib.contextmanager
def _alone(path: Path) -> Iterator[bool]:
    """Whether we are the process that restores the file; waits for another one that does."""
    lock = path.with_name(f"{path.name}.restoring")
    end = time.monotonic() + LONGEST_SECONDS
    while time.monotonic() < end:
        try:
            os.close(os.open(lock, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
        except FileExistsError:
            with contextlib.suppress(FileNotFoundError):
                if time.time() - lock.stat().st_mtime > LONGEST_SECONDS:  # its process has died
                    lock.unlink()
            time.sleep(0.05)
            if not lock.exists():
                yield False
                return
            continue
        try:
            yield True
        finally:
            lock.unlink(missing_ok=True)
        return
    yield False


def _put_aside(path: Path) -> Path:
    """Give the file, its log and what they share another name; nothing is written over."""
    number = 1
    while (kept := path.with_name(f"{path.name}.damaged" + (f"-{number}" if number > 1 else ""))).exists() or size_of(
        log_of(kept)
    ):
        number += 1
    for place, new in ((path, kept), (log_of(path), log_of(kept))):
        if (place == path and identity_of(path) is not None) or size_of(place):
            place.rename(new)
        else:
            place.unlink(missing_ok=True)
    shared_memory_of(path).unlink(missing_ok=True)
    return kept


def _rebuild(part: Path, safe: Safe, damaged: Path, migrations: Sequence[Migration]) -> int:
    """Make `part` from the newest sound copy, what is left of the damaged file, and the journal; how many notes."""
    if copy := _newest_copy(safe):
        shutil.copyfile(copy, part)
        part.chmod(0o600)
    else:
        create_private(part)
    with closing(safe.connect(part)) as connection:
        migrate(connection, None, migrations)
        connection.execute("BEGIN IMMEDIATE")
        with _finished(connection):
            _take_remains(connection, safe, damaged)
            _take_journal(connection, Journal(safe))
        connection.execute("PRAGMA synchronous = FULL")
        statement = "SELECT (SELECT count(*) FROM note WHERE written) + count(*) FROM mark WHERE deleted IS NULL"
        return int(connection.execute(statement).fetchone()[0])


def _newest_copy(safe: Safe) -> Path | None:
    return next((copy for copy in copies_of(safe.path) if is_sound(copy, safe, refuse_faulty)), None)


def _take_remains(connection: sqlite3.Connection, safe: Safe, damaged: Path) -> None:
    """Take every row over that can still be read; of a note the one with the higher revision and a sound text."""
    if not size_of(damaged):
        return
    scratch = damaged.with_name(f".{damaged.name}.reading")
    try:
        for place in (damaged, log_of(damaged)):  # SQLite would write into the log of the original
            if size_of(place):
                shutil.copyfile(place, scratch if place == damaged else log_of(scratch))
        with closing(safe.connect(scratch)) as remains:
            remains.text_factory = lambda data: data.decode("utf-8", "replace")
            for table, key in _KEYS.items():
                for names, row in _readable_rows(remains, table, key):
                    _take_row(connection, table, dict(zip(names, row, strict=True)))
    except sqlite3.Error:
        return
    finally:
        for place in (scratch, log_of(scratch), shared_memory_of(scratch)):
            place.unlink(missing_ok=True)


def _readable_rows(remains: sqlite3.Connection, table: str, key: str) -> Iterator[tuple[list[str], tuple[Any, ...]]]:
    """The rows from the first on until one cannot be read, and from the last one back."""
    for order in ("ASC", "DESC"):
        columns = key.replace(",", f" {order},")
        with contextlib.suppress(sqlite3.Error):
            cursor = remains.execute(f"SELECT * FROM {table} ORDER BY {columns} {order}")
            names = [column[0] for column in cursor.description]
            while (row := cursor.fetchone()) is not None:
                yield names, row
            return


def _take_row(connection: sqlite3.Connection, table: str, row: dict[str, Any]) -> None:
    """Take a row that was read over, unless a newer one is there or its text is not the one that was saved."""
    if table in ("note", "mark"):
        key = "card_id" if table == "note" else "id"
        if not isinstance(row["text"], str) or not isinstance(row["revision"], int):
            return
        text = row["text"] + (row.get("anchor") or "")
        if row.get("sha256") and note_checksum(str(row[key]), text) != row["sha256"]:
            return
        standing = connection.execute(f"SELECT revision FROM {table} WHERE {key} = ?", (row[key],)).fetchone()
        if standing and standing[0] > row["revision"]:
            return
        connection.execute(f"DELETE FROM {table} WHERE revision = ? OR {key} = ?", (row["revision"], row[key]))
    _insert(connection, table, row)


def _insert(connection: sqlite3.Connection, table: str, row: dict[str, Any]) -> None:
    known = {column[1] for column in connection.execute(f"PRAGMA table_info({table})")}
    values = {name: value for name, value in row.items() if name in known}
    marks = ", ".join("?" * len(values))
    with contextlib.suppress(sqlite3.IntegrityError):
        statement = f"INSERT OR REPLACE INTO {table} ({', '.join(values)}) VALUES ({marks})"
        connection.execute(statement, list(values.values()))


def _take_journal(connection: sqlite3.Connection, journal: Journal) -> int:
    """Put every item to what its newest line says, where that is newer or the only one; how many."""
    taken = 0
    for item, line in journal.newest().items():
        table = "note" if item.startswith(NOTE_ITEM) else "mark" if item.startswith(MARK_ITEM) else ""
        if not table:
            continue
        key, name = ("card_id" if table == "note" else "id"), item.partition(":")[2]
        standing = connection.execute(f"SELECT * FROM {table} WHERE {key} = ?", (name,))
        columns = [column[0] for column in standing.description]
        before = dict(zip(columns, standing.fetchone() or (), strict=False))
        if before and before["revision"] >= line.revision:
            continue
        row = {"created": line.time} | before | line.facts | _said(connection, table, name, line)
        _insert(connection, table, row)
        taken += 1
    return taken


def _said(connection: sqlite3.Connection, table: str, name: str, line: Line) -> dict[str, Any]:
    """What a line of the journal says of an item."""
    said = {
        "text": line.text,
        "modified": line.time,
        "revision": _free_revision(connection, table, line.revision),
        "sha256": note_checksum(name, line.text + (line.facts.get("anchor") or "")),
    }
    return said | ({"card_id": name, "written": bool(line.text.strip())} if table == "note" else {"id": name})


def _free_revision(connection: sqlite3.Connection, table: str, wanted: int) -> int:
    """`wanted`, or one above all where another note has it: a saving that failed may have left its line behind."""
    taken = connection.execute(f"SELECT 1 FROM {table} WHERE revision = ?", (wanted,)).fetchone()
    return next_revision(connection) if taken else wanted


@contextlib.contextmanager
def _finished(connection: sqlite3.Connection) -> Iterator[None]:
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise
