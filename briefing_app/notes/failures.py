"""Turns what SQLite and the disk say about the file of notes into sentences for the reader."""

from __future__ import annotations

import errno
import os
import shutil
from pathlib import Path
from typing import NamedTuple, TypeVar

from briefing_app.errors import MachineError, NotesUnreadableError, NotSavedError
from briefing_app.i18n import _
from briefing_app.notes.engine import sqlite3

PRIMARY_CODE = 0xFF  # the low byte of an extended result code: https://www.sqlite.org/rescode.html
Raised = TypeVar("Raised", bound=sqlite3.Error)
DAMAGED = frozenset({sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB})
FORBIDDEN = frozenset({sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_AUTH})
LEAST_ROOM = 65_536  # bytes that reading takes beside the file: the memory that processes share
HELD = frozenset({sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED})


class LaterVersionError(PermissionError):
    """A later version of the app wrote the file: this one reads it alone."""


def saving_failure(error: sqlite3.Error | OSError, path: Path) -> MachineError:
    """Why a note could not be written to `path`."""
    sentences = _NotSaved(
        full=_("The note is not saved: the disk is full."),
        held=_("The note is not saved: another program holds the file of notes."),
        forbidden=_("The note is not saved: its folder may not be written."),
        refused=_("The note is not saved: the disk refused it."),
        read_only=_("The note is not saved: its disk can only be read."),
        newer=_("The note is not saved: a newer version of the app wrote the notes, and this one only shows them."),
    )
    return _not_saved(error, path, sentences)


def change_failure(error: sqlite3.Error | OSError, path: Path) -> MachineError:
    """Why a mark, a star, the queue or a saved search could not be written to `path`."""
    sentences = _NotSaved(
        full=_("The change is not saved: the disk is full."),
        held=_("The change is not saved: another program holds the file of notes."),
        forbidden=_("The change is not saved: the folder of the notes may not be written."),
        refused=_("The change is not saved: the disk refused it."),
        read_only=_("The change is not saved: the disk with the notes can only be read."),
        newer=_("The change is not saved: a newer version of the app wrote the notes, and this one only shows them."),
    )
    return _not_saved(error, path, sentences)


def conversion_failure(error: sqlite3.Error | OSError, path: Path) -> MachineError:
    """Why the notes in `path` could not be encrypted, or made plain."""
    sentences = _NotSaved(
        full=_("Not all files of the notes are converted: the disk is full. No note is lost."),
        held=_("Nothing was changed: another program, or another window, has the notes open."),
        forbidden=_("Not all files of the notes are converted: their folder may not be written. No note is lost."),
        refused=_("Not all files of the notes are converted: the disk refused it. No note is lost."),
        read_only=_("Nothing was changed: the disk with the notes can only be read."),
        newer=_("Nothing was changed: a newer version of the app wrote the notes, and this one only shows them."),
    )
    return _not_saved(error, path, sentences)


def backup_failure(error: sqlite3.Error | OSError, target: Path) -> MachineError:
    """Why the notes could not be copied to `target`."""
    sentences = _NotSaved(
        full=_("The backup is not made: the disk is full."),
        held=_("The backup is not made: another program holds the file of notes."),
        forbidden=_("The backup is not made: its folder may not be written."),
        refused=_("The backup is not made: its folder is not there, or the disk refused it."),
        read_only=_("The backup is not made: its disk can only be read."),
        newer=_("The backup is not made: a newer version of the app wrote the notes."),
    )
    return _not_saved(error, target, sentences)


def reading_failure(error: sqlite3.Error | OSError, path: Path) -> NotesUnreadableError:
    """Why the notes in `path` could not be read."""
    held = _("The notes cannot be read: another program holds their file.")
    return _unreadable(error, path, held, _("The notes cannot be read."))


def state_failure(error: sqlite3.Error | OSError, path: Path) -> NotesUnreadableError:
    """Why what is read, starred and queued, kept in `path`, could not be told."""
    held = _("What is read, starred and queued is not known: another program holds the file of notes.")
    return _unreadable(error, path, held, _("What is read, starred and queued is not known."))


def damaged(path: Path, found: str) -> NotesUnreadableError:
    """The file's content is not sound; `found` says how, without a word of any note."""
    return NotesUnreadableError(
        _("The file of notes is damaged; it is left as it is."),
        _("Put a copy of it in its place: {path}").format(path=path),
        f"{path}: {found}",
    )


def foreign(path: Path) -> NotesUnreadableError:
    """The file is a sound database of some other program."""
    return NotesUnreadableError(
        _("The file of notes belongs to another program; it is left as it is."),
        _("Move it away: {path}").format(path=path),
        str(path),
    )


def newer(path: Path, version: int) -> NotesUnreadableError:
    """The file was written by a later version of the app."""
    return NotesUnreadableError(
        _("The notes were written by a newer version of the app; they are left as they are."),
        _("Install that version, or a later one, to read them."),
        f"{path}: schema {version}",
    )


