"""A file from any earlier schema is brought up to date, after a copy."""

from __future__ import annotations

import stat
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from briefing_app.errors import NotesUnreadableError
from briefing_app.notes.annotations import AnnotationStore
from briefing_app.notes.backups import read_backup
from briefing_app.notes.engine import sqlite3
from briefing_app.notes.journal import note_checksum
from briefing_app.notes.migrations import MIGRATIONS, Migration
from briefing_app.notes.safe import Safe
from briefing_app.notes.store import NoteStore
from tests.notes.conftest import FILES, write_old_file

OpenStore = Callable[..., NoteStore]
LATEST = len(MIGRATIONS)


def add_star(connection: sqlite3.Connection) -> None:
    """A later step as one may come."""
    connection.execute("ALTER TABLE note ADD COLUMN star INTEGER NOT NULL DEFAULT 0")


def fail_halfway(connection: sqlite3.Connection) -> None:
    connection.execute("DELETE FROM note")
    raise sqlite3.OperationalError("a bug in this step")


NEXT: tuple[Migration, ...] = (*MIGRATIONS, add_star)


def scalar(path: Path, query: str) -> object:
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute(query).fetchone()[0]


def files(path: Path) -> list[str]:
    return sorted(entry.name for entry in path.parent.iterdir())


@pytest.mark.parametrize("version", range(1, LATEST))
def test_notes_of_every_earlier_schema_are_carried_over(version: int, path: Path, open_store: OpenStore) -> None:
    notes = {f"card-{number}": f"text {number}" for number in range(50)}
    write_old_file(path, version, notes)
    new = open_store(migrations=NEXT)
    assert {note.card_id: note.text for note in new.all()} == notes
    assert new.save("card-0", "after").revision == 51
    new.close()
    assert scalar(path, "PRAGMA user_version") == len(NEXT)
    assert scalar(path, "SELECT count(*) FROM note WHERE star = 0") == 50
    assert scalar(path, "SELECT count(DISTINCT sha256) FROM note") == 50


def test_a_copy_of_what_was_found_is_kept(path: Path, open_store: OpenStore) -> None:
    old = open_store()
    old.save("card", "before")  # still in the log alone: the file itself holds no note yet
    new = open_store(migrations=NEXT)
    new.save("card", "after")
    copy = path.with_name(f"notes.sqlite.before-{LATEST + 1}")
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    assert scalar(copy, "SELECT text FROM note") == "before"
    assert scalar(copy, "PRAGMA user_version") == LATEST


def test_an_earlier_copy_is_not_written_over(path: Path, open_store: OpenStore) -> None:
    open_store().save("card", "words")
    taken = path.with_name(f"notes.sqlite.before-{LATEST + 1}")
    taken.write_bytes(b"an earlier copy")
    open_store(migrations=NEXT).all()
    assert taken.read_bytes() == b"an earlier copy"
    assert scalar(Path(f"{taken}-2"), "SELECT text FROM note") == "words"


def test_a_new_file_needs_no_copy(path: Path, open_store: OpenStore) -> None:
    store = open_store(migrations=NEXT)
    store.save("card", "words")
    store.close()
    assert set(files(path)) == FILES


def test_a_step_that_fails_changes_nothing(path: Path, open_store: OpenStore) -> None:
    open_store().save("card", "words")
    with pytest.raises((NotesUnreadableError, sqlite3.Error)):
        open_store(migrations=(*MIGRATIONS, fail_halfway)).all()
    note = open_store().get("card")
    assert note is not None
    assert note.text == "words"


def test_an_open_older_version_lets_the_newer_one_migrate(open_store: OpenStore) -> None:
    older, newer = open_store(), open_store(migrations=NEXT)
    older.save("card", "words")
    assert newer.all() == older.all()


def test_marks_and_what_notes_said_are_carried_over(path: Path, open_store: OpenStore) -> None:
    write_old_file(path, 3, {"card": "words"})
    time = "2025-07-10T12:00:00+00:00"
    checksum = note_checksum("m1", "why?")
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(
            "INSERT INTO mark VALUES ('m1', 'card', 'note', 'why?', NULL, 'release', NULL, ?, ?, 2, NULL, ?)",
            (time, time, checksum),
        )
        connection.execute("INSERT INTO history VALUES ('note:card', 1, ?, 'desk', 'words')", (time,))
        connection.commit()
    store = open_store()
    assert [(note.text, note.audience) for note in store.all()] == [("words", "me")]
    assert [edit.text for edit in store.history("card")] == ["words"]
    annotations = AnnotationStore(path)
    assert [(one.text, one.audience) for one in annotations.all()] == [("why?", "release")]
    annotations.close()


@pytest.mark.parametrize("version", range(1, LATEST + 1))
def test_a_backup_of_every_schema_is_read(version: int, path: Path) -> None:
    write_old_file(path, version, {"card": "words"})
    before = path.read_bytes()
    assert [(one.text, one.facts) for one in read_backup(path, Safe(path))] == [("words", {"audience": "me"})]
    assert path.read_bytes() == before


def test_a_text_set_again_keeps_its_checksum_and_another_one_loses_it(path: Path, open_store: OpenStore) -> None:
    store = open_store()
    store.save("card", "words")
    store.close()
    with closing(sqlite3.connect(path)) as connection:  # as an older version of the app writes
        connection.execute("UPDATE note SET text = 'words'")
        assert connection.execute("SELECT sha256 <> '' FROM note").fetchone()[0]
        connection.execute("UPDATE note SET text = 'other'")
        assert connection.execute("SELECT sha256 = '' FROM note").fetchone()[0]
