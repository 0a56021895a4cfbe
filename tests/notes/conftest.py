"""A store in a folder of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from briefing_app.notes.reading import ReadingStore
from briefing_app.notes.store import NoteStore


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
