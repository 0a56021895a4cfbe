"""Notes become encrypted, or plain again, in place: each file through a checked copy, the old one overwritten.

The keys are written first and removed last. So whatever ends the program between two files, the notes are encrypted
ones with some plain files left, and the next opening encrypts these.
"""

from __future__ import annotations

import contextlib
import errno
import os
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from briefing_app.errors import BriefingError
from briefing_app.files import write_whole
from briefing_app.i18n import _
from briefing_app.notes import failures
from briefing_app.notes.copies import copies_of
from briefing_app.notes.engine import sqlite3
from briefing_app.notes.journal import Journal
from briefing_app.notes.keys import (
    forget_slots,
    is_encrypted,
    lock_up,
    new_code,
    new_key,
    open_slots,
    read_slots,
    seal,
    unseal,
    write_slots,
)
from briefing_app.notes.migrations import MIGRATIONS, refuse_damaged, schema
from briefing_app.notes.places import create_private, log_of, make_private, shared_memory_of, size_of
from briefing_app.notes.safe import Safe, is_plain
from briefing_app.notes.shredding import leftovers_of, overwrite

LEFT_BY_US = ("before-*", "replaced*", "damaged*")  # by migrations, by other files in its place, by damage
OLD_SUFFIX = ".old"  # of a file that is about to be overwritten
SEALED_SUFFIX = ".sealed"  # of a file that is no sound database, and is locked whole


def encrypt(safe: Safe, passphrase: str) -> None:
    """Encrypt the notes, their journal and every copy of them that the app has made.

    Raises:
        BriefingError: they are encrypted already, the passphrase is empty, or another program has them open.
        NotSavedError: the disk refused; the notes are as they were, or encrypted with plain files left, which the
            next opening takes up.
    """
    refuse_encrypted(safe)
    _refuse_empty(passphrase)
    key = new_key()
    with _told(safe), _alone(safe):
        write_slots(safe.path, [lock_up(key, passphrase, "passphrase")])
        safe.open(key)
        _convert_all(safe)


def decrypt(safe: Safe, passphrase: str) -> None:
    """Make the notes, their journal and every copy plain again.

    Raises:
        BriefingError: they are not encrypted, or another program has them open.
        WrongPassphraseError: nothing was changed.
        NotSavedError: the disk refused; the notes are still encrypted, some of the files perhaps plain.
    """
    refuse_plain(safe)
    with _told(safe):
        unlock(safe, passphrase)
        with _alone(safe):
            _convert_all(safe, to_plain=True)
            safe.close()
            forget_slots(safe.path)


def unlock(safe: Safe, words: str) -> None:
    """Open the safe with the passphrase or the recovery code; encrypt what a broken-off conversion left plain.

    Raises:
        WrongPassphraseError: it stays closed.
        NotesUnreadableError: the keys cannot be read.
    """
    safe.open(open_slots(safe.path, words))
    if _is_unfinished(safe):
        with contextlib.suppress(OSError, sqlite3.Error), _alone(safe):  # a full disk locks nobody out
            _convert_all(safe)


def change_passphrase(safe: Safe, old: str, new: str) -> None:
    """Have the notes opened by another passphrase; the recovery code stays.

    Raises:
        BriefingError: they are not encrypted, or the new passphrase is empty.
        WrongPassphraseError: the old one is not right; nothing was changed.
    """
    refuse_plain(safe)
    _refuse_empty(new)
    key = open_slots(safe.path, old)
    kept = [slot for slot in read_slots(safe.path) if slot.kind != "passphrase"]
    with _told(safe):
        write_slots(safe.path, [lock_up(key, new, "passphrase"), *kept])


def make_recovery_code(safe: Safe, words: str) -> str:
    """Another recovery code, to be printed; the one before opens nothing any more.

    Raises:
        BriefingError: the notes are not encrypted.
        WrongPassphraseError: nothing was changed.
    """
    refuse_plain(safe)
    key, code = open_slots(safe.path, words), new_code()
    kept = [slot for slot in read_slots(safe.path) if slot.kind != "recovery"]
    with _told(safe):
        write_slots(safe.path, [*kept, lock_up(key, code, "recovery")])
    return code


def refuse_encrypted(safe: Safe) -> None:
    """Say so where encrypted notes were to be encrypted.

    Raises:
        BriefingError: they are encrypted.
    """
    if is_encrypted(safe.path):
        raise BriefingError(_("The notes are encrypted already."), _("Nothing was changed."))


def refuse_plain(safe: Safe) -> None:
    """Say so where notes that are not encrypted were to be decrypted.

    Raises:
        BriefingError: they are not encrypted.
    """
    if not is_encrypted(safe.path):
        raise BriefingError(_("The notes are not encrypted."), _("Nothing was changed."))


def _refuse_empty(passphrase: str) -> None:
    if not passphrase.strip():
        raise BriefingError(_("The passphrase is empty."), _("Nothing was changed."))


@contextlib.contextmanager
def _told(safe: Safe) -> Iterator[None]:
    try:
        yield
    except (OSError, sqlite3.Error) as error:
        raise failures.conversion_failure(error, safe.path) from error