def only_shown(path: Path) -> NotSavedError:
    """A later version of the app wrote the file; what this one knows of it is shown."""
    sentence = _("A newer version of the app wrote these notes: they are shown here, and nothing is changed.")
    return NotSavedError(sentence, _install_it(), str(path))


def _install_it() -> str:
    return _("Install that version, or a later one, to write.")


def folder_gone(path: Path) -> OSError:
    """The folder of an open file of notes went away, say with the stick that it lies on."""
    return FileNotFoundError(errno.ENOENT, "the folder is gone", str(path.parent))


def is_held(error: sqlite3.Error) -> bool:
    """Whether another process holds the file."""
    return _primary_code(error) in HELD


def is_full(error: sqlite3.Error | OSError, path: Path) -> bool:
    """Whether it is a full disk that stopped us; SQLite calls it an I/O error where its log finds no room."""
    code = _primary_code(error)
    try:
        return code == sqlite3.SQLITE_FULL or (
            code == sqlite3.SQLITE_IOERR and shutil.disk_usage(path.parent).free < LEAST_ROOM
        )
    except OSError:
        return False


def is_damage(error: sqlite3.Error) -> bool:
    """Whether SQLite says that the file is no sound database."""
    return _primary_code(error) in DAMAGED


def damage(found: str) -> sqlite3.DatabaseError:
    """What SQLite would say of a file in which we found something unsound ourselves."""
    return with_code(sqlite3.DatabaseError(found), "SQLITE_CORRUPT")


def busy() -> sqlite3.OperationalError:
    """What SQLite raises when another process holds the file, for the calls where it only answers so."""
    return with_code(sqlite3.OperationalError("database is locked"), "SQLITE_BUSY")


def with_code(error: Raised, name: str) -> Raised:
    """The error with a result code of SQLite's, as its own errors have."""
    error.sqlite_errorcode, error.sqlite_errorname = getattr(sqlite3, name), name
    return error


class _NotSaved(NamedTuple):
    """The sentences for one kind of thing that is not saved."""

    full: str
    held: str
    forbidden: str
    refused: str
    read_only: str
    newer: str


def _not_saved(error: sqlite3.Error | OSError, path: Path, sentences: _NotSaved) -> MachineError:
    if isinstance(error, LaterVersionError):
        return NotSavedError(sentences.newer, _install_it(), str(path))
    code = _primary_code(error)
    if code in DAMAGED:
        return damaged(path, str(error))
    if code == sqlite3.SQLITE_FULL:
        sentence, hint = sentences.full, _("Free some space.")
    elif code in HELD:
        sentence, hint = sentences.held, _("Close the program that uses it.")
    elif code in FORBIDDEN and _is_read_only(path.parent):
        sentence, hint = sentences.read_only, _("Take off its write protection.")
    elif code in FORBIDDEN:
        sentence, hint = sentences.forbidden, _("Allow writing in {folder}.").format(folder=path.parent)
    else:
        sentence, hint = sentences.refused, _("Check the disk with the folder {folder}.").format(folder=path.parent)
    return NotSavedError(sentence, hint, _details(error, path))


def _unreadable(error: sqlite3.Error | OSError, path: Path, held: str, otherwise: str) -> NotesUnreadableError:
    code = _primary_code(error)
    if code in DAMAGED:
        return damaged(path, str(error))
    if code in HELD:
        return NotesUnreadableError(held, _("Close the program that uses it."), _details(error, path))
    if is_full(error, path):
        sentence = _("The notes cannot be read: the disk is full, and even reading them takes some room.")
        return NotesUnreadableError(sentence, _("Free some space."), _details(error, path))
    hint = _("Check that {path} may be read.").format(path=path)
    return NotesUnreadableError(otherwise, hint, _details(error, path))


def _primary_code(error: sqlite3.Error | OSError) -> int:
    if isinstance(error, PermissionError):
        return sqlite3.SQLITE_PERM
    if isinstance(error, OSError):
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            return sqlite3.SQLITE_FULL
        return sqlite3.SQLITE_READONLY if error.errno == errno.EROFS else sqlite3.SQLITE_IOERR
    return int(getattr(error, "sqlite_errorcode", sqlite3.SQLITE_OK)) & PRIMARY_CODE  # none: a bug in our own SQL


def _is_read_only(folder: Path) -> bool:
    """Whether the file system, not a permission, keeps from writing; told on POSIX alone."""
    try:
        return hasattr(os, "statvfs") and bool(os.statvfs(folder).f_flag & os.ST_RDONLY)
    except OSError:
        return False


def _details(error: Exception, path: Path) -> str:
    name = getattr(error, "sqlite_errorname", type(error).__name__)
    return f"{path}: {error} ({name})"
