"""Copies of the file of notes, whole and private, through SQLite's own backup: the file alone would lack its log.

Those of the last hours, days and weeks lie in a folder beside it.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Sequence
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from briefing_app.notes.engine import sqlite3
from briefing_app.notes.failures import HELD, busy, with_code
from briefing_app.notes.places import copies_folder_of
from briefing_app.notes.safe import Safe
from briefing_app.paths import make_private_folder

EVERY_SECONDS = 3600  # a copy, while notes are written
HOURS, DAYS, WEEKS = 6, 7, 4  # of which the latest copy is kept
LookOver = Callable[[sqlite3.Connection], object]
_STAMP = "%Y%m%dT%H%M%SZ"


def copy_beside(connection: sqlite3.Connection, safe: Safe, name: str) -> Path:
    """Copy the open database of a safe to its path with `.NAME`, or with a number: no copy is written over.

    Raises:
        OSError, sqlite3.Error: the copy could not be made; nothing is left of it.
    """
    path = safe.path
    target, number = path.with_name(f"{path.name}.{name}"), 1
    while target.exists():
        number += 1
        target = path.with_name(f"{path.name}.{name}-{number}")
    copy_to(connection, safe, target)
    return target


def copy_to(connection: sqlite3.Connection, safe: Safe, target: Path) -> None:
    """Copy the open database of a safe to `target`, which appears whole or not at all, with mode 0600.

    It is encrypted where that one is.

    The connection may not be inside a transaction of its own: SQLite would answer "busy" for ever.

    Raises:
        OSError, sqlite3.Error: the copy could not be made; nothing is left of it.
    """
    part = target.with_name(f".{target.name}.{os.getpid()}.part")
    part.unlink(missing_ok=True)
    try:
        os.close(os.open(part, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
        copy = safe.connect(part)
        try:
            _with_code(lambda: connection.backup(copy, progress=_give_up_when_held))
        finally:
            copy.close()
        os.replace(part, target)
    except BaseException:
        part.unlink(missing_ok=True)
        raise


def _with_code(backup: Callable[[], object]) -> None:
    """Copy; an error of this SQLite's backup says in words alone what it is."""
    try:
        backup()
    except sqlite3.Error as error:
        if not hasattr(error, "sqlite_errorcode"):
            with_code(error, "SQLITE_FULL" if "full" in str(error) else "SQLITE_IOERR")
        raise


def keep_copies(connection: sqlite3.Connection, safe: Safe, now: datetime, look_over: LookOver) -> None:
    """Make another copy if the newest is an hour old, look it over, and let go of those that are too many.

    Args:
        look_over: raises sqlite3.Error where something in an open copy is unsound.

    Raises:
        OSError, sqlite3.Error: it could not be made; the copies before are there.
    """
    made = copies_of(safe.path)
    # One from the future, by a clock that was set back since, keeps no other from being made.
    if any(abs((now - _time_of(copy)).total_seconds()) < EVERY_SECONDS for copy in made):
        return
    folder = copies_folder_of(safe.path)
    make_private_folder(folder)
    copy = folder / f"{now.astimezone(UTC):{_STAMP}}.sqlite"
    copy_to(connection, safe, copy)
    if not is_sound(copy, safe, look_over):
        copy.unlink()
        return
    kept = set(_kept([copy, *made]))
    for old in made:
        if old not in kept:
            old.unlink(missing_ok=True)


def copies_of(path: Path) -> list[Path]:
    """The copies that were made of a file of notes from time to time, the newest first."""
    found = []
    for copy in copies_folder_of(path).glob("*.sqlite"):
        with contextlib.suppress(ValueError):
            _time_of(copy)
            found.append(copy)
    return sorted(found, key=_time_of, reverse=True)


def is_sound(copy: Path, safe: Safe, look_over: LookOver) -> bool:
    """Whether nothing is wrong with a copy."""
    try:
        with closing(safe.connect(copy, "immutable=1")) as connection:
            look_over(connection)
    except sqlite3.Error:
        return False
    return True


def _kept(copies: Sequence[Path]) -> list[Path]:
    """Of copies, the newest first: the latest of the last hours, days and weeks that have any."""
    kept: dict[Path, None] = {}
    spans: tuple[tuple[Callable[[datetime], object], int], ...] = (
        (lambda time: (time.date(), time.hour), HOURS),
        (lambda time: time.date(), DAYS),
        (lambda time: time.isocalendar()[:2], WEEKS),
    )
    for span, most in spans:
        latest: dict[object, Path] = {}
        for copy in copies:
            latest.setdefault(span(_time_of(copy)), copy)
        kept |= dict.fromkeys(list(latest.values())[:most])
    return list(kept)


def _time_of(copy: Path) -> datetime:
    return datetime.fromisoformat(copy.stem).astimezone(UTC)


def _give_up_when_held(status: int, _remaining: int, _total: int) -> None:
    """Python's backup would try again without end."""
    if status in HELD:
        raise busy()
