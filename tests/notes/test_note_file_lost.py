"""The file goes away while it is open: what the store knows is put back, or it says that it cannot."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from briefing_app.errors import NotSavedError
from briefing_app.notes.store import NoteStore
from tests.notes.conftest import FILES

OpenStore = Callable[..., NoteStore]


def texts(store: NoteStore) -> dict[str, str]:
    return {note.card_id: note.text for note in store.all()}


@pytest.mark.parametrize("suffixes", [("",), ("", "-wal", "-shm")], ids=["file", "file-and-log"])
def test_a_removed_file_is_put_back_with_every_note(
    suffixes: tuple[str, ...], path: Path, store: NoteStore, open_store: OpenStore
) -> None:
    before = [store.save(f"card-{number}", f"text {number}") for number in range(20)]
    for suffix in suffixes:
        Path(f"{path}{suffix}").unlink()
    saved = store.save("card-20", "text 20")
    other = open_store()
    assert other.all() == [saved, *before[::-1]]
    assert path.stat().st_mode & 0o077 == 0
    other.close()
    store.close()
    assert {entry.name for entry in path.parent.iterdir()} == FILES
    assert len(open_store().all()) == 21


def test_reading_puts_it_back_as_well(path: Path, store: NoteStore) -> None:
    store.save("card", "words")
    path.unlink()
    assert not store.changed_elsewhere()
    assert path.exists()
    assert texts(store) == {"card": "words"}


def test_a_removed_log_loses_nothing(path: Path, store: NoteStore, open_store: OpenStore) -> None:
    store.save("a", "1")
    other = open_store()
    assert texts(other) == {"a": "1"}  # not the last connection: SQLite itself would not empty the log
    Path(f"{path}-wal").unlink()
    store.save("b", "2")
    other.close()
    copy = path.parent.parent / "as after a crash"
    shutil.copytree(path.parent, copy)
    assert texts(open_store()) == texts(NoteStore(copy / path.name)) == {"a": "1", "b": "2"}


def test_a_file_put_in_its_place_is_used_and_the_old_one_kept_beside(
    path: Path, store: NoteStore, open_store: OpenStore, tmp_path: Path
) -> None:
    elsewhere = NoteStore(tmp_path / "elsewhere" / "notes.sqlite")
    theirs = elsewhere.save("card", "restored")
    elsewhere.close()
    mine = store.save("card", "mine")
    assert mine.revision == theirs.revision  # by chance: the store must not take one for the other
    (tmp_path / "elsewhere" / "notes.sqlite").replace(path)
    assert store.changed_elsewhere()
    merged = store.save("card", "mine, longer", mine.revision)
    assert merged.text.startswith("mine, longer\n")
    assert merged.text.endswith("\nrestored")
    assert texts(NoteStore(path.with_name("notes.sqlite.replaced"))) == {"card": "mine"}
    assert texts(open_store()) == {"card": merged.text}


def test_a_note_read_from_the_file_in_its_place_is_edited_as_any_other(
    path: Path, store: NoteStore, tmp_path: Path
) -> None:
    elsewhere = NoteStore(tmp_path / "elsewhere" / "notes.sqlite")
    elsewhere.save("card", "restored")
    elsewhere.close()
    store.save("card", "mine")
    (tmp_path / "elsewhere" / "notes.sqlite").replace(path)
    restored = store.get("card")
    assert restored is not None and restored.text == "restored"
    assert store.save("card", "edited", restored.revision).text == "edited"


def test_a_damaged_file_put_in_its_place_is_put_aside(path: Path, store: NoteStore) -> None:
    store.save("card", "words")
    path.unlink()
    path.write_bytes(b"not a database, " * 500)
    store.save("other", "more words")
    assert texts(store) == {"card": "words", "other": "more words"}
    assert path.with_name("notes.sqlite.damaged").read_bytes() == b"not a database, " * 500
    assert texts(NoteStore(path.with_name("notes.sqlite.replaced"))) == {"card": "words"}


def test_a_folder_that_is_gone_is_not_made_again(path: Path, store: NoteStore) -> None:
    """It may lie on a stick: a folder of that name on the disk below would hide the notes."""
    store.save("card", "words")
    away = path.parent.with_name("away")
    path.parent.rename(away)
    with pytest.raises(NotSavedError):
        store.save("card", "more words")
    assert not path.parent.exists()
    away.rename(path.parent)
    store.save("card", "more words")
    assert texts(store) == {"card": "more words"}
