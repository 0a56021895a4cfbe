"""Whatever the disk answers: no saved note is lost, no damaged file written over, and a sentence says what is wrong."""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest

from briefing_app.errors import NotesUnreadableError, NotSavedError
from briefing_app.notes.engine import sqlite3
from briefing_app.notes.store import NoteStore
from tests.processes import StartProcess

OpenStore = Callable[..., NoteStore]

posix = pytest.mark.skipif(os.name != "posix", reason="needs POSIX users, limits or mounts")

FILL_THE_DISK = """
import sys
from pathlib import Path
from briefing_app.errors import NotSavedError
from briefing_app.notes.store import NoteStore

path, ballast, sentence = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3]
store = NoteStore(path)
saved, refused = {}, 0
for number in range(500):
    card, text = f"card-{number % 300}", f"{number} " + "x" * (number * 101 % 5000)
    try:
        saved[card] = store.save(card, text)
    except NotSavedError as error:
        assert sentence in error.sentence, error.details
        assert error.hint and "xxx" not in error.details
        refused += 1
assert saved and refused > 100
for reader in (store, NoteStore(path)):
    assert {note.card_id: note for note in reader.all()} == saved
if ballast.exists():
    ballast.unlink()
    assert store.save("card-0", "room again").text == NoteStore(path).get("card-0").text == "room again"
"""

LIMIT_FILE_SIZE = """
import resource
resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, 200_000))
"""

READ_WITHOUT_PERMISSION = """
import os, sys
from pathlib import Path
from briefing_app.errors import NotSavedError
from briefing_app.i18n import _
from briefing_app.notes.store import NoteStore

_("")  # gettext imports more when first used, and the next lines may take Python's own folder out of reach
if os.getuid() == 0:  # permissions do not hold root
    os.setgid(65534)
    os.setuid(65534)
store = NoteStore(Path(sys.argv[1]))
print(*(note.text for note in store.all()), sep=",", flush=True)
for turn in range(2):
    sys.stdin.readline()
    try:
        print(store.save("card", f"turn {turn}").text, flush=True)
    except NotSavedError as error:
        print(error.sentence, flush=True)
"""

HOLD_THE_FILE = """
import sqlite3, sys
connection = sqlite3.connect(sys.argv[1], isolation_level=None)
connection.execute(f"PRAGMA locking_mode = {sys.argv[2]}")
connection.execute("BEGIN IMMEDIATE")
connection.execute("PRAGMA user_version = 1")
print("held", flush=True)
sys.stdin.readline()
"""


@posix
def test_a_full_disk(run_on_a_small_disk: Callable[[str], None]) -> None:
    run_on_a_small_disk(FILL_THE_DISK)


@posix
def test_a_limit_on_writing(path: Path, start_process: StartProcess) -> None:
    process = start_process(LIMIT_FILE_SIZE + FILL_THE_DISK, path, path.with_name("none"), "the disk refused it")
    assert process.wait() == 0


@posix
@pytest.mark.parametrize("after_a_crash", [False, True], ids=["closed", "after-a-crash"])
def test_a_folder_that_may_not_be_written(after_a_crash: bool, open_to_all: Path, start_process: StartProcess) -> None:
    path = open_to_all
    store = NoteStore(path)
    store.save("card", "words")
    places = [path.with_name(path.name + suffix) for suffix in ("", "-wal", "-shm")]
    kept = {place: place.read_bytes() for place in places}
    store.close()
    if after_a_crash:
        for place, data in kept.items():
            place.write_bytes(data)
    for place in path.parent.iterdir():
        place.chmod(0o444)
    path.parent.chmod(0o555)

    process = start_process(READ_WITHOUT_PERMISSION, path)
    assert process.stdin
    assert process.stdout
    assert process.stdout.readline() == b"words\n"
    process.stdin.write(b"\n")
    process.stdin.flush()
    assert b"may not be written" in process.stdout.readline()
    path.parent.chmod(0o777)
    for place in path.parent.iterdir():
        place.chmod(0o666)
    process.stdin.write(b"\n")
    process.stdin.flush()
    assert process.stdout.readline() == b"turn 1\n"
    assert process.wait() == 0


def test_a_folder_that_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "a file").touch()
    store = NoteStore(tmp_path / "a file" / "data" / "notes.sqlite")
    with pytest.raises(NotSavedError):
        store.save("card", "words")


def test_a_file_held_by_another_process(path: Path, open_store: OpenStore, start_process: StartProcess) -> None:
    store = open_store(busy_seconds=0.05)
    before = store.save("card", "words")
    holder = start_process(HOLD_THE_FILE, path, "NORMAL")
    assert holder.stdout
    assert holder.stdout.readline() == b"held\n"
    with pytest.raises(NotSavedError, match="another program"):
        store.save("card", "more words")
    assert store.get("card") == before
    holder.kill()
    holder.wait()
    assert store.save("card", "more words").text == "more words"


def test_a_file_that_another_process_keeps_for_itself(
    path: Path, open_store: OpenStore, start_process: StartProcess
) -> None:
    store = open_store(busy_seconds=0.05)
    store.save("card", "words")
    store.close()
    holder = start_process(HOLD_THE_FILE, path, "EXCLUSIVE")
    assert holder.stdout
    assert holder.stdout.readline() == b"held\n"
    with pytest.raises(NotesUnreadableError, match="another program"):
        store.all()
    with pytest.raises(NotSavedError, match="another program"):
        store.save("card", "more words")


def test_a_database_of_another_program_is_left_as_it_is(path: Path, store: NoteStore) -> None:
    path.parent.mkdir()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE note (theirs)")
    before = path.read_bytes()
    for attempt in (store.all, lambda: store.save("card", "words")):
        with pytest.raises(NotesUnreadableError, match="another program"):
            attempt()
    assert path.read_bytes() == before


def test_an_empty_file_is_a_new_one(path: Path, store: NoteStore) -> None:
    path.parent.mkdir()
    path.touch()
    assert store.all() == []
    assert store.save("card", "words").text == "words"


def test_a_bug_of_ours_is_not_told_as_the_disks_fault(store: NoteStore) -> None:
    store.save("card", "words")
    with ThreadPoolExecutor() as pool, pytest.raises(sqlite3.ProgrammingError, match="thread"):
        pool.submit(store.get, "card").result()