@contextlib.contextmanager
def _alone(safe: Safe) -> Iterator[None]:
    """While no other connection has the notes open; what the log holds is in the file.

    Raises:
        sqlite3.Error, OSError: another one has, the file is damaged, or a later version of the app wrote it.
    """
    if not size_of(safe.path):
        yield
        return
    with closing(safe.connect(safe.path)) as connection:
        connection.execute("PRAGMA secure_delete = ON")
        connection.execute("PRAGMA journal_mode = DELETE")  # refused while another connection has the log open
        refuse_damaged(connection)
        if schema(connection) > len(MIGRATIONS):
            raise failures.LaterVersionError(errno.EACCES, "written by a later version", str(safe.path))
        connection.execute("PRAGMA locking_mode = EXCLUSIVE")
        connection.execute("BEGIN EXCLUSIVE")
        connection.execute("COMMIT")
        yield


def _convert_all(safe: Safe, *, to_plain: bool = False) -> None:
    """Bring every file into the other form that is not in it yet: the notes themselves last."""
    for place in leftovers_of(safe.path):
        overwrite(place)
    for place in _others(safe):
        if place.suffix == SEALED_SUFFIX:
            if to_plain:
                _break_seal(place, safe)
        elif _is_whole(place) and is_plain(place) != to_plain:
            _convert(place, safe, to_plain=to_plain)
        elif not _is_whole(place) and not to_plain:
            _seal_whole(place, safe)
    Journal(safe).convert(to_plain=to_plain)
    if size_of(safe.path) and is_plain(safe.path) != to_plain:
        _convert(safe.path, safe, to_plain=to_plain)
    make_private(safe.path)


def _convert(place: Path, safe: Safe, *, to_plain: bool) -> None:
    """Put a converted database in the place of another, after it was compared row by row; the other is overwritten."""
    part = place.with_name(f".{place.name}.part")
    part.unlink(missing_ok=True)
    key = "''" if to_plain else safe.database_key()
    try:
        create_private(part)
        with closing(safe.connect(place, "immutable=1")) as connection:
            # https://www.zetetic.net/sqlcipher/sqlcipher-api/#sqlcipher_export; it leaves the header's own numbers out
            connection.execute(f"ATTACH ? AS converted KEY {key}", (str(part),))
            connection.execute("SELECT sqlcipher_export('converted')")
            for number in ("application_id", "user_version"):
                value = connection.execute(f"PRAGMA main.{number}").fetchone()[0]
                connection.execute(f"PRAGMA converted.{number} = {value}")
            _compare(connection)
            connection.execute("DETACH converted")
        with closing(safe.connect(part)) as connection:
            refuse_damaged(connection)
        _replace(place, part)
    finally:
        part.unlink(missing_ok=True)


def _compare(connection: sqlite3.Connection) -> None:
    """Refuse a copy in which a row is missing or another one."""
    tables = connection.execute("SELECT name FROM main.sqlite_master WHERE type = 'table'").fetchall()
    for (table,) in tables:
        for one, other in (("main", "converted"), ("converted", "main")):
            statement = f'SELECT count(*) FROM (SELECT * FROM {one}."{table}" EXCEPT SELECT * FROM {other}."{table}")'
            if connection.execute(statement).fetchone()[0]:
                raise failures.damage("the copy is not what it was made from")


def _replace(place: Path, part: Path) -> None:
    """Put `part` in the place of another file, and overwrite that one as far as the disk lets us."""
    with part.open("rb") as file:
        os.fsync(file.fileno())
    old = place.with_name(f".{place.name}{OLD_SUFFIX}")
    with contextlib.suppress(OSError):  # a file system without links
        old.unlink(missing_ok=True)
        os.link(place, old)
    part.replace(place)
    overwrite(old)
    for leftover in (log_of(place), shared_memory_of(place)):
        if leftover.exists():
            overwrite(leftover)


def _seal_whole(place: Path, safe: Safe) -> None:
    """Lock a file that is no sound database, as it is."""
    key = safe.key()
    if key is not None:
        write_whole(place.with_name(place.name + SEALED_SUFFIX), seal(key, place.read_bytes()))
        overwrite(place)


def _break_seal(place: Path, safe: Safe) -> None:
    data = unseal(safe.key() or b"", place.read_bytes())
    if data is not None:
        write_whole(place.with_suffix(""), data)
        place.unlink()


def _is_whole(place: Path) -> bool:
    """Whether a file that we left is a database that was sound: no log, and nothing that was put aside as damaged."""
    return ".damaged" not in place.name and not place.name.endswith(("-wal", "-shm"))


def _others(safe: Safe) -> list[Path]:
    """Every file with notes in it beside the notes themselves and the journal."""
    path = safe.path
    left = [place for pattern in LEFT_BY_US for place in sorted(path.parent.glob(f"{path.name}.{pattern}"))]
    return [*copies_of(path), *left]


def _is_unfinished(safe: Safe) -> bool:
    """Whether files of encrypted notes can be read without the key."""
    return any(is_plain(place) for place in (safe.path, *_others(safe), *leftovers_of(safe.path)))
