"""A backup of all notes in one file that the reader keeps: a database like the notes, or an archive with its keys.

Encrypted notes are backed up as a ZIP archive, not compressed, of "notes.sqlite" and the "keys" that open it, so that
the passphrase of that day, or the recovery code, opens it on any machine.
"""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

from briefing_app.errors import BriefingError
from briefing_app.i18n import _
from briefing_app.notes import failures
from briefing_app.notes.copies import copy_to
from briefing_app.notes.engine import sqlite3
from briefing_app.notes.exchange import Item, items_of
from briefing_app.notes.keys import Slot, open_any, read_slots, slots_of, to_bytes
from briefing_app.notes.migrations import HISTORY_SINCE, MIGRATIONS, Migration, is_newer, refuse_strangers, schema
from briefing_app.notes.notes_file import NotesFile
from briefing_app.notes.places import create_private, reading_mode_of
from briefing_app.notes.recovery import refuse_faulty
from briefing_app.notes.safe import Safe

DATABASE, KEYS = "notes.sqlite", "keys"
LARGEST_KEYS = 100_000  # bytes
Words = Callable[[], str]
LookAt = Callable[[sqlite3.Connection, Path, Sequence[Migration]], object]


class BackupLockedError(BriefingError):
    """A backup is encrypted, and nobody has given what opens it."""

    def __init__(self) -> None:
        super().__init__(
            _("This backup is encrypted, and what you gave does not open it."),
            _("It takes the passphrase, or the recovery code, of the day when it was made."),
        )


def back_up(safe: Safe, target: Path) -> int:
    """Copy the file of notes to `target`, and look the copy over; how many notes and marks it holds.

    Raises:
        BriefingError: there is a file already.
        NotSavedError: the copy could not be made; nothing is left of it.
        NotesUnreadableError: the notes cannot be read.
    """
    target = target.absolute()
    if target.exists():
        raise BriefingError(_("There is a file already: {path}").format(path=target), _("Choose another name."))
    file = NotesFile(safe)
    with file.told_as(failures.reading_failure):
        connection = file.reading()
        if connection is None:
            raise BriefingError(_("There are no notes yet."))
    with closing(file), file.told_as(lambda error, _path: failures.backup_failure(error, target)):
        copy_to(connection, safe, target)
        if safe.is_encrypted:
            _put_into_archive(target, read_slots(safe.path))
    return len(_read(target, safe, None, is_newer))


def read_backup(source: Path, safe: Safe, words: Words | None = None) -> list[Item]:
    """The notes and marks in a backup, read without changing it.

    Args:
        safe: the notes here; their key opens copies of them.
        words: asked for the passphrase of a backup that their key does not open.

    Raises:
        BriefingError: it is no file of notes, or damaged.
        BackupLockedError: it is encrypted, and nobody has given what opens it.
        NotesUnreadableError: it is from a later version: what only that one knows would be lost.
    """
    return _read(source, safe, words, refuse_strangers)


def _read(source: Path, safe: Safe, words: Words | None, look_at: LookAt) -> list[Item]:
    try:
        if not zipfile.is_zipfile(source):
            return _items(safe, source.absolute(), look_at)
        with _taken_out(source, safe) as (place, slots):
            return _items(_opened(place, slots, safe, words), place, look_at)
    except (sqlite3.Error, OSError, zipfile.BadZipFile, KeyError, ValueError) as error:
        sentence = _("This is no sound file of notes: {path}").format(path=source)
        raise BriefingError(sentence, _("Nothing was changed."), str(error)) from error


def becomes_plain(source: Path, safe: Safe) -> bool:
    """Whether what an encrypted backup holds would be taken into notes that are not encrypted."""
    return zipfile.is_zipfile(source) and not safe.is_encrypted


def _items(safe: Safe, source: Path, look_at: LookAt) -> list[Item]:
    with closing(safe.connect(source, reading_mode_of(source))) as connection:
        look_at(connection, source, MIGRATIONS)
        if schema(connection) >= HISTORY_SINCE:
            refuse_faulty(connection)
        return items_of(connection)


def _opened(place: Path, slots: list[Slot], safe: Safe, words: Words | None) -> Safe:
    """The safe of a database out of an archive, with the key to it."""
    ours = safe.key() if safe.is_encrypted else None
    for key in (ours, open_any(slots, words()) if words is not None and not _opens(place, ours) else None):
        if _opens(place, key):
            opened = Safe(place)
            opened.open(key or b"")
            return opened
    raise BackupLockedError


def _opens(place: Path, key: bytes | None) -> bool:
    if key is None:
        return False
    safe = Safe(place)
    safe.open(key)
    try:
        with closing(safe.connect(place, "immutable=1")) as connection:
            return schema(connection) >= 0
    except sqlite3.DatabaseError:
        return False


def _put_into_archive(database: Path, slots: list[Slot]) -> None:
    """Put an archive with the database and its keys in the database's place."""
    part = database.with_name(f".{database.name}.archive")
    part.unlink(missing_ok=True)
    try:
        create_private(part)
        with zipfile.ZipFile(part, "w", zipfile.ZIP_STORED) as archive:
            archive.writestr(KEYS, to_bytes(slots))
            archive.write(database, DATABASE)
        part.replace(database)
    except BaseException:
        for place in (part, database):
            place.unlink(missing_ok=True)
        raise


@contextmanager
def _taken_out(source: Path, safe: Safe) -> Iterator[tuple[Path, list[Slot]]]:
    """The database of an archive as a file beside the notes, for as long as it is read, and its keys."""
    place = safe.path.with_name(f".{safe.path.name}.backup")
    with zipfile.ZipFile(source) as archive:
        if archive.getinfo(KEYS).file_size > LARGEST_KEYS:
            raise ValueError("keys that are too long")
        slots = slots_of(archive.read(KEYS))
        place.unlink(missing_ok=True)
        create_private(place)
        try:
            with archive.open(DATABASE) as packed, place.open("r+b") as file:
                while data := packed.read(1 << 20):
                    file.write(data)
            yield place, slots
        finally:
            place.unlink(missing_ok=True)
