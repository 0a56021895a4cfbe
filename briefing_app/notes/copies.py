"""Copies of the file of notes, whole and private, through SQLite's own backup: the file alone would lack its log."""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path

from briefing_app.notes.failures import HELD, busy


def copy_beside(connection: sqlite3.Connection, path: Path, name: str) -> Path:
    """Copy the open database to `path`.`name`, or with a number where that name is taken: no copy is written over.

    Raises:
        OSError, sqlite3.Error: the copy could not be made; nothing is left of it.
    """
    target, number = path.with_name(f"{path.name}.{name}"), 1
    while target.exists():
        number += 1
        target = path.with_name(f"{path.name}.{name}-{number}")
    copy_to(connection, target)
    return target


def copy_to(connection: sqlite3.Connection, target: Path) -> None:
    """Copy the open database to `target`, which appears whole or not at all, with mode 0600.

    The connection may not be inside a transaction of its own: SQLite would answer "busy" for ever.

    Raises:
        OSError, sqlite3.Error: the copy could not be made; nothing is left of it.
    """
    part = target.with_name(f".{target.name}.{os.getpid()}.part")
    part.unlink(missing_ok=True)
    try:
        os.close(os.open(part, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
        copy = sqlite3.connect(part, isolation_level=None)
        try:
            connection.backup(copy, progress=_give_up_when_held)
        finally:
            copy.close()
        os.replace(part, target)
    except BaseException:
        part.unlink(missing_ok=True)
        raise


def _give_up_when_held(status: int, _remaining: int, _total: int) -> None:
    """Python's backup would try again without end."""
    if status in HELD:
        raise busy()
