"""Notes that a later version of the app wrote: all that this one knows of them is shown, and nothing is written."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from briefing_app.errors import BriefingError, NotesUnreadableError, NotSavedError
from briefing_app.notes.anchors import Anchor
from briefing_app.notes.annotations import AnnotationStore
from briefing_app.notes.backups import back_up, read_backup
from briefing_app.notes.copies import copies_of
from briefing_app.notes.engine import sqlite3
from briefing_app.notes.exchange import all_items, from_json, merge, to_json
from briefing_app.notes.migrations import MIGRATIONS, Migration
from briefing_app.notes.notes_file import NotesFile
from briefing_app.notes.reading import ReadingStore
from briefing_app.notes.recovery import faults_of, refuse_faulty
from briefing_app.notes.safe import Safe
from briefing_app.notes.shredding import shred
from briefing_app.notes.store import NoteStore

OpenStore = Callable[..., NoteStore]
ANCHOR = Anchor("parties met", "The ", ".", 4, 15, "bottom_line")
LATEST = len(MIGRATIONS)


def later_step(connection: sqlite3.Connection) -> None:
    connection.execute("ALTER TABLE note ADD COLUMN mood TEXT")
    connection.execute("CREATE TABLE drawing (mark TEXT)")


def renaming_step(connection: sqlite3.Connection) -> None:
    connection.execute("ALTER TABLE mark RENAME COLUMN audience TO readers")


def upgrade(path: Path, step: Migration = later_step) -> None:
    """What opening the file with a later version does to it."""
    store = NoteStore(path, migrations=(*MIGRATIONS, step))
    store.all()
    store.close()


def bytes_of(path: Path) -> dict[str, bytes]:
    """The file of notes and all that lies beside it for its sake."""
    places = [one for one in path.parent.rglob("*") if one.is_file() and path.name in str(one)]
    return {str(one.relative_to(path.parent)): one.read_bytes() for one in places}


@pytest.fixture
def later(path: Path) -> Path:
    """A closed file with a note, a mark, a star and a search, then opened by a later version."""
    with closing(NoteStore(path)) as notes:
        notes.save("talks", "before")
        notes.save("talks", "words")
    with closing(AnnotationStore(path)) as annotations:
        annotations.add("talks", "Who?", anchor=ANCHOR)
    with closing(ReadingStore(path)) as reading:
        reading.star(["talks"], True)
        reading.save_search("Lakes", "lake")
    upgrade(path)
    return path


@contextlib.contextmanager
def untouched(path: Path) -> Iterator[None]:
    before = bytes_of(path)
    yield
    assert bytes_of(path) == before


def test_all_that_is_known_is_shown_and_no_file_touched(later: Path) -> None:
    with untouched(later):
        with closing(NoteStore(later)) as notes:
            assert [note.text for note in notes.all()] == ["words"]
            assert [edit.text for edit in notes.history("talks")] == ["words", "before"]
            assert notes.ids_with_text() == {"talks"}
            assert not notes.changed_elsewhere()
            reason = notes.only_shown()
            assert reason and "newer version" in reason.sentence
        with closing(AnnotationStore(later)) as annotations:
            (mark,) = annotations.all()
            assert (mark.text, mark.anchor) == ("Who?", ANCHOR)
            assert [edit.text for edit in annotations.history(mark.id)] == ["Who?"]
        with closing(ReadingStore(later)) as reading:
            assert reading.get("talks").starred and [one.name for one in reading.searches()] == ["Lakes"]
            assert len(list(reading.rows())) == 1 and reading.revision()[1]
        assert len(all_items(Safe(later))) == 2
        assert faults_of(Safe(later)) == []


def test_every_attempt_to_write_is_refused_with_a_sentence(later: Path) -> None:
    notes, annotations, reading = NoteStore(later), AnnotationStore(later), ReadingStore(later)
    (mark,) = annotations.all()
    items = from_json(to_json(all_items(Safe(later))).replace("words", "other words"), "notes.json")
    attempts: tuple[Callable[[], object], ...] = (
        lambda: notes.save("talks", "other"),
        lambda: notes.save("another", "other"),
        lambda: annotations.add("talks", "more"),
        lambda: annotations.change(mark.id, text="other"),
        lambda: annotations.delete(mark.id),
        lambda: reading.star(["talks"], False),
        lambda: reading.mark_read([("talks", 1, "x")]),
        lambda: merge(Safe(later), items, apply=True),
        lambda: shred(Safe(later), ["note:talks"]),
    )
    with untouched(later):
        for attempt in attempts:
            with pytest.raises(NotSavedError, match="newer version"):
                attempt()
        for store in (notes, annotations, reading):
            store.close()


def test_a_file_left_open_by_a_crash_is_read_with_its_log(path: Path, open_store: OpenStore) -> None:
    newer = open_store(migrations=(*MIGRATIONS, later_step))
    newer.save("card", "words")
    names = ("notes.sqlite", "notes.sqlite-wal", "notes.sqlite.journal")
    before = {name: (path.parent / name).read_bytes() for name in names}
    newer.close()
    for name, data in before.items():
        (path.parent / name).write_bytes(data)
    store = open_store()
    assert [note.text for note in store.all()] == ["words"]
    with pytest.raises(NotSavedError):
        store.save("card", "other")
    store.close()
    assert before == {name: (path.parent / name).read_bytes() for name in names}


def test_what_the_later_version_writes_meanwhile_is_seen(later: Path, open_store: OpenStore) -> None:
    store = open_store()
    assert [note.text for note in store.all()] == ["words"]
    newer = open_store(migrations=(*MIGRATIONS, later_step))
    for text in ("more words", "still more"):
        newer.save("talks", text)
        assert store.changed_elsewhere()
        assert [note.text for note in store.all()] == [text]
    newer.close()
    assert [note.text for note in store.all()] == ["still more"]


def test_a_file_that_is_renewed_while_it_is_open_is_no_longer_written(path: Path, open_store: OpenStore) -> None:
    store = open_store()
    saved = store.save("card", "words")
    newer = open_store(migrations=(*MIGRATIONS, later_step))
    assert newer.all() == [saved]
    with pytest.raises(NotSavedError, match="newer version"):
        store.save("card", "other", saved.revision)
    assert store.only_shown() and store.all() == newer.all() == [saved]


def test_it_is_written_again_once_it_is_another_file(later: Path, path: Path, open_store: OpenStore) -> None:
    store = open_store()
    assert store.only_shown()
    for place in list(path.parent.iterdir()):
        if place.is_file():
            place.rename(path.parent.parent / place.name)
    for copy in copies_of(path):
        copy.unlink()
    with closing(NoteStore(path.parent.parent / "old" / "notes.sqlite")) as other:
        other.save("card", "older")
    (path.parent.parent / "old" / "notes.sqlite").rename(path)
    assert store.save("card", "goes on").text == "goes on"
    assert store.only_shown() is None


def test_a_later_version_with_other_tables_is_refused(later: Path, open_store: OpenStore) -> None:
    with closing(sqlite3.connect(later, isolation_level=None)) as connection:
        renaming_step(connection)
        connection.execute("PRAGMA journal_mode = DELETE")
    with untouched(later):
        store, annotations = open_store(), AnnotationStore(later)
        attempts: tuple[Callable[[], object], ...] = (
            store.all,
            annotations.all,
            lambda: store.save("talks", "other"),
            lambda: faults_of(Safe(later)),
        )
        for attempt in attempts:
            with pytest.raises(NotesUnreadableError, match="newer version"):
                attempt()


def test_it_is_copied_but_not_taken_in(later: Path, tmp_path: Path) -> None:
    copy = tmp_path / "backup"
    with untouched(later):
        assert back_up(Safe(later), copy) == 2
    with closing(sqlite3.connect(copy)) as connection:
        assert connection.execute("SELECT mood FROM note").fetchall() == [(None,)]
    with pytest.raises(BriefingError, match="newer version"):
        read_backup(copy, Safe(later))


def test_a_damaged_file_with_later_copies_is_left_to_the_later_version(later: Path, open_store: OpenStore) -> None:
    later.write_bytes(b"not a database, " * 500)
    copy = copies_of(later)[0]
    upgrade(copy)
    with closing(sqlite3.connect(copy)) as connection:
        connection.execute("PRAGMA journal_mode = DELETE")
        refuse_faulty(connection)
    with untouched(later), pytest.raises(NotesUnreadableError, match="newer version"):
        open_store().all()


def test_today_is_not_later(path: Path) -> None:
    file = NotesFile(path)
    with file.writing():
        pass
    assert not file.newer
    file.close()
