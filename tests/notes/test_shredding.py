"""What is destroyed is in no file that the app has written."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from briefing_app.notes.anchors import Anchor
from briefing_app.notes.annotations import AnnotationStore
from briefing_app.notes.copies import copies_of, keep_copies
from briefing_app.notes.engine import sqlite3
from briefing_app.notes.recovery import refuse_faulty
from briefing_app.notes.safe import Safe
from briefing_app.notes.shredding import shred
from briefing_app.notes.store import NoteStore
from tests.notes.conftest import write_old_file

CANARY = b"CANARY"
ANCHOR = Anchor("marked words", "before ", " after", 7, 19, "bottom_line")


@pytest.fixture
def marks(path: Path) -> Iterator[AnnotationStore]:
    store = AnnotationStore(path)
    yield store
    store.close()


def holding(folder: Path) -> list[str]:
    return sorted(place.name for place in folder.rglob("*") if place.is_file() and CANARY in place.read_bytes())


def copy_now(path: Path, hours: int) -> None:
    with closing(sqlite3.connect(path)) as connection:
        keep_copies(connection, Safe(path), datetime.now(UTC) + timedelta(hours=hours), refuse_faulty)


def test_a_note_is_gone_from_every_file(path: Path, store: NoteStore, marks: AnnotationStore) -> None:
    write_old_file(path, 1, {"card": "CANARY of an older version"})
    store.save("other", "stays")
    for turn in range(3):
        store.save("card", f"CANARY {turn} " * 500)
    mark = marks.add("card", "CANARY comment", anchor=ANCHOR)
    kept = marks.add("card", "stays, too")
    copy_now(path, 2)
    store.save("card", "CANARY again")
    assert len(holding(path.parent)) >= 4 and len(copies_of(path)) == 2
    assert shred(Safe(path), ["note:card", f"mark:{mark.id}"]) == []
    assert holding(path.parent) == []
    assert [note.card_id for note in store.all()] == ["other"]
    assert marks.all() == [kept]
    assert store.history("card") == []
    store.close()
    marks.close()
    assert [note.text for note in NoteStore(copies_of(path)[0]).all()] == ["stays"]


def test_a_file_that_cannot_be_read_is_named(path: Path, store: NoteStore) -> None:
    store.save("card", "CANARY")
    damaged = path.with_name("notes.sqlite.damaged")
    damaged.write_bytes(b"no database, but CANARY" * 100)
    assert shred(Safe(path), ["note:card"]) == [damaged]
    assert holding(path.parent) == ["notes.sqlite.damaged"]


def test_what_was_destroyed_does_not_come_back(path: Path, store: NoteStore) -> None:
    store.save("other", "stays")
    store.save("card", "CANARY")
    shred(Safe(path), ["note:card"])
    store.close()
    path.write_bytes(b"damaged" * 1000)
    assert [note.card_id for note in NoteStore(path).all()] == ["other"]
