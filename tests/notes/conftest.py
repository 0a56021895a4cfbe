"""A store in a folder of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from briefing_app.notes.engine import sqlite3
from briefing_app.notes.journal import note_checksum
from briefing_app.notes.migrations import HISTORY_SINCE, MIGRATIONS, migrate
from briefing_app.notes.reading import ReadingStore
from briefing_app.notes.safe import Safe
from briefing_app.notes.store import NoteStore

COLUMNS = "card_id, text, written, revision, created, modified"
FILES = {"notes.sqlite", "notes.sqlite.copies", "notes.sqlite.journal"}
"""What lies in the folder of notes once it is closed."""


def write_old_file(path: Path, version: int, notes: dict[str, str]) -> None:
    """A file of notes as the app wrote it at an earlier schema."""
    path.parent.mkdir(mode=0o700, exist_ok=True)
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        migrate(connection, Safe(path), MIGRATIONS[:version])
        time = "2025-07-10T12:00:00+00:00"
        rows = [(*note, 1, number, time, time) for number, note in enumerate(notes.items(), start=1)]
        connection.executemany(f"INSERT INTO note ({COLUMNS}) VALUES (?, ?, ?, ?, ?, ?)", rows)
        if version >= HISTORY_SINCE:
            connection.create_function("note_checksum", 2, note_checksum)
            connection.execute("UPDATE note SET sha256 = note_checksum(card_id, text)")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "data" / "notes.sqlite"


@pytest.fixture
def open_store(path: Path) -> Iterator[Callable[..., NoteStore]]:
    """Opens stores on `path`, as another start or another process would, and closes them in the end."""
    opened: list[NoteStore] = []

    def open_one(**arguments: object) -> NoteStore:
        opened.append(NoteStore(path, **arguments))  # type: ignore[arg-type]
        return opened[-1]

    yield open_one
    for store in opened:
        store.close()


@pytest.fixture
def store(open_store: Callable[..., NoteStore]) -> NoteStore:
    return open_store()


@pytest.fixture
def open_reading(path: Path) -> Iterator[Callable[..., ReadingStore]]:
    """Opens stores of the reading state on `path`, the file of the notes, and closes them in the end."""
    opened: list[ReadingStore] = []

    def open_one(**arguments: object) -> ReadingStore:
        opened.append(ReadingStore(path, **arguments))  # type: ignore[arg-type]
        return opened[-1]

    yield open_one
    for reading in opened:
        reading.close()


@pytest.fixture
def reading(open_reading: Callable[..., ReadingStore]) -> ReadingStore:
    return open_reading()
