"""Destroys notes: in their file with its history and log, the journal, and every copy that the app has made."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

from briefing_app.notes import failures
from briefing_app.notes.copies import copies_of
from briefing_app.notes.engine import sqlite3
from briefing_app.notes.journal import Journal
from briefing_app.notes.notes_file import NotesFile
from briefing_app.notes.places import copies_folder_of, log_of, shared_memory_of
from briefing_app.notes.recovery import MARK_ITEM, NOTE_ITEM
from briefing_app.notes.safe import Safe

_LEFTOVERS = ("before-*", "replaced*", "damaged*")  # what migrations, other files in its place, and damage left


def shred(safe: Safe, items: Sequence[str]) -> list[Path]:
    """Destroy items ("note:CARD" or "mark:ID"); the files that may still hold them since they cannot be read.

    What the disk itself remembers of overwritten files, and copies that others made, are beyond it.

    Raises:
        NotSavedError: the file could not be written; nothing is destroyed for certain.
        NotesUnreadableError: it is from a later version; it is left as it is.
    """
    path = safe.path
    file = NotesFile(safe)
    with file.told_as(failures.saving_failure), closing(file):
        with file.writing() as connection:
            _delete(connection, items)
        if connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]:
            raise failures.busy()
    gone = set(items)
    with file.told_as(failures.saving_failure):
        journal = Journal(safe)
        journal.keep(line for item, line in journal.newest().items() if item not in gone)
    for place in leftovers_of(path):
        overwrite(place)
    left = [place for pattern in _LEFTOVERS for place in path.parent.glob(f"{path.name}.{pattern}")]
    return [copy for copy in (*copies_of(path), *left) if not _is_clean(copy, safe, items)]


def leftovers_of(path: Path) -> list[Path]:
    """What writing a copy, a conversion or a restoring left behind when the program was ended in its midst."""
    found = [place for pattern in (".*.part", ".*.old", ".*.reading*") for place in path.parent.glob(pattern)]
    found = [place for place in found if path.name in place.name]
    return [*found, *copies_folder_of(path).glob(".*")]


def overwrite(place: Path) -> None:
    """Write zeros over a file, then remove it."""
    with contextlib.suppress(OSError):
        with place.open("r+b") as file:
            file.write(bytes(os.fstat(file.fileno()).st_size))
            file.flush()
            os.fsync(file.fileno())
        place.unlink()


def _is_clean(copy: Path, safe: Safe, items: Sequence[str]) -> bool:
    """Whether the items are gone from a copy."""
    if copy.name.endswith(("-wal", "-shm")):
        return copy.name.endswith("-shm")
    try:
        with closing(safe.connect(copy)) as connection:
            connection.execute("PRAGMA journal_mode = DELETE")
            connection.execute("PRAGMA secure_delete = ON")
            connection.execute("BEGIN IMMEDIATE")
            _delete(connection, items)
            connection.execute("COMMIT")
            connection.execute("VACUUM")
    except sqlite3.Error:
        return False
    finally:
        for place in (log_of(copy), shared_memory_of(copy)):
            with contextlib.suppress(OSError):
                if not place.stat().st_size:
                    place.unlink()
    return True


def _delete(connection: sqlite3.Connection, items: Sequence[str]) -> None:
    tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    for item in items:
        name = item.partition(":")[2]
        if item.startswith(NOTE_ITEM):
            connection.execute("DELETE FROM note WHERE card_id = ?", (name,))
        if item.startswith(MARK_ITEM) and "mark" in tables:
            connection.execute("DELETE FROM mark WHERE id = ?", (name,))
        if "history" in tables:
            connection.execute("DELETE FROM history WHERE item = ?", (item,))
